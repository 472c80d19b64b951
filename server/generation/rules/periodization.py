"""How the weeks differ: blocks, deloads, effort. Pure.

Beginners go up in a line, intermediates too; long strength and power programs go through the phases of `phases`; other
programs of the advanced undulate, with heavy, medium and light sessions in one week. Which of these matters little
[A26].
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas.program import Block, Periodization
from schemas.request import FitnessLevel, GoalCategory
from server.generation.person import Person
from server.generation.rules.dose import Span, dose_of
from server.generation.rules.phases import PHASES, Phase, phase_of_weeks

NO_DELOAD_BELOW_WEEKS = 6
MASTERS_EVERY = 4
DELOAD_EVERY = {FitnessLevel.BEGINNER: 8, FitnessLevel.INTERMEDIATE: 6, FitnessLevel.ADVANCED: 5}
"""Weeks from deload to deload. Athletes take one each 5.6 +- 2.3 weeks, and keep frequency [DEL]; complete rest cost
strength [COL], so sets are halved, not left out."""
DELOAD_RIR = 4
SPARED_RIR = 2
MOST_RPE = 10
PHASED_FROM_WEEKS = 8
PHASED_GOALS = frozenset({GoalCategory.STRENGTH, GoalCategory.POWER})
TEST_WORDS = re.compile(
    r"\b(test(ing)?|meet|compet(e|ing|ition)|max(ing)? out|1 ?rm|one[- ]rep max|powerlifting)\b", re.IGNORECASE
)
TAPER_AFTER_WEEKS = 4
"""A taper is no second deload right behind the first."""
SEASON_WEEKS = 12
"""After so many weeks small exercises are changed for others of the same kind."""

Phases = Sequence[Phase | None]
"""Of each week, where there are any."""


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """What one week asks for.

    Attributes:
        block: the block's name.
        season: from 0; a new one brings other accessories.
        week_of_block: from 0.
        step: how far into the rise of its block the week is, from 0 at its start to 1 at its end.
        rir: repetitions in reserve.
        hardest_rir: those of the hardest week of its block.
        main_reps: of main lifts, where the phase of a block plan says them.
        is_entry: whether the block begins with what is new to the person.
        is_peak: whether loads are at their heaviest, and sets are fewer for it.
        is_taper: a deload in which loads stay heavy, because a test follows it.
    """

    index: int
    block: str
    is_deload: bool = False
    season: int = 0
    week_of_block: int = 0
    step: float = 0.0
    rir: int = 3
    hardest_rir: int = 1
    main_reps: Span | None = None
    is_entry: bool = False
    is_peak: bool = False
    is_taper: bool = False


@dataclass(frozen=True, slots=True)
class SeasonPlan:
    """All weeks of a program."""

    periodization: Periodization
    blocks: tuple[Block, ...]
    weeks: tuple[WeekPlan, ...]

    @property
    def deloads(self) -> tuple[int, ...]:
        return tuple(week.index for week in self.weeks if week.is_deload)

    @property
    def fullest(self) -> WeekPlan:
        """A week whose sets take at least as long as those of any week."""
        working = [week for week in self.weeks if not week.is_deload]
        most_reps = max((week.main_reps for week in working if week.main_reps), key=sum, default=None)
        longest = max(week.week_of_block for week in working)
        return replace(working[-1], step=1.0, week_of_block=longest, main_reps=most_reps)


def plan_season(person: Person) -> SeasonPlan:
    """All weeks of the program."""
    total = person.request.duration_weeks
    style = style_of(person)
    every = deload_every(person) if total >= NO_DELOAD_BELOW_WEEKS else total + 1
    deloads = frozenset(range(every, total + 1, every))
    taper = total if style is Periodization.BLOCK and _is_tested(person, total - max(deloads, default=0)) else None
    deloads = deloads if taper is None else deloads | {taper}
    phases: Phases = phase_of_weeks(total, every) if style is Periodization.BLOCK else [None] * total
    blocks = _blocks(person, phases, every)
    weeks = tuple(
        _week(person, block, index, phases[index - 1], deloads, is_taper=index == taper)
        for block, index in _numbered(blocks)
    )
    return SeasonPlan(style, blocks, weeks)


def style_of(person: Person) -> Periodization:
    """How loads and repetitions go up."""
    is_phased = person.goal in PHASED_GOALS and person.request.duration_weeks >= PHASED_FROM_WEEKS
    is_strength = person.goal is GoalCategory.STRENGTH
    if person.is_beginner or person.is_spared:
        return Periodization.LINEAR
    if is_phased and (is_strength or person.level is FitnessLevel.ADVANCED):
        return Periodization.BLOCK
    return Periodization.UNDULATING if person.level is FitnessLevel.ADVANCED else Periodization.LINEAR


def deload_every(person: Person) -> int:
    """Weeks from deload to deload."""
    return MASTERS_EVERY if person.is_masters else DELOAD_EVERY[person.level]


def _is_tested(person: Person, since_deload: int) -> bool:
    """Whether the program ends with a test, and its last week has something to get fresh from."""
    is_wished = person.goal is GoalCategory.STRENGTH and TEST_WORDS.search(person.request.goal_raw) is not None
    return is_wished and (since_deload == 0 or since_deload >= TAPER_AFTER_WEEKS)


def _blocks(person: Person, phases: Phases, every: int) -> tuple[Block, ...]:
    """A block is a phase; where there are none, the weeks up to a deload."""
    total = len(phases)
    begins = [
        week
        for week in range(1, total + 1)
        if week == 1 or phases[week - 1] is not phases[week - 2] or (phases[0] is None and (week - 1) % every == 0)
    ]
    blocks = []
    for number, (first, following) in enumerate(zip(begins, [*begins[1:], total + 1], strict=True), start=1):
        name, aim = _named(person, phases[first - 1], number)
        blocks.append(Block(name=name, first_week=first, last_week=following - 1, aim=aim))
    return tuple(blocks)


def _named(person: Person, phase: Phase | None, number: int) -> tuple[str, str]:
    if phase is not None:
        return f"Block {number}: {phase.value.capitalize()}", PHASES[phase].aim
    if person.is_beginner and number == 1:
        return f"Foundation {number}", "learn the lifts and add load step by step"
    return f"Build {number}", "more work, closer to your limit, week by week"


def _numbered(blocks: tuple[Block, ...]) -> list[tuple[Block, int]]:
    return [(block, index) for block in blocks for index in range(block.first_week, block.last_week + 1)]


def _week(
    person: Person, block: Block, index: int, phase: Phase | None, deloads: frozenset[int], *, is_taper: bool
) -> WeekPlan:
    working = [week for week in range(block.first_week, block.last_week + 1) if week not in deloads]
    place = index - block.first_week
    worked = sum(week < index for week in working)
    # A rest of two weeks rises half of the way, not all of it at once.
    step = 1.0 if index in deloads else worked / max(2, len(working) - 1)
    plan = WeekPlan(
        index=index,
        block=block.name,
        is_deload=index in deloads,
        is_taper=is_taper,
        season=(block.first_week - 1) // SEASON_WEEKS,
        week_of_block=place,
        step=step,
        is_entry=person.is_beginner and block.first_week == 1,
    )
    low, high = dose_of(person.goal, person.level).rir
    if phase is not None:
        kind = PHASES[phase]
        plan = replace(plan, main_reps=kind.reps[person.goal, person.level], is_peak=kind.is_peak)
        low = max(low, high - kind.ends_below)
        high = max(low + 1, high - kind.begins_below)  # each phase rises
    low = max(low, SPARED_RIR if person.is_spared else 0, MOST_RPE - person.most_rpe)
    high = max(low, high)
    rir = high - int(step * (high - low) + 0.5)
    return replace(plan, rir=max(DELOAD_RIR, low) if plan.is_deload else rir, hardest_rir=low)
