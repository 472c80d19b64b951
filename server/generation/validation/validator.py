"""Checks a whole program: what both generators go through before anybody sees it. Pure."""

from schemas.program import GateReport, Program, Validation
from server.generation.person import Person
from server.generation.validation.gates import GATES, report_of_gate
from server.generation.validation.score import RULES, report_of_rule
from server.generation.validation.sheet import Sheet, sheet_of


def validate(program: Program, person: Person) -> Validation:
    """The report: each gate, each rule with its points, and the score out of 100."""
    sheet = sheet_of(program, person)
    return scored(sheet, check(sheet))


def check(sheet: Sheet) -> tuple[GateReport, ...]:
    """What each gate says."""
    return tuple(report_of_gate(gate, sheet) for gate in GATES)


def scored(sheet: Sheet, gates: tuple[GateReport, ...]) -> Validation:
    """The report of a program whose gates are checked already."""
    rules = tuple(report_of_rule(rule, sheet) for rule in RULES)
    return Validation(score=round(sum(rule.points for rule in rules), 1), gates=gates, rules=rules)
