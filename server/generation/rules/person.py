"""What the rules need to know of the person: the request, understood. Pure."""

import hashlib
import json
from dataclasses import dataclass

from schemas.request import Equipment, FitnessLevel, GoalCategory, ProgramRequest
from server.generation.exercises import Joint

RULES_VERSION = "1"

JOINT_WORDS: tuple[tuple[Joint, tuple[str, ...]], ...] = (
    (Joint.SHOULDER, ("shoulder", "rotator", "collarbone")),
    (Joint.ELBOW, ("elbow", "forearm")),
    (Joint.WRIST, ("wrist", "hand", "carpal", "thumb")),
    (Joint.NECK, ("neck", "cervical")),
    (Joint.LOW_BACK, ("back", "spine", "disc", "lumbar", "sciatic")),
    (Joint.HIP, ("hip", "groin")),
    (Joint.KNEE, ("knee", "acl", "meniscus", "patella")),
    (Joint.ANKLE, ("ankle", "foot", "achilles", "heel", "shin")),
)

RUN_WORDS = ("run", "marathon", "5k", "10k", "jog")
OLDER_YEARS = 65
MASTERS_YEARS = 50
CM_PER_M = 100


@dataclass(frozen=True, slots=True)
class Person:
    """A request as the rules see it."""

    request: ProgramRequest
    goal: GoalCategory
    level: FitnessLevel
    equipment: frozenset[Equipment]
    injured: frozenset[Joint]
    unclear_injuries: tuple[str, ...]
    minutes: int
    is_runner: bool
    is_masters: bool
    """Fifty or older: deloads come more often."""
    is_older: bool
    """Sixty-five or older: balance work, fewer sets."""
    seed: str

    @property
    def is_beginner(self) -> bool:
        return self.level is FitnessLevel.BEGINNER

    @property
    def bmi(self) -> float:
        return self.request.weight_kg / (self.request.height_cm / CM_PER_M) ** 2


def understand(request: ProgramRequest) -> Person:
    """The request, with its words and defaults resolved."""
    equipment = frozenset(request.equipment) | {Equipment.BODYWEIGHT}
    if Equipment.GYM in equipment:
        equipment = frozenset(Equipment)
    joints = {injury: _joints(injury) for injury in request.injuries}
    age = request.age or 0
    words = f"{request.goal_raw} {request.sport or ''}".lower()
    return Person(
        request=request,
        goal=request.goal_category,
        level=request.fitness_level,
        equipment=equipment,
        injured=frozenset(joint for found in joints.values() for joint in found),
        unclear_injuries=tuple(injury for injury, found in joints.items() if not found),
        minutes=request.session_minutes,
        is_runner=any(word in words for word in RUN_WORDS),
        is_masters=age >= MASTERS_YEARS,
        is_older=age >= OLDER_YEARS,
        seed=_seed(request),
    )


def _joints(injury: str) -> tuple[Joint, ...]:
    words = injury.lower()
    return tuple(joint for joint, signs in JOINT_WORDS if any(sign in words for sign in signs))


def _seed(request: ProgramRequest) -> str:
    fields = request.model_dump(mode="json", exclude={"user_id"})
    return hashlib.sha256(f"{RULES_VERSION}:{json.dumps(fields, sort_keys=True)}".encode()).hexdigest()
