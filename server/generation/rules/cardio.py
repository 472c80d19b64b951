"""Endurance work: how long, how hard, how it grows. Pure.

No session is more than a tenth longer than the longest before it, running counted by itself [FR25, NIE]; after two or
three weeks that build comes an easier one. At least four fifths of it are easy: one session of a week may be hard, two
where endurance is the goal and there are many, with a day between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from schemas.program import CardioItem, Intervals
from schemas.request import GoalCategory
from server.generation.exercises import Exercise
from server.generation.person import Person
from server.generation.rules.periodization import WeekPlan

START_SHARE = 0.6
"""Of the most minutes: where the first week begins."""
SHORT_START_SHARE = 0.75
SHORT_MINUTES = 25
"""Of so little nobody does three fifths."""
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
SHORT_HARD_S = 120
LONG_HARD_S = 240
HARD_PART = 4
"""A hard session is at least so many times as long as its hard parts."""
EASY_TALK = "You can speak in whole sentences."
HARD_TALK = "You can say a few words at a time."
WALK_RUN = "walk_run"


@dataclass(frozen=True, slots=True)
class CardioPlan:
    """One endurance session of the week, over the whole season.

    Attributes:
        ways: the way to move, then what may take its place.
        minutes: of each week.
        run_s: how long each run is, week by week, for one who walks in between; else empty.
        hard_s: how long each hard part is, if it is a session that is hard when the week allows it; else 0.
    """

    ways: tuple[Exercise, ...]
    minutes: tuple[float, ...]
    run_s: tuple[int, ...] = ()
    hard_s: int = 0


def plan_cardio(
    person: Person, ways: tuple[Exercise, ...], weeks: Sequence[WeekPlan], most: float, *, hard_s: int = 0
) -> CardioPlan:
    """An endurance session that grows to ``most`` minutes."""
    walks_too = ways[0].id == WALK_RUN
    minutes = _minutes(person, weeks, _down(max(LEAST_MINUTES, most)), WALK_RUN_GROWTH if walks_too else GROWTH)
    return CardioPlan(ways, minutes, _runs(minutes) if walks_too else (), hard_s)


def cardio_item(person: Person, cardio: CardioPlan, plan: WeekPlan, order: int) -> CardioItem:
    """One session's endurance work in one week."""
    way, minutes = cardio.ways[0], cardio.minutes[plan.index - 1]
    is_easier = plan.index > 1 and minutes < cardio.minutes[plan.index - 2]
    is_hard = bool(cardio.hard_s) and not is_easier and _may_go_hard(person, plan)
    intervals = _hard_parts(cardio.hard_s, minutes) if is_hard else None
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
    return is_for_it and has_base and not person.is_older and not person.is_held_back


def _hard_parts(hard_s: int, minutes: float) -> Intervals:
    reps = min(MOST_HARD_REPS, max(1, int(minutes * 60 // (HARD_PART * hard_s))))
    return Intervals(reps=reps, work_s=hard_s, recover_s=min(hard_s, SHORT_HARD_S))


def _minutes(person: Person, weeks: Sequence[WeekPlan], most: float, growth: float) -> tuple[float, ...]:
    """Week by week: build, an easier week, build on; never an easier week right before a deload or at the end."""
    build_weeks = MASTERS_BUILD_WEEKS if person.is_masters else BUILD_WEEKS
    latest = max(LEAST_MINUTES, _down(most * (SHORT_START_SHARE if most < SHORT_MINUTES else START_SHARE)))
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
