"""Endurance work: how to move, how long, how hard. Pure.

Weeks build by at most ten percent [Nielsen 2014], mostly easy; at most one hard session a week for beginners.
"""

from schemas.program import CardioItem, Intervals
from schemas.request import Equipment, GoalCategory
from server.generation.exercises import Exercise, of_pattern
from server.generation.rules.days import Day
from server.generation.rules.periodization import WeekPlan
from server.generation.rules.person import Person

START_SHARE = 0.6
"""Of the time that there is: where the first week begins."""
STEP_SHARE = 0.06
DELOAD_SHARE = 0.7
EASY_TALK = "You can speak in whole sentences."
HARD_TALK = "You can say a few words at a time."
LEAST_MINUTES = 5


def pick_modality(person: Person, *, easy: bool = False) -> tuple[Exercise, ...]:
    """The way to move that suits best, then what may take its place."""
    suited = [e for e in of_pattern("cardio") if e.suits(person.equipment, person.level, person.injured)]
    wants_run = person.is_runner and not easy

    def fit(exercise: Exercise) -> tuple[bool, bool, int, int]:
        runs = exercise.modality == "run"
        is_gentle = exercise.impact == 0
        by_level = 0 if person.is_beginner == (exercise.level == person.level) else 1
        gear = Equipment.CARDIO_MACHINE in exercise.equipment
        return (runs != wants_run, not is_gentle and not runs, by_level, 0 if gear else 1)

    return tuple(sorted(suited, key=fit)[:4])


def cardio_item(
    person: Person, ways: tuple[Exercise, ...], plan: WeekPlan, most_minutes: float, day: Day, order: int
) -> CardioItem:
    """One session's endurance work in one week."""
    way = ways[0]
    is_hard = _is_hard(person, day, plan)
    share = min(1.0, START_SHARE + STEP_SHARE * (plan.index - 1))
    minutes = max(LEAST_MINUTES, round(most_minutes * share * (DELOAD_SHARE if plan.is_deload else 1)))
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
        intervals=_intervals(way, minutes, plan, is_hard=is_hard),
        cue=way.cue,
        note="Easier this week." if plan.is_deload else "",
        substitutes=tuple(other.id for other in ways[1:]),
        progression_id="cardio",
    )


def _is_hard(person: Person, day: Day, plan: WeekPlan) -> bool:
    """One hard session a week, in the build weeks of those who train for it."""
    is_for_it = person.goal in (GoalCategory.CARDIO_ENDURANCE, GoalCategory.FAT_LOSS)
    is_gentle = person.is_beginner and plan.index <= 4  # noqa: PLR2004 - four weeks of base first
    return is_for_it and not is_gentle and not plan.is_deload and not person.is_older and day.index == 2  # noqa: PLR2004 - the second day


def _intervals(way: Exercise, minutes: int, plan: WeekPlan, *, is_hard: bool) -> Intervals | None:
    if way.id == "walk_run":
        run_s = min(60 + 30 * (plan.index - 1), 600)
        walk_s = max(60, 120 - 10 * (plan.index - 1))
        return Intervals(reps=max(1, minutes * 60 // (run_s + walk_s)), work_s=run_s, recover_s=walk_s)
    if is_hard:
        return Intervals(reps=max(1, minutes // 4), work_s=120, recover_s=120)
    return None
