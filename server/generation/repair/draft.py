"""A program while it is mended: the same weeks, sessions and items, in lists that may be changed. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from schemas.program import CardioItem, Item, Prep, Session, StrengthItem, Week
from server.generation.counting import is_work
from server.generation.person import Person
from server.generation.safety.screening import FULL_RPE
from server.generation.timing import estimated_minutes
from server.generation.validation.muscles import Done, MuscleSets, counted, counted_week, done_in


class Move(StrEnum):
    """What can be done to a program."""

    ARRANGE = "arrange"
    """Numbers, weekdays, and sessions that are missing."""
    SWAP = "swap"
    """An exercise for another."""
    CLARIFY = "clarify"
    """A number that is missing or makes no sense."""
    SCALE = "scale"
    """Effort, load, minutes."""
    TRIM = "trim"
    """Sets and items off."""
    ADD = "add"
    """Sets and items on."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was mended; ``says`` is one sentence for people."""

    move: Move
    says: str
    week: int | None = None
    day: int | None = None


@dataclass(slots=True)
class DraftSession:
    """A session while it is mended; ``of`` is how it came."""

    of: Session
    items: list[Item]

    @property
    def work(self) -> list[StrengthItem]:
        """Items whose sets train muscles."""
        return [item for item in self.items if isinstance(item, StrengthItem) and is_work(item)]

    @property
    def done(self) -> Done:
        return done_in(self.work)

    @property
    def counted(self) -> MuscleSets:
        """As the limits count."""
        return counted(self.done)

    def minutes(self, person: Person) -> int:
        """What the items take."""
        return estimated_minutes(self.items, person.minutes)

    def set(self, **changes: Any) -> None:
        """Change what is no item."""
        self.of = self.of.model_copy(update=changes)


@dataclass(slots=True)
class DraftWeek:
    """A week while it is mended; ``of`` is how it came."""

    of: Week
    sessions: list[DraftSession]

    @property
    def index(self) -> int:
        return self.of.index

    @property
    def is_deload(self) -> bool:
        return self.of.is_deload

    @property
    def counted(self) -> MuscleSets:
        """As the limits count."""
        return counted_week(tuple(session.done for session in self.sessions))

    def items(self) -> Iterator[tuple[DraftSession, int, Item]]:
        """Each item with its session and its place in it."""
        for session in self.sessions:
            for place, item in enumerate(session.items):
                yield session, place, item


@dataclass(slots=True)
class Draft:
    """The weeks of a program while they are mended.

    Attributes:
        most_rpe: the hardest effort that may be asked for, 0 to 10.
        closed: how many weeks at the start are given away already: they are looked at, and never changed.
    """

    person: Person
    most_rpe: int
    weeks: list[DraftWeek]
    closed: int = 0
    noted: dict[tuple[Move, str, int | None], Change] = field(default_factory=dict)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What was mended so far; the same in several weeks is one change, in the first of them."""
        return tuple(self.noted.values())

    @property
    def is_gentle(self) -> bool:
        """Whether nothing hard, maximal or explosive may be asked for."""
        return self.most_rpe < FULL_RPE

    @property
    def open(self) -> list[DraftWeek]:
        """The weeks that may be changed."""
        return self.weeks[self.closed :]

    def note(self, move: Move, says: str, week: DraftWeek | None = None, session: DraftSession | None = None) -> None:
        """Keep what was mended."""
        day = None if session is None else session.of.day_index
        self.noted.setdefault((move, says, day), Change(move, says, None if week is None else week.index, day))


def draft_of(weeks: tuple[Week, ...], person: Person, most_rpe: int, closed: int = 0) -> Draft:
    """The weeks, ready to be mended."""
    return Draft(person, most_rpe, [_draft_week(week) for week in weeks], closed)


def _draft_week(week: Week) -> DraftWeek:
    return DraftWeek(week, [DraftSession(session, list(session.items)) for session in week.sessions])


AnyItem = TypeVar("AnyItem", StrengthItem, CardioItem, Prep)


def changed(item: AnyItem, **changes: Any) -> AnyItem:
    """An item with changes, which are checked."""
    return type(item).model_validate({**dict(item), **changes})
