"""What a sentence can do in a conversation: tell a detail, leave one in doubt, or give a signal. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from schemas.request import Units


class Slot(StrEnum):
    """A detail of a request, by the name of its field."""

    GOAL = "goal_raw"
    HEIGHT = "height_cm"
    WEIGHT = "weight_kg"
    DAYS = "days_per_week"
    WEEKS = "duration_weeks"
    LEVEL = "fitness_level"
    AGE = "age"
    SEX = "sex"
    MINUTES = "session_minutes"
    EQUIPMENT = "equipment"
    INJURIES = "injuries"
    DAYS_OFF = "unavailable_days"
    SPORT = "sport"


REQUIRED = (Slot.GOAL, Slot.HEIGHT, Slot.WEIGHT, Slot.DAYS, Slot.WEEKS, Slot.LEVEL)
"""What has to be known, in the order in which it is asked for."""


@dataclass(frozen=True, slots=True)
class Tell:
    """A detail with its value, in the units of its field.

    Attributes:
        units: in which it was said, where that is to be heard again.
    """

    slot: Slot
    value: Any
    units: Units | None = None


class Why(StrEnum):
    """Why a detail that was spoken of is not known yet."""

    NO_UNIT = "no_unit"
    """A number whose unit is not clear; the options are what it can be."""
    RANGE = "range"
    """Two values; the options are they."""
    A_DATE = "a_date"
    """Until some day, not for some weeks."""
    OUT_OF_BOUNDS = "out_of_bounds"
    UNSORTED = "unsorted"
    """It was said, and not in words that tell what it comes to."""
    NOT_SAID = "not_said"
    """It matters, and was only touched on."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A detail that has to be asked about."""

    slot: Slot
    why: Why
    options: tuple[Tell, ...] = ()


class Signal(StrEnum):
    """What is said about the conversation, not about the program."""

    YES = "yes"
    NO = "no"
    OK = "ok"
    """OK, great: a yes where something was asked, else nothing."""
    ACKNOWLEDGE = "acknowledge"
    """Hmm, I see, a laugh: it wants nothing."""
    THANKS = "thanks"
    GREETING = "greeting"
    STATUS = "status"
    CANCEL = "cancel"
    RESTART = "restart"
    LIST = "list"
    DETAILS = "details"
    """What was understood so far; what is in the program."""
    HELP = "help"
    WHY = "why"
    REPEAT = "repeat"
    WAIT = "wait"
    SKIP = "skip"
    CHANGE = "change"
    REVISE = "revise"
    """A change of a program that there is: "change my program"."""
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Context:
    """What the sentence answers.

    Attributes:
        asked: what was asked for last.
        options: what was offered with it.
        height_cm: what is known of it; a weight without a unit is told by it.
        weight: what was told of it; "kilos, not pounds" is about it.
        missing: what is not known yet, in the order in which it is asked for.
        known: what was told before; who takes a figure back says it once more.
    """

    asked: Slot | None = None
    options: tuple[Tell, ...] = ()
    height_cm: float | None = None
    weight: Tell | None = None
    missing: tuple[Slot, ...] = REQUIRED
    known: Mapping[Slot, Tell] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Heard:
    """All that a sentence does.

    Attributes:
        tells: by slot, the last word on each.
        rest: what else was said in it, for whoever writes the program.
        taken_back: optional details that are said to be wrong, and no other in their place.
    """

    text: str
    tells: Mapping[Slot, Tell] = field(default_factory=lambda: MappingProxyType({}))
    doubts: tuple[Doubt, ...] = ()
    signals: tuple[Signal, ...] = ()
    rest: str = ""
    taken_back: tuple[Slot, ...] = ()
