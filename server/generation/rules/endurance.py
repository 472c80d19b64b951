"""Which endurance sessions a week has: how long each may get, and which of them are hard. Pure.

Endurance takes 150 to 300 minutes a week [WHO], fat loss 150 to 250 [W09], of which lifting days may give a part at
their end: lifting first, since tired legs lift badly [SCH].
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from schemas.program import SessionType
from schemas.request import FitnessLevel, GoalCategory
from server.generation.person import Person
from server.generation.rules.cardio import LONG_HARD_S, SHORT_HARD_S, CardioPlan, plan_cardio
from server.generation.rules.days import Day
from server.generation.rules.periodization import WeekPlan
from server.generation.rules.selection import Menu
from server.generation.rules.ways import ways_to_move
from server.generation.validation.gate_recovery import DAYS_OF_A_WEEK, WEEKDAYS

B, I, A = FitnessLevel  # noqa: E741 - as the dose table names them
_G = GoalCategory
SESSION_MINUTES: Mapping[FitnessLevel, int] = MappingProxyType({B: 60, I: 75, A: 90})
"""The longest session of those whose goal is endurance, however much time there is [J]."""
FAT_LOSS_MINUTES = 60
OTHER_MINUTES = 40
WEEK_MINUTES: Mapping[tuple[GoalCategory, FitnessLevel], int] = MappingProxyType(
    {
        (_G.CARDIO_ENDURANCE, B): 200,
        (_G.CARDIO_ENDURANCE, I): 260,
        (_G.CARDIO_ENDURANCE, A): 330,
        (_G.FAT_LOSS, B): 210,
        (_G.FAT_LOSS, I): 230,
        (_G.FAT_LOSS, A): 250,
    }
)
"""What a week grows to."""
LEAST_SESSION_MINUTES = 25
FINISHED_GOALS = frozenset({_G.FAT_LOSS, _G.GENERAL_FITNESS, _G.MUSCULAR_ENDURANCE})
"""Whose lifting sessions end with easy endurance work, where there is time."""
LIVE_OF_ENDURANCE = frozenset({_G.FAT_LOSS, _G.CARDIO_ENDURANCE})
"""As second goals they bring it too: who wants muscle and less fat lifts for the one and moves for the other."""
FINISHER_MINUTES = (10, 30)
RESERVED_SHARE = 0.25
"""Of a lifting session for fat loss, kept free for its end."""
RESERVED_FROM_MINUTES = 45
RESERVED_STEP_MINUTES = 5
RECOVERY_MINUTES = 20
MANY_SESSIONS = 4
"""From so many endurance sessions a week on two may be hard."""
HARD_DAYS_APART = 2


def most_minutes(person: Person) -> int:
    """What an endurance session grows to, however much time there is."""
    if person.goal is GoalCategory.CARDIO_ENDURANCE:
        return SESSION_MINUTES[person.level]
    return FAT_LOSS_MINUTES if person.goal is GoalCategory.FAT_LOSS else OTHER_MINUTES


def reserved_minutes(person: Person) -> int:
    """What a lifting session keeps free for endurance work at its end."""
    if person.goal is not GoalCategory.FAT_LOSS or person.minutes < RESERVED_FROM_MINUTES:
        return 0
    return int(RESERVED_SHARE * person.minutes) // RESERVED_STEP_MINUTES * RESERVED_STEP_MINUTES


def plan_endurance(
    person: Person, menu: Menu, days: Sequence[Day], weeks: Sequence[WeekPlan], left_min: Mapping[int, float]
) -> dict[int, CardioPlan]:
    """The endurance work of each day that has any, by the day's index.

    Args:
        left_min: minutes of each day that nothing else takes.
    """
    plans: dict[int, CardioPlan] = {}
    ways, gentle = ways_to_move(person, menu), ways_to_move(person, menu, is_gentle=True)
    own = [day for day in days if day.type is SessionType.CARDIO]
    most = _shared(person, [min(most_minutes(person), left_min[day.index]) for day in own])
    hard = _hard_days(person, own)
    for day, minutes in zip(own, most, strict=True):
        plans[day.index] = plan_cardio(person, ways, weeks, minutes, hard_s=hard.get(day.index, 0))
    for day in days:
        left = left_min[day.index]
        if day.type is SessionType.RECOVERY:
            plans[day.index] = plan_cardio(person, gentle, weeks, min(RECOVERY_MINUTES, left))
        elif day.type is SessionType.RESISTANCE and _is_finished(person) and left >= FINISHER_MINUTES[0]:
            plans[day.index] = plan_cardio(person, gentle, weeks, min(FINISHER_MINUTES[1], left))
    return plans


def _is_finished(person: Person) -> bool:
    return person.goal in FINISHED_GOALS or person.secondary in LIVE_OF_ENDURANCE


def _shared(person: Person, most: Sequence[float]) -> list[float]:
    """The minutes of each session: as long as there is time, or one long one and the others alike."""
    wanted = WEEK_MINUTES.get((person.goal, person.level), sum(most))
    if len(most) < 2 or sum(most) <= wanted:  # noqa: PLR2004 - one session is not shared
        return [*most]
    longest = max(most)
    others = max(LEAST_SESSION_MINUTES, (wanted - longest) / (len(most) - 1))
    return [*(min(each, others) for each in most[:-1]), most[-1]]


def _hard_days(person: Person, days: Sequence[Day]) -> dict[int, int]:
    """The days that may be hard, and how long their hard parts are; the last day is the long one."""
    if len(days) < 2:  # noqa: PLR2004 - the only one of a week is easy
        return {}
    first = days[0]
    found = {first.index: SHORT_HARD_S}
    may_be_two = person.goal is GoalCategory.CARDIO_ENDURANCE and not person.is_beginner and len(days) >= MANY_SESSIONS
    second = next((day for day in days[1:-1] if _days_apart(first, day) >= HARD_DAYS_APART), None)
    if may_be_two and second is not None:
        found[second.index] = LONG_HARD_S
    return found


def _days_apart(one: Day, other: Day) -> int:
    """Around the week."""
    between = abs(_number(one) - _number(other))
    return min(between, DAYS_OF_A_WEEK - between)


def _number(day: Day) -> int:
    return day.index - 1 if day.weekday is None else WEEKDAYS.index(day.weekday)
