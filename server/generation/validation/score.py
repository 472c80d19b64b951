"""The score: rules worth 100 points together. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from schemas.program import Finding, RuleReport
from server.generation.validation.sheet import Sheet

MOST_FINDINGS = 10
PASSING_SCORE = 80
SHIPPING_SCORE = 70
"""From here on a program is given away, with warnings."""


@dataclass(frozen=True, slots=True)
class Graded:
    """What a rule found: the share of its points that a program earns, from 0 to 1, and what cost the rest."""

    share: float
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, its points, and what grades a program."""

    id: str
    max_points: float
    grade: Callable[[Sheet], Graded]


RULES: tuple[Rule, ...] = ()


def report_of_rule(rule: Rule, sheet: Sheet) -> RuleReport:
    """What one rule says of a program."""
    graded = rule.grade(sheet)
    findings = graded.findings[:MOST_FINDINGS]
    return RuleReport(
        id=rule.id,
        points=round(graded.share * rule.max_points, 2),
        max_points=rule.max_points,
        detail=findings[0].message if findings else "",
        findings=findings or None,
    )
