"""How the weeks differ: blocks, deloads, effort, sets. Pure.

Deloads: athletes take one each 5.6 weeks on average and cut volume and effort, keeping frequency [10.1186/s40798-024-
00691-y]; complete rest cost strength [10.7717/peerj.16777], so sets are halved, not left out.
"""

from dataclasses import dataclass

from schemas.program import Block, Periodization
from schemas.request import FitnessLevel, GoalCategory
from server.generation.rules.dose import dose_of
from server.generation.rules.person import Person

NO_DELOAD_BELOW_WEEKS = 6
MASTERS_EVERY = 4
DELOAD_EVERY = {FitnessLevel.BEGINNER: 8, FitnessLevel.INTERMEDIATE: 6, FitnessLevel.ADVANCED: 5}
DELOAD_FACTOR = 0.5
DELOAD_RIR = 4
BLOCK_STRENGTH_FROM_WEEKS = 8
PHASES = (("Accumulation", "volume"), ("Intensification", "heavier loads"), ("Realisation", "your best loads"))


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """What one week asks for.

    Attributes:
        block: the block's name.
        step: how far into its block the week is, from 0 at its start to 1 at its end.
        extra_sets: added to each first exercise, above the dose's least.
        rir: repetitions in reserve.
        reps_shift: taken from the repetitions of main lifts, in later phases of a block plan.
    """

    index: int
    block: str
    is_deload: bool
    volume_factor: float
    step: float
    extra_sets: int
    rir: int
    reps_shift: int


@dataclass(frozen=True, slots=True)
class SeasonPlan:
    periodization: Periodization
    blocks: tuple[Block, ...]
    weeks: tuple[WeekPlan, ...]


def plan_season(person: Person) -> SeasonPlan:
    """All weeks of the program."""
    total = person.request.duration_weeks
    style = _style(person)
    every = MASTERS_EVERY if person.is_masters else DELOAD_EVERY[person.level]
    spans = _spans(total, every if total >= NO_DELOAD_BELOW_WEEKS else total)
    weeks: list[WeekPlan] = []
    blocks: list[Block] = []
    for number, (first, last) in enumerate(spans):
        phase, aim = _phase(style, number, len(spans))
        name = f"{phase} {number + 1}" if style is not Periodization.BLOCK else f"Block {number + 1}: {phase}"
        blocks.append(Block(name=name, first_week=first, last_week=last, aim=aim))
        has_deload = total >= NO_DELOAD_BELOW_WEEKS and last - first + 1 == every
        shift = PHASES.index((phase, aim)) if style is Periodization.BLOCK else 0
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
    return Periodization.UNDULATING


def _spans(total: int, every: int) -> list[tuple[int, int]]:
    return [(first, min(first + every - 1, total)) for first in range(1, total + 1, every)]


def _phase(style: Periodization, number: int, count: int) -> tuple[str, str]:
    match style:
        case Periodization.LINEAR:
            return "Foundation", "learn the lifts and add load step by step"
        case Periodization.UNDULATING:
            return "Build", "more work, closer to your limit, week by week"
        case Periodization.BLOCK:
            return PHASES[min(number * len(PHASES) // count, len(PHASES) - 1)]


def _week(person: Person, index: int, block: str, first: int, last: int, shift: int, *, has_deload: bool) -> WeekPlan:
    dose = dose_of(person.goal, person.level)
    low, high = dose.rir
    is_deload = has_deload and index == last
    if is_deload:
        return WeekPlan(index, block, True, DELOAD_FACTOR, 1.0, 0, DELOAD_RIR, shift)  # noqa: FBT003 - the plan's own field
    working = last - first + (0 if has_deload else 1)
    step = (index - first) / max(1, working - 1)
    is_entry = person.is_beginner and index == 1
    rir = DELOAD_RIR if is_entry else round(high - step * (high - low))
    room = dose.sets[1] - dose.sets[0]
    extra = 0 if is_entry or person.is_older else min(room, round(step * room))
    return WeekPlan(index, block, False, 1.0 + 0.1 * extra, step, extra, rir, shift)  # noqa: FBT003 - as above
