"""Which sessions a week has, and on which days. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

from schemas.program import Periodization, SessionType
from schemas.request import GoalCategory, Weekday
from server.generation.person import Person
from server.generation.rules.dose import Emphasis, dose_of
from server.generation.rules.periodization import style_of
from server.generation.rules.slots import EMPHASES, NAMES

DAYS_OF_A_WEEK = 7
OLDER_DAYS = 3
"""Of resistance, from sixty-five on [N19]."""

SPLITS: Mapping[int, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        0: ("none", ()),
        1: ("full body", ("full",)),
        2: ("full body A/B", ("full_a", "full_b")),
        3: ("full body A/B/C", ("full_a", "full_b", "full_c")),
        4: ("upper/lower", ("upper_a", "lower_a", "upper_b", "lower_b")),
        5: ("upper/lower/push/pull/legs", ("upper_a", "lower_a", "push", "pull", "legs")),
        6: ("push/pull/legs", ("push_a", "pull_a", "legs_a", "push_b", "pull_b", "legs_b")),
    }
)

SPREAD: Mapping[int, str] = MappingProxyType(
    {
        1: "wed",
        2: "mon thu",
        3: "mon wed fri",
        4: "mon tue thu fri",
        5: "mon tue wed fri sat",
        6: "mon tue wed thu fri sat",
        7: "mon tue wed thu fri sat sun",
    }
)

SURPLUS: Mapping[GoalCategory, tuple[SessionType, ...]] = MappingProxyType(
    {
        GoalCategory.STRENGTH: (SessionType.MOBILITY, SessionType.CARDIO),
        GoalCategory.HYPERTROPHY: (SessionType.CARDIO, SessionType.MOBILITY),
        GoalCategory.POWER: (SessionType.MOBILITY, SessionType.CARDIO),
        GoalCategory.MUSCULAR_ENDURANCE: (SessionType.CARDIO, SessionType.MOBILITY),
        GoalCategory.CARDIO_ENDURANCE: (SessionType.CARDIO,),
        GoalCategory.FAT_LOSS: (SessionType.CARDIO,),
        GoalCategory.GENERAL_FITNESS: (SessionType.CARDIO, SessionType.MOBILITY),
        GoalCategory.MOBILITY: (SessionType.MOBILITY,),
    }
)
"""What fills the days beside the resistance days, in turn."""
ENDURANCE_GOALS = frozenset({GoalCategory.FAT_LOSS, GoalCategory.CARDIO_ENDURANCE})
ENDURING = (SessionType.CARDIO,)
"""What fills them where one of these is the second goal."""


@dataclass(frozen=True, slots=True)
class Day:
    """One session of the week, before its exercises are picked."""

    index: int
    weekday: Weekday | None
    type: SessionType
    template: str | None
    """Of a resistance session: a key of `SLOTS`."""
    name: str
    emphasis: Emphasis = Emphasis.USUAL


@dataclass(frozen=True, slots=True)
class WeekShape:
    split: str
    days: tuple[Day, ...]
    warnings: tuple[str, ...]


def shape_week(person: Person) -> WeekShape:
    """The sessions of every week of the program."""
    wanted = person.request.days_per_week
    resistance = _resistance_days(person)
    split, templates = SPLITS[resistance]
    weekdays, warnings = _weekdays(person)
    undulates = style_of(person) is Periodization.UNDULATING
    types = _spread_out(resistance, weekdays, _other_days(person, wanted - resistance))
    remaining = iter(templates)
    days = []
    for index, (kind, weekday) in enumerate(zip(types, weekdays, strict=True), start=1):
        template = next(remaining) if kind is SessionType.RESISTANCE else None
        name = NAMES[template] if template else kind.value.capitalize()
        emphasis = EMPHASES[template] if template and undulates else Emphasis.USUAL
        days.append(Day(index, weekday, kind, template, name, emphasis))
    return WeekShape(split if resistance else _only(types), tuple(days), warnings)


def _resistance_days(person: Person) -> int:
    wanted = person.request.days_per_week
    most = min(dose_of(person.goal, person.level).days, OLDER_DAYS if person.is_older else 6)
    if person.goal in (GoalCategory.CARDIO_ENDURANCE, GoalCategory.MOBILITY):
        return min(most, wanted // 2)
    if person.goal is GoalCategory.FAT_LOSS and wanted > 2:  # noqa: PLR2004 - from three days on one is for cardio
        return min(most, wanted - 1)
    return min(most, wanted)


def _other_days(person: Person, count: int) -> list[SessionType]:
    kinds = ENDURING if person.secondary in ENDURANCE_GOALS else SURPLUS[person.goal]
    others = [kinds[place % len(kinds)] for place in range(count)]
    if person.request.days_per_week == DAYS_OF_A_WEEK:
        others[-1] = SessionType.RECOVERY  # seven days need one to recover on
    return others


def _spread_out(resistance: int, weekdays: list[Weekday | None], others: list[SessionType]) -> list[SessionType]:
    """Resistance days as far from each other as the week allows, the others between them, a recovery day last."""
    is_dated = None not in weekdays
    numbers = [list(Weekday).index(day) if is_dated and day else place for place, day in enumerate(weekdays)]
    places = numbers[:-1] if others[-1:] == [SessionType.RECOVERY] else numbers
    chosen = max(combinations(places, resistance), key=_gaps)
    following = iter(others)
    return [SessionType.RESISTANCE if number in chosen else next(following) for number in numbers]


def _gaps(numbers: tuple[int, ...]) -> list[int]:
    """Days from each to the next, around the week, the shortest first."""
    following = [*numbers[1:], *(first + DAYS_OF_A_WEEK for first in numbers[:1])]
    return sorted(later - earlier for earlier, later in zip(numbers, following, strict=True))


def _weekdays(person: Person) -> tuple[list[Weekday | None], tuple[str, ...]]:
    wanted = person.request.days_per_week
    preferred = [Weekday(day) for day in SPREAD[wanted].split()]
    free = [day for day in Weekday if day not in person.request.unavailable_days]
    if set(preferred) <= set(free):
        return list(preferred), ()
    if len(free) >= wanted:
        return [free[place * len(free) // wanted] for place in range(wanted)], ()
    warning = f"Only {len(free)} of the {wanted} sessions have a day of the week; fit the others in where you can."
    return [*free, *[None] * (wanted - len(free))], (warning,)


def _only(types: list[SessionType]) -> str:
    return " and ".join(dict.fromkeys(kind.value for kind in types))
