"""Checks a whole program: what both generators go through before anybody sees it. Pure."""

from schemas.program import Program, Validation
from server.generation.person import Person
from server.generation.validation.gates import GATES, report_of_gate
from server.generation.validation.score import RULES, report_of_rule
from server.generation.validation.sheet import sheet_of


def validate(program: Program, person: Person) -> Validation:
    """The report: each gate, each rule with its points, and the score out of 100."""
    sheet = sheet_of(program, person)
    rules = tuple(report_of_rule(rule, sheet) for rule in RULES)
    return Validation(
        score=round(sum(rule.points for rule in rules), 1),
        gates=tuple(report_of_gate(gate, sheet) for gate in GATES),
        rules=rules,
    )
