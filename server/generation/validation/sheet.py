"""A program with what several rules count, counted once. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from schemas.program import CardioItem, Program, Session, StrengthItem, Week
from server.generation.anatomy import Muscle
from server.generation.counting import muscle_sets, work_of
from server.generation.person import Person
from server.generation.validation.muscles import Done, MuscleSets, counted, counted_week, done_in


class SessionSheet:
    """One session, counted."""

    def __init__(self, week: Week, session: Session) -> None:
        self.week = week
        self.session = session

    @property
    def place(self) -> str:
        """As findings say it."""
        return f"Week {self.week.index}, day {self.session.day_index}"

    @cached_property
    def work(self) -> tuple[StrengthItem, ...]:
        """Items whose sets train muscles."""
        return tuple(work_of((self.session,)))

    @cached_property
    def strength(self) -> tuple[StrengthItem, ...]:
        """All items that are done in sets, drills too."""
        return tuple(item for item in self.session.items if isinstance(item, StrengthItem))

    @cached_property
    def cardio(self) -> tuple[CardioItem, ...]:
        return tuple(item for item in self.session.items if isinstance(item, CardioItem))

    @cached_property
    def sets(self) -> Mapping[Muscle, float]:
        """Of each muscle, fractionally counted."""
        return muscle_sets((self.session,))

    @cached_property
    def done(self) -> Done:
        """Which exercises, for how many sets."""
        return done_in(self.work)

    @cached_property
    def counted(self) -> MuscleSets:
        """As the limits count."""
        return counted(self.done)


class WeekSheet:
    """One week, counted."""

    def __init__(self, week: Week) -> None:
        self.week = week
        self.sessions = tuple(SessionSheet(week, session) for session in week.sessions)

    @cached_property
    def sets(self) -> Mapping[Muscle, float]:
        """Of each muscle, fractionally counted."""
        return muscle_sets(self.week.sessions)

    @cached_property
    def counted(self) -> MuscleSets:
        """As the limits count."""
        return counted_week(tuple(session.done for session in self.sessions))


@dataclass(frozen=True)
class Sheet:
    """A program and the person it is for."""

    program: Program
    person: Person
    weeks: tuple[WeekSheet, ...]

    @cached_property
    def sessions(self) -> tuple[SessionSheet, ...]:
        return tuple(session for week in self.weeks for session in week.sessions)

    @cached_property
    def distinct_items(self) -> tuple[StrengthItem | CardioItem, ...]:
        """Each item once, where weeks repeat it, in the order of the program."""
        return tuple(dict.fromkeys(item for session in self.sessions for item in session.session.items))

    @cached_property
    def working_weeks(self) -> tuple[WeekSheet, ...]:
        """Without deloads."""
        return tuple(week for week in self.weeks if not week.week.is_deload)


def sheet_of(program: Program, person: Person) -> Sheet:
    """Ready to be checked."""
    return Sheet(program, person, tuple(WeekSheet(week) for week in program.weeks))
