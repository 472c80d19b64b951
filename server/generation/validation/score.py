"""The score: eleven rules worth 100 points together, each in a module of its own. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

from schemas.program import Finding, RuleReport
from server.generation.validation import (
    score_balance,
    score_completeness,
    score_deload,
    score_duration,
    score_frequency,
    score_intensity,
    score_order,
    score_progression,
    score_rest,
    score_safety_text,
    score_volume,
)
from server.generation.validation.marks import MOST_FINDINGS, Graded
from server.generation.validation.sheet import Sheet

PASSING_SCORE = 80


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, its points, and what grades a program."""

    id: str
    max_points: float
    grade: Callable[[Sheet], Graded]


RULES: tuple[Rule, ...] = (
    Rule(score_completeness.RULE, 10, score_completeness.grade_completeness),
    Rule(score_volume.RULE, 15, score_volume.grade_volume),
    Rule(score_intensity.RULE, 12, score_intensity.grade_intensity),
    Rule(score_rest.RULE, 6, score_rest.grade_rest),
    Rule(score_frequency.RULE, 10, score_frequency.grade_frequency),
    Rule(score_balance.RULE, 10, score_balance.grade_balance),
    Rule(score_order.RULE, 8, score_order.grade_order),
    Rule(score_progression.RULE, 12, score_progression.grade_progression),
    Rule(score_deload.RULE, 5, score_deload.grade_deload),
    Rule(score_duration.RULE, 8, score_duration.grade_duration),
    Rule(score_safety_text.RULE, 4, score_safety_text.grade_safety_text),
)


def _nothing(rule: Rule) -> Graded:
    """A program without sessions keeps to every rule, and earns nothing for it."""
    return Graded(0, (Finding(rule=rule.id, message="There is no session.", value=0, bound=">= 1 session"),))


def report_of_rule(rule: Rule, sheet: Sheet) -> RuleReport:
    """What one rule says of a program."""
    found = rule.grade(sheet) if sheet.sessions else _nothing(rule)
    findings = found.findings[:MOST_FINDINGS]
    return RuleReport(
        id=rule.id,
        points=floor(found.share * rule.max_points * 100) / 100,  # so that whatever costs something is seen to
        max_points=rule.max_points,
        detail=findings[0].message if findings else "",
        findings=findings or None,
    )
