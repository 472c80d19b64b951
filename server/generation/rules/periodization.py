"""How the weeks differ: blocks, deloads, effort. Pure.

Deloads: athletes take one each 5.6 weeks on average and cut volume and effort, keeping frequency [10.1186/s40798-024-
00691-y]; complete rest cost strength [10.7717/peerj.16777], so sets are halved, not left out.
"""

from dataclasses import dataclass, replace

from schemas.program import Block, Periodization
from schemas.request import FitnessLevel, GoalCategory
from server.generation.person import Person
from server.generation.rules.dose import dose_of

NO_DELOAD_BELOW_WEEKS = 6
MASTERS_EVERY = 4
DELOAD_EVERY = {FitnessLevel.BEGINNER: 8, FitnessLevel.INTERMEDIATE: 6, FitnessLevel.ADVANCED: 5}
DELOAD_RIR = 4
SPARED_RIR = 2
BLOCK_STRENGTH_FROM_WEEKS = 8
PHASES = (("Accumulation", "volume"), ("Intensification", "heavier loads"), ("Realisation", "your best loads"))
PHASE_SHIFTS = (-1, 0, 1)
"""Repetitions taken from main lifts in each phase."""
STRENGTH_PHASE_SHIFTS = (-2, 0, 1)


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """What one week asks for.

    Attributes:
        block: the block's name.
        week_of_block: from 0.
        step: how far into the rise of its block the week is, from 0 at its start to 1 at its end.
        rir: repetitions in reserve.
        reps_shift: taken from the repetitions of main lifts, by the phase of a block plan.
    """

    index: int
    block: str
    is_deload: bool
    week_of_block: int
    step: float
    rir: int
    reps_shift: int


@dataclass(frozen=True, slots=True)
class SeasonPlan:
    periodization: Periodization
    blocks: tuple[Block, ...]
    weeks: tuple[WeekPlan, ...]

    @property
    def deloads(self) -> tuple[int, ...]:
        return tuple(week.index for week in self.weeks if week.is_deload)

    @property
    def fullest(self) -> WeekPlan:
        """A week that takes at least as long as any week of the season."""
        working = [week for week in self.weeks if not week.is_deload]
        return replace(
            working[-1],
            step=1.0,
            week_of_block=max(week.week_of_block for week in working),
            reps_shift=min(week.reps_shift for week in working),
        )


def plan_season(person: Person) -> SeasonPlan:
    """All weeks of the program."""
    total = person.request.duration_weeks
    style = _style(person)
    every = MASTERS_EVERY if person.is_masters else DELOAD_EVERY[person.level]
    spans = _spans(total, every if total >= NO_DELOAD_BELOW_WEEKS else total)
    weeks: list[WeekPlan] = []
    blocks: list[Block] = []
    for number, (first, last) in enumerate(spans):
        phase, aim = _phase(style, number, len(spans), person)
        name = f"{phase} {number + 1}" if style is not Periodization.BLOCK else f"Block {number + 1}: {phase}"
        blocks.append(Block(name=name, first_week=first, last_week=last, aim=aim))
        has_deload = total >= NO_DELOAD_BELOW_WEEKS and last - first + 1 == every
        shift = _shift(person, PHASES.index((phase, aim))) if style is Periodization.BLOCK else 0
        weeks += [
            _week(person, week, name, first, last, shift, has_deload=has_deload) for week in range(first, last + 1)
        ]
    return SeasonPlan(style, tuple(blocks), tuple(weeks))


def _style(person: Person) -> Periodization:
    if person.is_beginner:
        return Periodization.LINEAR
    is_long_strength = (
        person.goal is GoalCategory.STRENGTH and person.request.duration_weeks >= BLOCK_STRENGTH_FROM_WEEKS
    )
    if person.level is FitnessLevel.ADVANCED or is_long_strength:
        return Periodization.BLOCK
    return Periodization.LINEAR


def _spans(total: int, every: int) -> list[tuple[int, int]]:
    return [(first, min(first + every - 1, total)) for first in range(1, total + 1, every)]


def _phase(style: Periodization, number: int, count: int, person: Person) -> tuple[str, str]:
    if style is Periodization.BLOCK:
        return PHASES[min(number * len(PHASES) // count, len(PHASES) - 1)]
    if person.is_beginner and number == 0:
        return "Foundation", "learn the lifts and add load step by step"
    return "Build", "more work, closer to your limit, week by week"


def _shift(person: Person, phase: int) -> int:
    return (STRENGTH_PHASE_SHIFTS if person.goal is GoalCategory.STRENGTH else PHASE_SHIFTS)[phase]


def _week(person: Person, index: int, block: str, first: int, last: int, shift: int, *, has_deload: bool) -> WeekPlan:
    place = index - first
    low, high = dose_of(person.goal, person.level).rir
    if has_deload and index == last:
        return WeekPlan(index, block, True, place, 1.0, DELOAD_RIR, shift)  # noqa: FBT003 - the plan's own field
    working = last - first + (0 if has_deload else 1)
    step = place / max(2, working - 1)  # a rest of two weeks rises half of the way, not all of it at once
    if person.is_spared:
        low = max(low, SPARED_RIR)
    rir = high - int(step * (high - low) + 0.5)
    return WeekPlan(index, block, False, place, step, rir, shift)  # noqa: FBT003 - as above
