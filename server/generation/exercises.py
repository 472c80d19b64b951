"""The catalogue of exercises: data that a coach can read, one file per movement pattern, loaded once."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from schemas.model import Omitted, WireModel
from schemas.request import Equipment, FitnessLevel

FORBIDDING_STRESS = 2
"""An exercise that stresses an injured joint as much as this is left out."""


class Joint(StrEnum):
    SHOULDER = "shoulder"
    ELBOW = "elbow"
    WRIST = "wrist"
    NECK = "neck"
    LOW_BACK = "low_back"
    HIP = "hip"
    KNEE = "knee"
    ANKLE = "ankle"


LEVELS = tuple(FitnessLevel)


class Exercise(WireModel):
    """One exercise."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    name: str
    pattern: str
    primary: tuple[str, ...]
    secondary: tuple[str, ...]
    equipment: tuple[Equipment, ...]
    """All of these are needed; none means body weight alone."""
    level: FitnessLevel
    joint_stress: Mapping[Joint, Annotated[int, Field(ge=0, le=3)]]
    """0 to 3 per joint; a joint that is not named is not stressed."""
    cue: str
    per_side: bool = False
    is_hold: bool = False
    """Counted in seconds, not repetitions."""
    is_main_lift: bool = False
    """Worth its own warm-up sets."""
    is_incline: bool = False
    ease: int = Field(default=0, ge=0, le=2)
    """How much easier it is than what its pattern usually asks: 2 is for those to whom even 1 is too much."""
    modality: Omitted[str] = None
    impact: int = 0

    @property
    def is_loaded(self) -> bool:
        return bool(self.equipment) and self.equipment != (Equipment.PULL_UP_BAR,)

    def suits(self, available: frozenset[Equipment], level: FitnessLevel, injured: frozenset[Joint]) -> bool:
        """Whether somebody with this equipment, at this level, with these injuries, may do it."""
        return (
            available.issuperset(self.equipment)
            and LEVELS.index(self.level) <= LEVELS.index(level)
            and all(self.joint_stress.get(joint, 0) < FORBIDDING_STRESS for joint in injured)
        )


@cache
def catalogue() -> Mapping[str, Exercise]:
    """All exercises by id, in the order of their files.

    Raises:
        ValueError: a file is no catalogue file, or an id stands twice.
    """
    found: dict[str, Exercise] = {}
    folder = files("server.generation") / "catalogue"
    for file in sorted(folder.iterdir(), key=lambda path: path.name):
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        for entry in document["exercise"]:
            exercise = Exercise.model_validate({**entry, "pattern": document["pattern"]})
            if exercise.id in found:
                raise ValueError(f"exercise {exercise.id} stands twice")
            found[exercise.id] = exercise
    return MappingProxyType(found)


@cache
def of_pattern(pattern: str) -> tuple[Exercise, ...]:
    """The exercises of one movement pattern."""
    return tuple(exercise for exercise in catalogue().values() if exercise.pattern == pattern)
