"""What a session is built around: its slots, how many of them come first, and which of these leave time for each other.

Pure.
"""

from collections.abc import Sequence

from schemas.request import GoalCategory
from server.generation.person import Person
from server.generation.rules.days import Day
from server.generation.rules.dose import HEAVY_GOALS
from server.generation.rules.lines import SHORT_MINUTES
from server.generation.rules.slots import SLOTS, kind_of

BACKBONE = 4
"""Slots of a session that come before all others."""
ONE_WAY_BACKBONE = 3
"""Of a session that only pushes, or only pulls: a third press has to be worth it."""
ONE_WAY = frozenset({"push", "pull"})
HEAVY_LEG_BACKBONE = 2
"""Where strength or power is the goal, legs squat and hinge; more has to be worth it."""
LEGS = frozenset({"lower", "legs"})
LEG_KINDS = LEGS | {"full"}
"""Sessions with legs begin with something fast when power is the goal."""
KEY_SLOTS = 3
"""The first of them leave time for each other: a session is not all squats."""
BALANCE_PLACE = 2
"""Balance is trained while one is fresh, behind the main lifts."""


def slots_of(person: Person, day: Day, days: int) -> list[str]:
    """The slots of a session, first things first; ``days`` is how many such sessions a week has."""
    template = day.template or ""
    slots = [*SLOTS[template]]
    if person.goal is GoalCategory.POWER and kind_of(template) in LEG_KINDS:
        is_tight = days == 1 and person.minutes < SHORT_MINUTES
        slots.insert(KEY_SLOTS if is_tight else 0, "power")
    if person.is_older:
        slots.insert(BALANCE_PLACE, "balance")
    return slots


def backbone_of(person: Person, day: Day, slots: Sequence[str]) -> Sequence[str]:
    """Those of a session's slots that come before all others."""
    kind = kind_of(day.template or "")
    own = ONE_WAY_BACKBONE if kind in ONE_WAY else BACKBONE
    if kind in LEGS and person.goal in HEAVY_GOALS:
        own = HEAVY_LEG_BACKBONE
    return slots[: own + ("power" in slots) + ("balance" in slots)]


def key_of(backbone: Sequence[str]) -> Sequence[str]:
    """Those that leave time for each other: legs, a push, a pull, and what stands between them."""
    return backbone[: KEY_SLOTS + (backbone[0] == "power") + ("balance" in backbone)]
