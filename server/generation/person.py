"""What the rules need to know of the person: the request, understood. Pure."""

import hashlib
import json
import re
from dataclasses import dataclass

from schemas.request import UNWORDED, Equipment, FitnessLevel, GoalCategory, ProgramRequest
from server.generation.anatomy import Condition, Joint, Muscle, Pattern
from server.generation.exercises import Exercise
from server.generation.safety.injuries import is_understood, joints_in, sore_joints
from server.generation.safety.questions import LEAST_FAT_LOSS_BMI, bmi_of
from server.generation.safety.screening import FULL_RPE, Screening, screen
from server.generation.safety.topics import Topic
from server.generation.wishes import Wishes, wishes_of

RULES_VERSION = "2"

RUN_WORDS = re.compile(r"\b(run(s|ner|ning)?|jog(s|ger|ging)?|(half-?)?marathons?|5 ?km?|10 ?km?)\b")
NEGATION = re.compile(r"\b(no|not|never|hate|dislike|avoid|without|cannot|\w+n['\u2019]t)\b")
CLAUSE_END = re.compile(r"[.,;:!?\n]|\b(?:but|and)\b")
OLDER_YEARS = 65
MASTERS_YEARS = 50
ADULT_YEARS = 18
RUNNING_BMI = 30
"""From here on running is not proposed to somebody who did not ask for it."""


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
    is_minor: bool
    screening: Screening
    seed: str
    wishes: Wishes
    kept: frozenset[str] = frozenset()
    """Ids of exercises of an earlier program: where one suits a slot it stays, so that little changes."""
    avoided: frozenset[str] = frozenset()
    """Ids of exercises that they asked to be spared."""

    @property
    def is_beginner(self) -> bool:
        return self.level is FitnessLevel.BEGINNER

    @property
    def secondary(self) -> GoalCategory | None:
        """A second goal; never fat loss for whom it is not planned."""
        second = self.wishes.secondary
        is_declined = self.bmi < LEAST_FAT_LOSS_BMI or Topic.EATING_DISORDER in self.screening.topics
        return None if second is GoalCategory.FAT_LOSS and is_declined else second

    @property
    def focus(self) -> frozenset[Muscle]:
        """Muscles to put first."""
        return self.wishes.focus

    @property
    def conditions(self) -> frozenset[Condition]:
        """What exercises are left out for, whatever the joints say."""
        return self.screening.conditions

    @property
    def most_rpe(self) -> int:
        """The hardest effort that may be asked for, of sets (RPE = 10 - RIR) and of endurance work."""
        return self.screening.most_rpe

    @property
    def is_held_back(self) -> bool:
        """Moderate work alone: no intervals, no maximal and no explosive work [G10]."""
        return self.most_rpe < FULL_RPE

    @property
    def bmi(self) -> float:
        return bmi_of(self.request)

    @property
    def is_spared(self) -> bool:
        """Too young, too old, or not well enough for loads near the most that can be lifted once."""
        has_pressure = Condition.HIGH_BLOOD_PRESSURE in self.conditions
        return self.is_minor or self.is_older or self.is_held_back or has_pressure

    def allows(self, exercise: Exercise) -> bool:
        """Whether they may do it, and would: equipment, level, joints, conditions, how hard they may work, dislikes."""
        return (
            exercise.id not in self.avoided
            and exercise.suits(self.equipment, self.level, self.injured, self.conditions)
            and not (self.is_held_back and exercise.pattern is Pattern.POWER)
        )


def understand(
    request: ProgramRequest, *, kept: frozenset[str] = frozenset(), avoided: frozenset[str] = frozenset()
) -> Person:
    """The request, with its words and defaults resolved.

    Args:
        kept: ids of exercises to stay with, where they suit.
        avoided: ids of exercises never to be picked.
    """
    equipment = frozenset(request.equipment) | {Equipment.BODYWEIGHT}
    if Equipment.GYM in equipment:
        equipment = frozenset(Equipment)
    joints = {joint for injury in request.injuries for joint in joints_in(injury)}
    wishes = wishes_of(request)
    is_older = request.age is not None and request.age >= OLDER_YEARS
    return Person(
        request=request,
        goal=request.goal_category,
        level=request.fitness_level,
        equipment=equipment,
        injured=sore_joints((request.goal_raw, request.notes or "")) | joints,
        unclear_injuries=tuple(injury for injury in request.injuries if not is_understood(injury)),
        minutes=request.session_minutes,
        is_runner=_is_runner(request, equipment, is_older=is_older),
        is_masters=request.age is not None and request.age >= MASTERS_YEARS,
        is_older=is_older,
        is_minor=request.age is not None and request.age < ADULT_YEARS,
        screening=screen(request),
        seed=_seed(request),
        wishes=wishes,
        kept=kept,
        avoided=avoided | wishes.left_out,
    )


def _is_runner(request: ProgramRequest, equipment: frozenset[Equipment], *, is_older: bool) -> bool:
    """Whether the endurance work is running: as was said, or else for those who are fit for it and have no machine."""
    for clause in CLAUSE_END.split(f"{request.sport or ''}. {request.goal_raw}".lower()):
        if (run := RUN_WORDS.search(clause)) is not None:
            return NEGATION.search(clause[: run.start()]) is None
    return (
        request.goal_category is GoalCategory.CARDIO_ENDURANCE
        and request.fitness_level is not FitnessLevel.BEGINNER
        and Equipment.CARDIO_MACHINE not in equipment
        and not is_older
        and bmi_of(request) < RUNNING_BMI
    )


def _seed(request: ProgramRequest) -> str:
    fields = request.model_dump(mode="json", exclude={"user_id", "effort", *UNWORDED})
    return hashlib.sha256(f"{RULES_VERSION}:{json.dumps(fields, sort_keys=True)}".encode()).hexdigest()
