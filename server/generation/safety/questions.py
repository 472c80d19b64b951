"""What is asked before a program is made: figures that look like a mistake, and words that are not understood. Pure.

Units are never guessed. A question is asked once: the field that it is about is taken as it is when ``confirmed`` has
it.
"""

import re
from collections.abc import Iterator

from schemas.errors import FieldCode, FieldError, shown
from schemas.request import Confirmable, GoalCategory, ProgramRequest
from server.generation.anatomy import Joint
from server.generation.safety.injuries import is_understood

MOST_WEIGHT_KG = 200
"""Above it people more often mean pounds [J]."""
LEAST_BMI, MOST_BMI = 16.0, 40.0
"""Outside of them a unit is more often wrong than right [J]."""
LEAST_FAT_LOSS_BMI = 18.5
LEAST_HEIGHT_CM, MOST_HEIGHT_CM = 140, 210
"""Outside of them it is the height that is asked about, not the weight."""
CM_PER_M = 100
MOST_QUOTED_WORDS, MOST_QUOTED_CHARACTERS = 5, 40

JOINTS = ", ".join(joint.value.replace("_", " ") for joint in Joint)


def questions_about(request: ProgramRequest) -> tuple[FieldError, ...]:
    """What has to be asked about a request whose fields are each acceptable, in the order of the fields."""
    return (*_about_figures(request), *_about_fat_loss(request), *_about_injuries(request))


def bmi_of(request: ProgramRequest) -> float:
    """Body mass index, in kilograms per square metre."""
    return request.weight_kg / (request.height_cm / CM_PER_M) ** 2


def _about_figures(request: ProgramRequest) -> Iterator[FieldError]:
    if request.weight_kg > MOST_WEIGHT_KG and Confirmable.WEIGHT_KG not in request.confirmed:
        yield _unconfirmed(
            Confirmable.WEIGHT_KG,
            request.weight_kg,
            f"a number of kilograms up to {MOST_WEIGHT_KG}, or more when confirmed",
            f"Is your weight {request.weight_kg:g} kilograms, or is that pounds?",
        )
    elif not LEAST_BMI <= bmi_of(request) < MOST_BMI:
        is_height = not LEAST_HEIGHT_CM <= request.height_cm <= MOST_HEIGHT_CM
        field = Confirmable.HEIGHT_CM if is_height else Confirmable.WEIGHT_KG
        if field not in request.confirmed:
            yield _unconfirmed(
                field,
                getattr(request, field),
                "height in centimetres and weight in kilograms that fit each other, or any when confirmed",
                f"Are you {request.height_cm:g} centimetres tall, and do you weigh {request.weight_kg:g} kilograms?",
            )


def _about_fat_loss(request: ProgramRequest) -> Iterator[FieldError]:
    if request.goal_category is GoalCategory.FAT_LOSS and bmi_of(request) < LEAST_FAT_LOSS_BMI:
        accepted = "any goal but fat_loss, such as general_fitness, at this height and weight"
        yield FieldError(
            code=FieldCode.NOT_ACCEPTED,
            field="goal_category",
            value=request.goal_category,
            accepted=accepted,
            message=f"goal_category is not accepted; accepted: {accepted}.",
            say="For your height you weigh little, so I do not plan fat loss. Shall I plan for general fitness?",
        )


def _about_injuries(request: ProgramRequest) -> Iterator[FieldError]:
    unclear = next((injury for injury in request.injuries if not is_understood(injury)), None)
    if unclear is not None and Confirmable.INJURIES not in request.confirmed:
        yield _unconfirmed(
            Confirmable.INJURIES,
            list(request.injuries),
            f"injuries that name a joint ({JOINTS}), or any when confirmed",
            f"I did not understand {_quoted(unclear)}. Which joint is it: {_spoken_joints()}?",
        )


def _unconfirmed(field: Confirmable, value: object, accepted: str, say: str) -> FieldError:
    return FieldError(
        code=FieldCode.UNCONFIRMED,
        field=field,
        value=shown(value),
        accepted=accepted,
        message=f"{field} looks like a mistake; accepted: {accepted}.",
        say=say,
    )


def _quoted(injury: str) -> str:
    """The user's own words, few of them and nothing but words: they come back in a sentence of ours."""
    words = " ".join(re.findall(r"\w+", injury)[:MOST_QUOTED_WORDS])[:MOST_QUOTED_CHARACTERS].strip()
    return f"the injury “{words}”" if words else "one injury"


def _spoken_joints() -> str:
    *others, last = (joint.value.replace("low_", "") for joint in Joint)
    return f"{', '.join(others)}, or {last}"
