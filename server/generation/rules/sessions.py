"""Sessions: templates made once, so that exercises are stable over the program, then written week by week. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType

from schemas.program import Item, Prep, Session, SessionType
from schemas.request import GoalCategory
from server.generation.exercises import catalogue, of_pattern
from server.generation.person import Person
from server.generation.rules.cardio import CardioPlan, cardio_item, most_minutes, plan_cardio
from server.generation.rules.days import SLOTS, Day
from server.generation.rules.fitting import (
    MOST_EXERCISES,
    Line,
    grow,
    lines_seconds,
    new_line,
    ramped,
    sets_in,
    take,
    written,
)
from server.generation.rules.periodization import SeasonPlan, WeekPlan
from server.generation.rules.selection import pick
from server.generation.timing import SHORT_SESSION_MINUTES, item_seconds, session_seconds, warmup_seconds

BALANCE_PLACE = 2
"""Balance is trained while one is fresh, behind the main lifts."""
LEG_PATTERNS = frozenset({"squat", "hinge"})
"""Sessions that begin with them begin with something fast when power is the goal."""
RECOVERY_MINUTES = 20
DRILLS_OF_A_RECOVERY_DAY = 2
RECOVERY_WITH_DRILLS_MINUTES = 30
DRILLED = frozenset({SessionType.MOBILITY, SessionType.RECOVERY})
FOCUS: Mapping[SessionType, tuple[str, ...]] = MappingProxyType(
    {
        SessionType.CARDIO: ("heart and lungs",),
        SessionType.MOBILITY: ("mobility",),
        SessionType.RECOVERY: ("recovery",),
    }
)
WARMUP = ("march_in_place", "shoulder_circles", "ankle_rock")
COOLDOWN = ("hip_flexor_stretch", "childs_pose", "hamstring_stretch", "thoracic_rotation")
"""The first two that suit are done."""
COOLDOWN_STRETCHES = 2
COOLDOWN_STRETCH_S = 45


@dataclass(frozen=True, slots=True)
class Template:
    """A session before it is written for a week."""

    day: Day
    lines: tuple[Line, ...]
    cardio: CardioPlan | None
    warmup: tuple[Prep, ...]
    cooldown: tuple[Prep, ...]


def plan_sessions(person: Person, days: tuple[Day, ...], season: SeasonPlan) -> tuple[Template, ...]:
    """The templates of a week, each of which fits into the time even in the fullest week of the season."""
    warmup, cooldown = _warmup(person), _cooldown(person)
    seen: set[str] = set()
    sessions: list[tuple[Line, ...]] = []
    for day in days:
        lines = _lines(person, day, days, season, seen)
        seen.update(line.exercise.id for line in lines)
        sessions.append(lines)
    return tuple(
        Template(day, lines, _cardio(person, day, days, season, lines), warmup, cooldown)
        for day, lines in zip(days, grow(person, sessions), strict=True)
    )


def write_session(person: Person, template: Template, plan: WeekPlan) -> Session:
    """A session as it is done in one week."""
    day, lines = template.day, template.lines
    items: list[Item] = [
        written(person, line, plan, sets, order)
        for order, (line, sets) in enumerate(zip(lines, sets_in(lines, plan), strict=True), start=1)
    ]
    if template.cardio is not None:
        items.append(cardio_item(person, template.cardio, plan, len(items) + 1))
    seconds = session_seconds(warmup_seconds(person.minutes), map(item_seconds, items), ramped(lines))
    return Session(
        day_index=day.index,
        weekday=day.weekday,
        name=day.name,
        type=day.type,
        focus=FOCUS.get(day.type) or _muscles(lines),
        est_minutes=ceil(seconds / 60),
        warmup=template.warmup,
        items=tuple(items),
        cooldown=template.cooldown,
    )


def _lines(person: Person, day: Day, days: tuple[Day, ...], season: SeasonPlan, seen: set[str]) -> tuple[Line, ...]:
    match day.type:
        case SessionType.CARDIO:
            return ()
        case SessionType.RECOVERY:
            has_time = person.minutes >= RECOVERY_WITH_DRILLS_MINUTES
            return _drills(person, days, season, DRILLS_OF_A_RECOVERY_DAY, day) if has_time else ()
        case SessionType.MOBILITY:
            return take(person, _drills(person, days, season, MOST_EXERCISES, day))
        case SessionType.RESISTANCE | SessionType.MIXED:
            return take(person, _lifts(person, season, day, seen))


def _lifts(person: Person, season: SeasonPlan, day: Day, seen: set[str]) -> tuple[Line, ...]:
    slots = list(SLOTS[day.template or "full_a"])
    if person.goal is GoalCategory.POWER and slots[0] in LEG_PATTERNS:
        slots.insert(0, "power")
    if person.is_older:
        slots.insert(BALANCE_PLACE, "balance")
    taken: set[str] = set()
    lines: list[Line] = []
    for slot in slots:
        exercise = pick(slot, person, taken, seen)
        if exercise is not None:
            taken.add(exercise.id)
            lines.append(new_line(person, exercise, len(lines), season.fullest))
    return tuple(lines)


def _drills(person: Person, days: tuple[Day, ...], season: SeasonPlan, count: int, day: Day) -> tuple[Line, ...]:
    """So many drills for a day. They are dealt out to the days that have any, so that none comes twice too early."""
    suited = [e for e in of_pattern("mobility") if person.allows(e)]
    sharing = [other.index for other in days if other.type in DRILLED]
    own = suited[sharing.index(day.index) :: len(sharing)]
    others = [drill for drill in suited if drill not in own]
    return tuple(new_line(person, drill, 0, season.fullest) for drill in (own + others)[:count])


def _cardio(
    person: Person, day: Day, days: tuple[Day, ...], season: SeasonPlan, lines: tuple[Line, ...]
) -> CardioPlan | None:
    left = person.minutes - lines_seconds(person, lines) / 60
    if day.type is SessionType.RECOVERY:
        return plan_cardio(person, season.weeks, min(RECOVERY_MINUTES, left), is_recovery=True)
    if day.type is SessionType.CARDIO:
        endurance = [other for other in days if other.type is SessionType.CARDIO]
        may_be_hard = len(endurance) > 1 and day is endurance[0]  # the only one of a week is easy
        return plan_cardio(person, season.weeks, min(most_minutes(person), left), may_be_hard=may_be_hard)
    return None


def _muscles(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(muscle for line in lines for muscle in line.exercise.primary))[:4]


def _warmup(person: Person) -> tuple[Prep, ...]:
    each_s = warmup_seconds(person.minutes) // len(WARMUP)
    return tuple(_prep(drill, each_s) for drill in WARMUP)


def _cooldown(person: Person) -> tuple[Prep, ...]:
    if person.minutes < SHORT_SESSION_MINUTES:
        return ()
    suited = [id_ for id_ in COOLDOWN if person.allows(catalogue()[id_])]
    return tuple(_prep(drill, COOLDOWN_STRETCH_S) for drill in suited[:COOLDOWN_STRETCHES])


def _prep(drill: str, duration_s: int) -> Prep:
    exercise = catalogue()[drill]
    return Prep(exercise_id=exercise.id, name=exercise.name, duration_s=duration_s, cue=exercise.cue)
