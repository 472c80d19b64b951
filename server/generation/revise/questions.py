"""What is said back when a change cannot be made as it was asked for: one spoken sentence or two. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from schemas.field_answers import ANSWERS
from schemas.request import Equipment
from server.generation.revise.edits import (
    AddDays,
    AlsoOn,
    Avoid,
    Days,
    DaysBy,
    Edit,
    Focus,
    Gets,
    Goal,
    Harder,
    Healed,
    HealthNote,
    Hurts,
    Lacks,
    Level,
    Minutes,
    MinutesBy,
    MoveDay,
    NotOn,
    OnlyHas,
    OnlyOn,
    Swap,
    Weeks,
    WeeksBy,
)
from server.generation.revise.not_understood import NotUnderstood
from server.generation.revise.reading import Reading
from server.generation.revise.tagging import DAY_NAMES

GENERAL = "Is it about days, weeks, equipment, an injury, or an exercise?"
MOST_QUOTED_WORDS, MOST_QUOTED_CHARACTERS = 8, 60


def asking_for(field: str) -> NotUnderstood:
    """The question that asks for a field of a program request."""
    answer = ANSWERS[field]
    return NotUnderstood(answer.say, f"{field}: {answer.accepted}")


def check_clear(reading: Reading) -> None:
    """Let only that pass which is understood as a whole.

    Raises:
        NotUnderstood: something is not clear.
    """
    if reading.questions:
        raise NotUnderstood(reading.questions[0].say)
    quoted = next(filter(None, map(_quoted, reading.unclear)), None)
    understood = listed([spoken for edit in reading.changes if (spoken := spoken_of(edit))])
    if reading.unclear and understood and quoted:
        raise NotUnderstood(f"I understood {understood}, but not “{quoted}”. Could you say that another way?")
    if reading.unclear and quoted:
        raise NotUnderstood(f"I did not understand “{quoted}”. {GENERAL}")
    if reading.unclear or not reading.edits:
        raise NotUnderstood(f"I did not understand the change. {GENERAL}")
    if not reading.changes:
        raise NotUnderstood("That stays as it is. What shall change?")


def listed(parts: Iterable[str], last: str = "and") -> str:
    """``a, b and c``."""
    *others, end = [*parts] or [""]
    return f"{', '.join(others)} {last} {end}" if others else end


def spoken_days(days: Iterable[Any]) -> str:
    return listed([DAY_NAMES[day] for day in days])


def spoken_pieces(pieces: Iterable[Equipment]) -> str:
    return listed(sorted(PIECES[piece] for piece in pieces))


PIECES: Mapping[Equipment, str] = MappingProxyType(
    {
        Equipment.GYM: "a full gym",
        Equipment.BODYWEIGHT: "body weight",
        Equipment.DUMBBELL: "dumbbells",
        Equipment.BARBELL: "a barbell",
        Equipment.KETTLEBELL: "kettlebells",
        Equipment.BAND: "bands",
        Equipment.MACHINE: "machines",
        Equipment.CABLE: "a cable machine",
        Equipment.BENCH: "a bench",
        Equipment.PULL_UP_BAR: "a pull-up bar",
        Equipment.CARDIO_MACHINE: "a cardio machine",
    }
)


def spoken_count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def spoken_of(edit: Edit) -> str:
    """An edit in few words, to be said back; nothing for what is none."""
    spoken = SPOKEN.get(type(edit))
    return "" if spoken is None else spoken(edit)


def _more(number: int, noun: str) -> str:
    return f"{spoken_count(abs(number), noun)} {'more' if number > 0 else 'less'}"


SPOKEN: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        Days: lambda e: f"{spoken_count(e.to, 'day')} a week",
        DaysBy: lambda e: f"{_more(e.by, 'day')} a week",
        NotOn: lambda e: f"not on {spoken_days(e.days)}",
        AlsoOn: lambda e: f"{spoken_days(e.days)} too",
        AddDays: lambda e: f"{spoken_days(e.days)} too",
        OnlyOn: lambda e: f"on {spoken_days(e.days)}",
        MoveDay: lambda e: f"{DAY_NAMES[e.to]} instead of {DAY_NAMES[e.away]}",
        Weeks: lambda e: spoken_count(e.to, "week"),
        WeeksBy: lambda e: _more(e.by, "week"),
        Minutes: lambda e: f"{spoken_count(e.to, 'minute')} a session",
        MinutesBy: lambda e: f"{_more(e.by, 'minute')} a session",
        Hurts: lambda e: f"to spare {listed(sorted(_joint(joint) for joint in e.joints))}",
        Healed: lambda e: f"that {listed(sorted(_joint(joint) for joint in e.joints))} is well",
        HealthNote: lambda _: "what you told me of your health",
        Lacks: lambda e: f"to do without {spoken_pieces(e.pieces)}",
        Gets: lambda e: f"to use {spoken_pieces(e.pieces)}",
        OnlyHas: lambda e: f"to use only {spoken_pieces(e.pieces)}",
        Harder: lambda e: "harder" if e.by > 0 else "easier",
        Level: lambda e: f"the {e.to} level",
        Goal: lambda e: f"the goal of {e.to.replace('_', ' ')}",
        Focus: lambda e: f"more for {e.words}",
        Avoid: lambda e: f"no {e.name.words}",
        Swap: lambda e: f"another exercise for {e.out.words}",
    }
)


def _joint(joint: str) -> str:
    return f"your {joint.removeprefix('low_')}"


def _quoted(part: str) -> str:
    """The person's own words, few of them and nothing but words: they come back in a sentence of ours."""
    words = re.findall(r"[^\W_]+(?:['-][^\W_]+)*", part)
    return " ".join(words[:MOST_QUOTED_WORDS])[:MOST_QUOTED_CHARACTERS].strip()
