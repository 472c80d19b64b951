"""The phases of a strength program: volume first, then heavier loads, then the best loads. Pure.

Accumulation at 65 to 75 % of the most that can be lifted once, intensification at 75 to 87 %, realisation at 85 to 95 %
for one or two weeks [program rules, 3.5]. Repetitions and what is left in reserve mean these loads [Epley].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from schemas.request import FitnessLevel, GoalCategory

I, A = FitnessLevel.INTERMEDIATE, FitnessLevel.ADVANCED  # noqa: E741 - as the dose table names them
_S, _P = GoalCategory.STRENGTH, GoalCategory.POWER
Span = tuple[int, int]

SPANS_OF_A_CYCLE = 3
"""So many runs of work up to a deload go once through all phases."""
PEAK_WEEKS = 2
SHORT_CYCLE_WEEKS = 8
"""Of work: shorter cycles have their best loads for one week, and none follows another cycle."""
VOLUME_SHARE = 0.55
"""Of the weeks before the best loads."""
LEAST_HEAVIER_WEEKS = 2
"""Between volume and the best loads, so that no load jumps."""
TOLERANCE = 0.2
"""A phase is moved by so much of these weeks, so that it ends with a deload."""


class Phase(StrEnum):
    ACCUMULATION = "accumulation"
    INTENSIFICATION = "intensification"
    REALISATION = "realisation"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a phase asks for.

    Attributes:
        reps: of main lifts, by goal and level.
        begins_below: by how much its first week has less in reserve than a block of this level begins with.
        ends_below: by how much its last week has less.
        is_peak: fewer sets.
    """

    aim: str
    reps: Mapping[tuple[GoalCategory, FitnessLevel], Span]
    begins_below: int
    ends_below: int
    is_peak: bool = False


PHASES: Mapping[Phase, Kind] = MappingProxyType(
    {
        Phase.ACCUMULATION: Kind(
            "volume", {(_S, I): (6, 8), (_S, A): (6, 8), (_P, A): (5, 6)}, begins_below=0, ends_below=1
        ),
        Phase.INTENSIFICATION: Kind(
            "heavier loads", {(_S, I): (4, 6), (_S, A): (3, 5), (_P, A): (3, 5)}, begins_below=0, ends_below=2
        ),
        Phase.REALISATION: Kind(
            "your best loads",
            {(_S, I): (3, 4), (_S, A): (2, 3), (_P, A): (2, 4)},
            begins_below=1,
            ends_below=2,
            is_peak=True,
        ),
    }
)


def phase_of_weeks(total: int, every: int) -> list[Phase]:
    """The phase of each week; ``every`` so many weeks the last one is a deload."""
    spans = [min(every, total - first) for first in range(0, total, every)]
    phases: list[Phase] = []
    while spans:
        take = SPANS_OF_A_CYCLE if sum(_working(spans[SPANS_OF_A_CYCLE:], every)) >= SHORT_CYCLE_WEEKS else len(spans)
        phases += _cycle(spans[:take], every)
        spans = spans[take:]
    return phases


def _working(spans: list[int], every: int) -> list[int]:
    """The weeks of work of each run: without the deload that ends a whole one."""
    return [span - (span == every) for span in spans]


def _cycle(spans: list[int], every: int) -> list[Phase]:
    """Once through all phases."""
    working = _working(spans, every)
    peak = min(PEAK_WEEKS if sum(working) >= SHORT_CYCLE_WEEKS else 1, working[-1])
    before = sum(working) - peak
    volume = _at_a_deload(round(before * VOLUME_SHARE), before, working)
    phases: list[Phase] = []
    done = 0
    for span, work in zip(spans, working, strict=True):
        for place in range(span):
            if place < work:
                done += 1
            phases.append(_phase(done, volume, before))
    return phases


def _phase(done: int, volume: int, before: int) -> Phase:
    if done <= volume:
        return Phase.ACCUMULATION
    return Phase.INTENSIFICATION if done <= before else Phase.REALISATION


def _at_a_deload(wanted: int, before: int, working: list[int]) -> int:
    """The working week with which the first phase ends: that before a deload, if one is near."""
    ends = [sum(working[:number]) for number in range(1, len(working))]
    latest = before - LEAST_HEAVIER_WEEKS
    near = [end for end in ends if abs(end - wanted) <= TOLERANCE * before and end <= latest]
    return min(near, key=lambda end: abs(end - wanted), default=min(wanted, latest))
