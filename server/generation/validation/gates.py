"""The gates: a program that breaks one is repaired, or not made. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from schemas.program import Finding, GateReport
from server.generation.validation.gate_clearance import not_gentle
from server.generation.validation.gate_exercises import forbidden, too_much_for_beginners
from server.generation.validation.gate_intensity import inconsistent
from server.generation.validation.gate_progression import jumps
from server.generation.validation.gate_recovery import unrested
from server.generation.validation.gate_structure import incomplete, unclear
from server.generation.validation.gate_volume import too_much_in_a_session, too_much_in_a_week
from server.generation.validation.sheet import Sheet

MOST_FINDINGS = 10
"""Of one gate in a report: enough to mend by, few enough to read."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: its id, and what finds the places where it is broken."""

    id: str
    find: Callable[[Sheet], Iterator[Finding]]


GATES: tuple[Gate, ...] = (
    Gate("G1", incomplete),
    Gate("G2", forbidden),
    Gate("G3", unclear),
    Gate("G4", too_much_for_beginners),
    Gate("G5", inconsistent),
    Gate("G6", too_much_in_a_week),
    Gate("G7", too_much_in_a_session),
    Gate("G8", unrested),
    Gate("G9", jumps),
    Gate("G10", not_gentle),
)


def report_of_gate(gate: Gate, sheet: Sheet) -> GateReport:
    """What one gate says of a program."""
    findings = tuple(islice(gate.find(sheet), MOST_FINDINGS))
    if not findings:
        return GateReport(id=gate.id, passed=True)
    return GateReport(id=gate.id, passed=False, detail=findings[0].message, findings=findings)
