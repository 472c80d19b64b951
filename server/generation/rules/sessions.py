"""Sessions: templates made once, so that exercises are stable over a season, then written week by week. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType

from schemas.program import Item, Prep, Session, SessionType
from server.generation.person import Person
from server.generation.rules.cardio import CardioPlan, cardio_item
from server.generation.rules.days import Day
from server.generation.rules.drills import drills_of
from server.generation.rules.endurance import plan_endurance, reserved_minutes
from server.generation.rules.filling import Filling
from server.generation.rules.lines import Line, LineMaker, lines_seconds, ramped
from server.generation.rules.periodization import SeasonPlan, WeekPlan
from server.generation.rules.preparation import cooldown_of, warmup_of
from server.generation.rules.prescription import prescribe
from server.generation.rules.ramp import Sets, sets_by_week
from server.generation.rules.selection import Menu
from server.generation.rules.variety import seasons_of
from server.generation.timing import item_seconds, session_seconds, warmup_seconds

FOCUS: Mapping[SessionType, tuple[str, ...]] = MappingProxyType(
    {
        SessionType.CARDIO: ("heart and lungs",),
        SessionType.MOBILITY: ("mobility",),
        SessionType.RECOVERY: ("recovery",),
    }
)
MOST_FOCUS = 4


@dataclass(frozen=True, slots=True)
class Template:
    """A session before it is written for a week.

    Attributes:
        seasons: its lines in each season; as many lines in each.
        cardio: endurance work behind them, if there is any.
    """

    day: Day
    seasons: tuple[tuple[Line, ...], ...]
    cardio: CardioPlan | None
    warmup: tuple[Prep, ...]
    cooldown: tuple[Prep, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Those of the first season."""
        return self.seasons[0]

    @property
    def type(self) -> SessionType:
        """Lifting that ends with endurance work is a mixed session."""
        is_mixed = self.day.type is SessionType.RESISTANCE and self.cardio is not None
        return SessionType.MIXED if is_mixed else self.day.type


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is needed to write the weeks.

    Attributes:
        templates: of the sessions of a week.
        sets: of each line of each session, week by week.
        others: of each exercise, what may take its place.
        missing: movements that nothing was found for.
    """

    templates: tuple[Template, ...]
    sets: tuple[Sets, ...]
    others: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]


def plan_sessions(person: Person, days: Sequence[Day], season: SeasonPlan) -> Plan:
    """The sessions of every week, each of which fits into the time even in the fullest week."""
    menu = Menu(person)
    maker = LineMaker(person, season.fullest)
    lifted = [day for day in days if day.type is SessionType.RESISTANCE]
    filling = Filling(person, menu, maker, lifted, reserved_minutes(person) * 60)
    by_day = dict(zip((day.index for day in lifted), filling.fill(), strict=True))
    sessions = [by_day.get(day.index) or drills_of(person, menu, maker, days, day) for day in days]
    left_min = {
        day.index: person.minutes - lines_seconds(person, lines) / 60 for day, lines in zip(days, sessions, strict=True)
    }
    cardio = plan_endurance(person, menu, days, season.weeks, left_min)
    seasons = seasons_of(menu, maker, sessions, 1 + max(week.season for week in season.weeks))
    templates = tuple(
        Template(
            day,
            tuple(lines[place] for lines in seasons),
            cardio.get(day.index),
            warmup_of(person, day),
            cooldown_of(person, day),
        )
        for place, day in enumerate(days)
    )
    lines = (line for template in templates for lines in template.seasons for line in lines)
    others = {line.exercise.id: menu.substitutes(line.exercise) for line in lines}
    return Plan(templates, tuple(sets_by_week(sessions, season.weeks)), others, filling.missing)


class SessionWriter:
    """Writes sessions for weeks; what two weeks have in common is written once."""

    def __init__(self, person: Person, plan: Plan) -> None:
        self._person = person
        self._plan = plan
        self._items: dict[tuple[object, ...], Item] = {}

    def week(self, plan: WeekPlan) -> tuple[Session, ...]:
        """The sessions of a week."""
        sets = self._plan.sets[plan.index - 1]
        return tuple(
            self._session(template, plan, counts) for template, counts in zip(self._plan.templates, sets, strict=True)
        )

    def _session(self, template: Template, plan: WeekPlan, counts: Sequence[int]) -> Session:
        day, lines = template.day, template.seasons[plan.season]
        items: list[Item] = [
            self._item(line, plan, sets, order)
            for order, (line, sets) in enumerate(zip(lines, counts, strict=True), start=1)
        ]
        if template.cardio is not None:
            items.append(cardio_item(self._person, template.cardio, plan, len(items) + 1))
        seconds = session_seconds(warmup_seconds(self._person.minutes), map(item_seconds, items), ramped(lines))
        return Session(
            day_index=day.index,
            weekday=day.weekday,
            name=day.name,
            type=template.type,
            focus=FOCUS.get(day.type) or _muscles(lines),
            est_minutes=ceil(seconds / 60),
            warmup=template.warmup,
            items=tuple(items),
            cooldown=template.cooldown,
        )

    def _item(self, line: Line, plan: WeekPlan, sets: int, order: int) -> Item:
        week = (plan.rir, plan.hardest_rir, plan.is_deload, plan.is_taper, plan.main_reps)
        hold = plan.week_of_block if line.exercise.is_hold else 0
        key = (line.exercise.id, line.role, line.emphasis, line.wish, *week, hold, sets, order)
        if key not in self._items:
            self._items[key] = prescribe(
                line.exercise,
                line.role,
                self._person,
                plan,
                order=order,
                sets=sets,
                others=self._plan.others[line.exercise.id],
                emphasis=line.emphasis,
                wish=line.wish,
            )
        return self._items[key]


def _muscles(lines: Sequence[Line]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(muscle for line in lines for muscle in line.exercise.primary))[:MOST_FOCUS]
