"""Endurance work: how to move, how long, how hard. Pure.

No session is more than a tenth longer than the longest before it, running counted by itself [Frandsen 2025, Nielsen
2014]; after two or three weeks that build comes an easier one. Most of it is easy; one session a week may be hard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from schemas.program import CardioItem, Intervals
from schemas.request import FitnessLevel, GoalCategory
from server.generation.exercises import LEVELS, Exercise, of_pattern
from server.generation.person import Person
from server.generation.rules.periodization import WeekPlan

START_SHARE = 0.6
"""Of the most minutes: where the first week begins."""
RESTART_SHARE = 0.9
"""Of the most minutes: where a build begins again that would come to its end at once."""
EASY_SHARE = 0.7
GROWTH = 1.1
WALK_RUN_GROWTH = 1.05
"""Of the whole session; its running grows by `GROWTH`."""
MINUTES_STEP = 0.5
RUN_STEP_S = 5
FIRST_RUN_S = 60
FIRST_WALK_S = 90
LEAST_WALK_S = 30
BUILD_WEEKS = 3
MASTERS_BUILD_WEEKS = 2
LEAST_MINUTES = 5
BEGINNER_BASE_WEEKS = 4
MOST_HARD_REPS = 6
HARD_S = 120
EASY_TALK = "You can speak in whole sentences."
HARD_TALK = "You can say a few words at a time."

ENDURANCE_MINUTES: Mapping[FitnessLevel, int] = MappingProxyType(
    {FitnessLevel.BEGINNER: 60, FitnessLevel.INTERMEDIATE: 75, FitnessLevel.ADVANCED: 90}
)
FAT_LOSS_MINUTES = 60
OTHER_MINUTES = 40


@dataclass(frozen=True, slots=True)
class CardioPlan:
    """One endurance session of the week, over the whole season.

    Attributes:
        ways: the way to move, then what may take its place.
        minutes: of each week.
        run_s: how long each run is, week by week, for one who walks in between; else empty.
        may_be_hard: whether it is the session of its week that is hard when the week allows it.
    """

    ways: tuple[Exercise, ...]
    minutes: tuple[float, ...]
    run_s: tuple[int, ...]
    may_be_hard: bool


def most_minutes(person: Person) -> int:
    """What an endurance session grows to, however much time there is."""
    if person.goal is GoalCategory.CARDIO_ENDURANCE:
        return ENDURANCE_MINUTES[person.level]
    return FAT_LOSS_MINUTES if person.goal is GoalCategory.FAT_LOSS else OTHER_MINUTES


def plan_cardio(
    person: Person, weeks: Sequence[WeekPlan], most: float, *, may_be_hard: bool = False, is_recovery: bool = False
) -> CardioPlan:
    """An endurance session that grows to ``most`` minutes."""
    ways = pick_modality(person, is_recovery=is_recovery)
    walks_too = ways[0].id == "walk_run"
    minutes = _minutes(person, weeks, _down(max(LEAST_MINUTES, most)), WALK_RUN_GROWTH if walks_too else GROWTH)
    return CardioPlan(ways, minutes, _runs(minutes) if walks_too else (), may_be_hard)


def pick_modality(person: Person, *, is_recovery: bool = False) -> tuple[Exercise, ...]:
    """The way to move that suits best, then what may take its place."""
    suited = [e for e in of_pattern("cardio") if person.allows(e)]
    wants_run = person.is_runner and not is_recovery

    def fit(exercise: Exercise) -> tuple[bool, int, int, bool]:
        runs = exercise.modality == "run"
        demand = LEVELS.index(exercise.level)
        return (runs != wants_run, exercise.impact, -demand if runs else demand, not exercise.gear)

    return tuple(sorted(suited, key=fit)[:4])


def cardio_item(person: Person, cardio: CardioPlan, plan: WeekPlan, order: int) -> CardioItem:
    """One session's endurance work in one week."""
    way, minutes = cardio.ways[0], cardio.minutes[plan.index - 1]
    is_easier = plan.index > 1 and minutes < cardio.minutes[plan.index - 2]
    is_hard = cardio.may_be_hard and not is_easier and _may_go_hard(person, plan)
    intervals = Intervals(reps=_hard_reps(minutes), work_s=HARD_S, recover_s=HARD_S) if is_hard else None
    if cardio.run_s:
        intervals = _walk_run(cardio, plan, is_easier=is_easier)
    return CardioItem(
        order=order,
        exercise_id=way.id,
        name=way.name,
        modality=way.modality or way.pattern,
        duration_min=minutes,
        rpe_min=6 if is_hard else 3,
        rpe_max=8 if is_hard else 5,
        hrr_pct=(70, 85) if is_hard else (40, 59),
        talk_test=HARD_TALK if is_hard else EASY_TALK,
        intervals=intervals,
        cue=way.cue,
        note="Easier this week." if is_easier else "Easy before and after the fast parts." if is_hard else "",
        substitutes=tuple(other.id for other in cardio.ways[1:]),
        progression_id="cardio",
    )


