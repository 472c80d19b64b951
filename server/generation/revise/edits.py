"""What may be changed of a program, as values. Pure.

An edit says what was asked for, not yet what follows for a given program: "a day less" is `DaysBy` of -1, whatever the
program has.
"""

from dataclasses import dataclass

from schemas.request import Equipment, FitnessLevel, GoalCategory, Weekday
from server.generation.anatomy import Joint


@dataclass(frozen=True, slots=True)
class Name:
    """An exercise as somebody names it.

    Attributes:
        words: as it was said.
        exact: the id of the exercise that is called so, if one is.
        family: ids of all exercises whose name ends so, as "squat" does for a split squat; with ``exact``.
    """

    words: str
    exact: str | None = None
    family: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Days:
    """So many days a week."""

    to: int


@dataclass(frozen=True, slots=True)
class DaysBy:
    """So many days a week more, or fewer."""

    by: int


@dataclass(frozen=True, slots=True)
class NotOn:
    """Not on these days of the week."""

    days: tuple[Weekday, ...]


@dataclass(frozen=True, slots=True)
class AlsoOn:
    """These days of the week are free again."""

    days: tuple[Weekday, ...]


@dataclass(frozen=True, slots=True)
class AddDays:
    """Train on these days of the week, too."""

    days: tuple[Weekday, ...]


@dataclass(frozen=True, slots=True)
class OnlyOn:
    """On these days of the week and no others.

    Attributes:
        is_at_most: they are those that are free, not those on which to train.
    """

    days: tuple[Weekday, ...]
    is_at_most: bool


@dataclass(frozen=True, slots=True)
class MoveDay:
    """What is trained on one day of the week shall be trained on another."""

    away: Weekday
    to: Weekday


@dataclass(frozen=True, slots=True)
class Weeks:
    """So many weeks in all."""

    to: int


@dataclass(frozen=True, slots=True)
class WeeksBy:
    """So many weeks more, or fewer."""

    by: int


@dataclass(frozen=True, slots=True)
class Minutes:
    """So many minutes a session."""

    to: int


@dataclass(frozen=True, slots=True)
class MinutesBy:
    """So many minutes a session more, or fewer."""

    by: int


@dataclass(frozen=True, slots=True)
class Hurts:
    """Something hurts, or is to be spared.

    Attributes:
        words: as it was said, to stand among the injuries of the request.
    """

    words: str
    joints: frozenset[Joint]


@dataclass(frozen=True, slots=True)
class Healed:
    """Something no longer hurts."""

    words: str
    joints: frozenset[Joint]


@dataclass(frozen=True, slots=True)
class HealthNote:
    """Something that the screening has to know.

    Attributes:
        words: as it was said, to stand among the notes of the request.
    """

    words: str


@dataclass(frozen=True, slots=True)
class Lacks:
    """These are not there, or not to be used."""

    pieces: frozenset[Equipment]


@dataclass(frozen=True, slots=True)
class Gets:
    """These are there now."""

    pieces: frozenset[Equipment]


@dataclass(frozen=True, slots=True)
class OnlyHas:
    """These are there, and nothing else."""

    pieces: frozenset[Equipment]


@dataclass(frozen=True, slots=True)
class AwayFromGym:
    """At home, or on the way: what is there has yet to be said."""


@dataclass(frozen=True, slots=True)
class Harder:
    """Harder by a step (1), or easier by one (-1)."""

    by: int


@dataclass(frozen=True, slots=True)
class Level:
    """They call themselves this."""

    to: FitnessLevel


@dataclass(frozen=True, slots=True)
class Goal:
    """Another goal.

    Attributes:
        words: as it was said.
    """

    to: GoalCategory
    words: str


@dataclass(frozen=True, slots=True)
class Focus:
    """Muscles to put first.

    Attributes:
        words: as they were said.
    """

    words: str


@dataclass(frozen=True, slots=True)
class Avoid:
    """No exercise of this name, in this program or a later one."""

    name: Name


@dataclass(frozen=True, slots=True)
class Swap:
    """Another exercise in its place.

    Attributes:
        into: what is wanted instead; None leaves it open.
        by: an easier one (-1) or a harder one (1), when it is left open; 0 for one like it.
    """

    out: Name
    into: Name | None = None
    by: int = 0


@dataclass(frozen=True, slots=True)
class Wants:
    """This exercise, in the place of none that was named."""

    name: Name


@dataclass(frozen=True, slots=True)
class Stays:
    """Something shall stay as it is; that is no change, but may be all that is said in a part of the text."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """An ask whose field is understood, but not to what it shall change.

    Attributes:
        say: the question to ask back, one spoken sentence.
    """

    say: str


Edit = (
    Days
    | DaysBy
    | NotOn
    | AlsoOn
    | AddDays
    | OnlyOn
    | MoveDay
    | Weeks
    | WeeksBy
    | Minutes
    | MinutesBy
    | Hurts
    | Healed
    | HealthNote
    | Lacks
    | Gets
    | OnlyHas
    | AwayFromGym
    | Harder
    | Level
    | Goal
    | Focus
    | Avoid
    | Swap
    | Wants
    | Stays
    | Unsure
)
