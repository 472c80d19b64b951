"""How a rule gives its points: what it asks of many places, how much each earns, and what cost the rest. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Final

from schemas.program import Finding, Item
from server.generation.validation.sheet import SessionSheet

MOST_FINDINGS: Final = 10
"""Of one rule in a report: enough to mend by, few enough to read."""


@dataclass(frozen=True, slots=True)
class Graded:
    """What a rule found: the share of its points that a program earns, from 0 to 1, and what cost the rest."""

    share: float
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; what is not given is the whole of it."""

    week: int | None = None
    day: int | None = None
    order: int | None = None
    muscle: str | None = None


WHOLE_PROGRAM = Place()


def place_of(session: SessionSheet, item: Item | None = None) -> Place:
    """A session, or an item of it."""
    return Place(session.week.index, session.session.day_index, None if item is None else item.order)


class Marks:
    """What one clause of a rule asks for, place by place.

    Whoever asks for nothing (`is_empty`) has no part in the rule's points: the other clauses share them.
    """

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.asked = 0.0
        self.earned = 0.0
        self.findings: list[Finding] = []

    @property
    def is_empty(self) -> bool:
        return self.asked == 0

    @property
    def share(self) -> float:
        """Of what was asked, from 0 to 1."""
        return self.earned / self.asked if self.asked else 1.0

    def earn(self, weight: float = 1.0) -> None:
        """All that one place was asked for is there."""
        self.asked += weight
        self.earned += weight

    def lose(
        self, message: str, *, value: float | str, bound: str, at: Place, weight: float = 1.0, share: float = 0.0
    ) -> None:
        """One place earns only a ``share`` of its ``weight``; the finding says why."""
        self.asked += weight
        self.earned += weight * share
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(
                Finding(
                    rule=self.rule,
                    message=message,
                    value=round(value, 2) if isinstance(value, float) else value,
                    bound=bound,
                    week=at.week,
                    day=at.day,
                    order=at.order,
                    muscle=at.muscle,
                )
            )


def graded(*clauses: tuple[float, Marks]) -> Graded:
    """The clauses of a rule, weighed; of the findings, the first of each clause come first."""
    asked = [(weight, marks) for weight, marks in clauses if not marks.is_empty]
    total = sum(weight for weight, _ in asked)
    if not total:
        return Graded(1.0)
    share = sum(weight * marks.share for weight, marks in asked) / total
    return Graded(share, _in_turn(marks.findings for _, marks in asked))


def within(value: float, low: float, high: float) -> float:
    """1 inside, and linearly less outside: 0 at nothing, and at twice the upper bound."""
    if value < low:
        return max(0.0, value / low)
    return max(0.0, 1 - (value - high) / high) if value > high else 1.0


def _in_turn(findings: Iterable[list[Finding]]) -> tuple[Finding, ...]:
    turns = chain.from_iterable(zip_longest(*findings))
    return tuple(finding for finding in turns if finding is not None)
