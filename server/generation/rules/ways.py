"""How somebody moves for endurance: what their sport is, what they have, what is easy on the joints. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from server.generation.exercises import LEVELS, Exercise
from server.generation.person import Person
from server.generation.rules.selection import Menu

RUN = "run"
SPORTS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "bike": re.compile(r"\b(cycl\w*|bik(e|es|ing)|spinning|triathlon)\b"),
        "row": re.compile(r"\b(row(ing|er)?|canoe\w*|kayak\w*|paddl\w*)\b"),
        "walk": re.compile(r"\b(hik(e|es|ing)|walk(s|ing)?|trek\w*|mountaineer\w*|golf)\b"),
        "boxing": re.compile(r"\b(box(ing|er)?|kickbox\w*|martial|karate|taekwondo|mma)\b"),
    }
)
"""Sports, and the way to move that serves them."""
MOST_WAYS = 4


def ways_to_move(person: Person, menu: Menu, *, is_gentle: bool = False) -> tuple[Exercise, ...]:
    """The way to move that suits best, then what may take its place; nobody runs where it is to be gentle."""
    wanted = None if is_gentle else RUN if person.is_runner else _of_sport(person)

    def fit(exercise: Exercise) -> tuple[bool, bool, bool, int, int, bool]:
        runs = exercise.modality == RUN
        demand = LEVELS.index(exercise.level)
        return (
            exercise.id not in person.kept,
            exercise.modality != wanted,
            runs and wanted != RUN,
            exercise.impact,
            -demand if runs else demand,
            not exercise.gear,
        )

    return tuple(sorted(menu.suited("cardio"), key=fit)[:MOST_WAYS])


def _of_sport(person: Person) -> str | None:
    said = (person.request.sport or "").lower()
    return next((modality for modality, words in SPORTS.items() if words.search(said)), None)
