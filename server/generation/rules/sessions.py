"""Sessions: templates made once, so that exercises are stable over a block, then written week by week. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from schemas.program import Item, Prep, Role, Session, SessionType, StrengthItem
from schemas.request import GoalCategory
from server.generation.exercises import Exercise, catalogue, of_pattern
from server.generation.rules.cardio import cardio_item, pick_modality
from server.generation.rules.days import SLOTS, Day
from server.generation.rules.dose import dose_of
from server.generation.rules.periodization import WeekPlan
from server.generation.rules.person import Person
from server.generation.rules.prescription import prescribe, role_of
from server.generation.rules.selection import pick, substitutes
from server.generation.rules.timing import session_minutes

MOST_EXERCISES = 8
BALANCE_DRILLS = ("single_leg_stand", "heel_to_toe_walk")
EASY_MINUTES = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One exercise of a session, the same every week."""

    exercise: Exercise
    role: Role
    sets: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A session before it is written for a week."""

    day: Day
    focus: tuple[str, ...]
    lines: tuple[Line, ...]
    cardio: tuple[Exercise, ...]
    """The way to move of an endurance session, and what may take its place."""
    cardio_minutes: float


def plan_sessions(person: Person, days: tuple[Day, ...], longest: WeekPlan) -> tuple[Template, ...]:
    """The templates of a week; ``longest`` is the week whose sessions must still fit into the time."""
    seen: set[str] = set()
    return tuple(_template(person, day, longest, seen) for day in days)


def write_session(person: Person, template: Template, plan: WeekPlan) -> Session:
    """A session as it is done in one week."""
    day = template.day
    items: list[Item] = [_item(person, line, plan, order) for order, line in enumerate(template.lines, start=1)]
    if template.cardio:
        items.append(cardio_item(person, template.cardio, plan, template.cardio_minutes, day, len(items) + 1))
    return Session(
        day_index=day.index,
        weekday=day.weekday,
        name=day.name,
        type=day.type,
        focus=template.focus,
        est_minutes=session_minutes(items, _ramped(template.lines)),
        warmup=_warmup(day.type),
        items=tuple(items),
        cooldown=_cooldown(),
    )


def _template(person: Person, day: Day, longest: WeekPlan, seen: set[str]) -> Template:
    match day.type:
        case SessionType.CARDIO:
            return Template(day, ("heart and lungs",), (), pick_modality(person), max(5, person.minutes - 5))
        case SessionType.MOBILITY:
            lines = _fit(person, list(_drills(person, MOST_EXERCISES, day.index)), longest)
            return Template(day, ("mobility",), lines, (), 0)
        case SessionType.RECOVERY:
            drills = _drills(person, 2, day.index) if person.minutes > EASY_MINUTES else ()
            easy_minutes = EASY_MINUTES if drills else max(5, person.minutes - 5)
            return Template(day, ("recovery",), drills, pick_modality(person, easy=True), easy_minutes)
        case SessionType.RESISTANCE | SessionType.MIXED:
            lines = _fit(person, _lines(person, day, seen), longest)
            seen.update(line.exercise.id for line in lines)
            return Template(day, _focus(lines), lines, (), 0)


def _lines(person: Person, day: Day, seen: set[str]) -> list[Line]:
    slots = SLOTS[day.template or "full_a"]
    if person.goal is GoalCategory.POWER:
        slots = ("power", *slots)
    taken: set[str] = set()
    lines: list[Line] = []
    least = dose_of(person.goal, person.level).sets[0]
    for slot in slots:
        exercise = pick(slot, person, taken, seen)
        if exercise is not None:
            taken.add(exercise.id)
            role = role_of(exercise, len(lines))
            lines.append(Line(exercise, role, least, substitutes(exercise, person)))
    if person.is_older:
        lines.append(_drill(person, catalogue()[BALANCE_DRILLS[day.index % len(BALANCE_DRILLS)]]))
    return lines or list(_drills(person, MOST_EXERCISES, day.index))


def _fit(person: Person, lines: list[Line], longest: WeekPlan) -> tuple[Line, ...]:
    """Drop from the end what the time does not hold; then add sets from the front while it does."""
    kept = list(lines[:MOST_EXERCISES])
    while len(kept) > 1 and _minutes(person, kept, longest) > person.minutes:
        kept.pop()
    while kept[0].sets > 1 and _minutes(person, kept, longest) > person.minutes:
        kept[0] = replace(kept[0], sets=kept[0].sets - 1)
    most = dose_of(person.goal, person.level).sets[1]
    for place, line in enumerate(kept):
        richer = [*kept[:place], replace(line, sets=min(most, line.sets + 1)), *kept[place + 1 :]]
        if not person.is_older and _minutes(person, richer, longest) <= person.minutes:
            kept = richer
    return tuple(kept)


def _minutes(person: Person, lines: list[Line], plan: WeekPlan) -> int:
    items = [_item(person, line, plan, order) for order, line in enumerate(lines, start=1)]
    return session_minutes(items, _ramped(lines))


def _ramped(lines: Iterable[Line]) -> int:
    return sum(line.exercise.is_main_lift for line in lines)


def _item(person: Person, line: Line, plan: WeekPlan, order: int) -> StrengthItem:
    return prescribe(line.exercise, line.role, person, plan, order=order, base_sets=line.sets, others=line.others)


def _drills(person: Person, count: int, turn: int) -> tuple[Line, ...]:
    drills = of_pattern("mobility")
    return tuple(_drill(person, drills[(turn * 3 + place) % len(drills)]) for place in range(count))


def _drill(person: Person, exercise: Exercise) -> Line:
    return Line(exercise, role_of(exercise, 0), 2, substitutes(exercise, person))


def _focus(lines: tuple[Line, ...]) -> tuple[str, ...]:
    muscles = dict.fromkeys(muscle for line in lines for muscle in line.exercise.primary)
    return tuple(muscles)[:4]


@cache
def _warmup(kind: SessionType) -> tuple[Prep, ...]:
    drills = ["march_in_place", "shoulder_circles", "ankle_rock"]
    if kind is SessionType.CARDIO:
        drills.remove("shoulder_circles")
    return tuple(_prep(catalogue()[drill], 100) for drill in drills)


@cache
def _cooldown() -> tuple[Prep, ...]:
    return tuple(_prep(catalogue()[drill], 45) for drill in ("hip_flexor_stretch", "childs_pose"))


def _prep(exercise: Exercise, duration_s: int) -> Prep:
    return Prep(exercise_id=exercise.id, name=exercise.name, duration_s=duration_s, cue=exercise.cue)
