"""The gates: a program that breaks one is repaired, or not made. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from schemas.program import Finding, GateReport
from server.generation.validation.sheet import Sheet

MOST_FINDINGS = 10
"""Of one gate in a report: enough to mend by, few enough to read."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: its id, and what finds the places where it is broken."""

    id: str
    find: Callable[[Sheet], Iterator[Finding]]


GATES: tuple[Gate, ...] = ()


def report_of_gate(gate: Gate, sheet: Sheet) -> GateReport:
    """What one gate says of a program."""
    findings = tuple(islice(gate.find(sheet), MOST_FINDINGS))
    if not findings:
        return GateReport(id=gate.id, passed=True)
    return GateReport(id=gate.id, passed=False, detail=findings[0].message, findings=findings)