def _may_go_hard(person: Person, plan: WeekPlan) -> bool:
    """Hard work is for those whose goal it serves, after weeks of base work if they are new to it."""
    is_for_it = person.goal in (GoalCategory.CARDIO_ENDURANCE, GoalCategory.FAT_LOSS)
    has_base = not person.is_beginner or plan.index > BEGINNER_BASE_WEEKS
    return is_for_it and has_base and not person.is_older


def _hard_reps(minutes: float) -> int:
    return min(MOST_HARD_REPS, max(1, int(minutes * 60 // (4 * HARD_S))))


def _minutes(person: Person, weeks: Sequence[WeekPlan], most: float, growth: float) -> tuple[float, ...]:
    """Week by week: build, an easier week, build on; never an easier week right before a deload or at the end."""
    build_weeks = MASTERS_BUILD_WEEKS if person.is_masters else BUILD_WEEKS
    latest = max(LEAST_MINUTES, _down(most * START_SHARE))
    minutes, built = [latest], 1
    for place, week in enumerate(weeks[1:], start=2):
        may_rest = place < len(weeks) and not weeks[place].is_deload
        if week.is_deload or (built >= build_weeks and may_rest):
            minutes.append(_down(latest * EASY_SHARE))
            built = 0
            continue
        if built == 0 and latest * growth >= most:
            latest = _down(most * RESTART_SHARE)
        else:
            latest = min(most, max(latest + MINUTES_STEP, _down(latest * growth)))
        minutes.append(latest)
        built += 1
    return tuple(minutes)


def _runs(minutes: tuple[float, ...]) -> tuple[int, ...]:
    """How long each run is, week by week; as many turns every week, so that the walks get shorter."""
    turns = _turns(minutes[0])
    runs = [FIRST_RUN_S]
    for before, now in pairwise(minutes):
        room_s = int(now * 60 / turns) - LEAST_WALK_S
        longer_s = max(runs[-1] + RUN_STEP_S, runs[-1] * GROWTH // RUN_STEP_S * RUN_STEP_S)
        runs.append(runs[-1] if now < before else int(min(longer_s, room_s // RUN_STEP_S * RUN_STEP_S)))
    return tuple(runs)


def _turns(first_minutes: float) -> int:
    return int(first_minutes * 60 // (FIRST_RUN_S + FIRST_WALK_S))


def _walk_run(cardio: CardioPlan, plan: WeekPlan, *, is_easier: bool) -> Intervals:
    minutes, run_s = cardio.minutes[plan.index - 1], cardio.run_s[plan.index - 1]
    turns = _turns(cardio.minutes[0])
    if is_easier:
        turns = max(1, int(turns * EASY_SHARE))
    walk_s = (int(minutes * 60 / turns) - run_s) // RUN_STEP_S * RUN_STEP_S
    return Intervals(reps=turns, work_s=run_s, recover_s=walk_s)


def _down(minutes: float) -> float:
    return minutes // MINUTES_STEP * MINUTES_STEP
