"""Warm-up and cool-down: what gets the body ready for the session that follows, and calms it down behind it. Pure."""

from collections.abc import Mapping
from itertools import islice
from types import MappingProxyType

from schemas.program import Prep, SessionType
from server.generation.exercises import catalogue
from server.generation.person import Person
from server.generation.rules.days import Day
from server.generation.rules.slots import kind_of
from server.generation.timing import SHORT_SESSION_MINUTES, warmup_seconds

UPPER = frozenset({"upper", "push", "pull"})
LOWER = frozenset({"lower", "legs"})
RAISE = ("march_in_place", "seated_march", "step_jack")
"""The first that suits: gets the heart going."""
DRILLS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "upper": ("shoulder_circles", "thoracic_rotation", "cat_cow", "seated_cat_cow", "seated_twist"),
        "lower": ("ankle_rock", "leg_swing", "march_hip_circle", "seated_cat_cow", "seated_twist"),
        "whole": ("shoulder_circles", "ankle_rock", "march_hip_circle", "leg_swing", "seated_twist"),
    }
)
"""The first two that suit: move the joints that are about to work."""
STRETCHES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "upper": ("doorway_chest_stretch", "childs_pose", "thoracic_rotation", "seated_twist", "seated_cat_cow"),
        "lower": ("hip_flexor_stretch", "hamstring_stretch", "figure_four_stretch", "seated_hamstring_stretch"),
        "whole": ("hip_flexor_stretch", "childs_pose", "hamstring_stretch", "thoracic_rotation", "seated_twist"),
    }
)
"""The first two that suit."""
WARMUP_DRILLS = 2
COOLDOWN_STRETCHES = 2
COOLDOWN_STRETCH_S = 45


def warmup_of(person: Person, day: Day) -> tuple[Prep, ...]:
    """As long as the time model says."""
    parts = [*_suited(person, RAISE, 1), *_suited(person, DRILLS[_part(day)], WARMUP_DRILLS)]
    each_s = warmup_seconds(person.minutes) // len(parts)
    return tuple(_prep(drill, each_s) for drill in parts)


def cooldown_of(person: Person, day: Day) -> tuple[Prep, ...]:
    """Stretches; none where there is hardly time for the session."""
    if person.minutes < SHORT_SESSION_MINUTES:
        return ()
    return tuple(
        _prep(drill, COOLDOWN_STRETCH_S) for drill in _suited(person, STRETCHES[_part(day)], COOLDOWN_STRETCHES)
    )


def _part(day: Day) -> str:
    """Which part of the body the session is about."""
    if day.type is SessionType.CARDIO:
        return "lower"
    kind = kind_of(day.template) if day.template else "whole"
    return "upper" if kind in UPPER else "lower" if kind in LOWER else "whole"


def _suited(person: Person, ids: tuple[str, ...], count: int) -> list[str]:
    return [*islice((id_ for id_ in ids if person.allows(catalogue()[id_])), count)]


def _prep(drill: str, duration_s: int) -> Prep:
    exercise = catalogue()[drill]
    return Prep(exercise_id=exercise.id, name=exercise.name, duration_s=duration_s, cue=exercise.cue)
