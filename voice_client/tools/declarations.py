"""What a model is told of the tools: their names, what each is for, and its parameters. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.model import JsonObject
from schemas.request import ProgramRequest
from voice_client.tools.parameters import closed_object, properties_of

OF_THE_CONVERSATION = frozenset({"user_id"})
"""Fields of a request that the model does not choose."""
IMPERIAL: Mapping[str, JsonObject] = {
    "height_ft": {
        "type": "integer",
        "minimum": 2,
        "maximum": 8,
        "description": "Whole feet, for a height said in feet and inches; then leave height_cm out.",
    },
    "height_in": {
        "type": "number",
        "minimum": 0,
        "description": "The inches beside height_ft, below 12; or the whole height in inches, without height_ft.",
    },
    "weight_lb": {
        "type": "number",
        "minimum": 55,
        "maximum": 775,
        "description": "A weight said in pounds; then leave weight_kg out.",
    },
}
"""As people speak; converted here, because a model converts badly."""
SPOKEN_METRIC: Mapping[str, str] = {
    "height_cm": "A height said in centimetres, never one that you converted.",
    "weight_kg": "A weight said in kilograms, never one that you converted.",
}
REPLACE: JsonObject = {
    "type": "boolean",
    "description": (
        "True only when the user has said that what is being made shall be dropped, or what is made already shall be "
        "made anew."
    ),
}
JOB: Mapping[str, JsonObject] = {
    "job_id": {"type": "string", "description": "From an earlier answer. Left out: the newest one."},
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """One tool, as a model is told of it.

    Attributes:
        parameters: JSON Schema of a closed object.
    """

    name: str
    description: str
    parameters: JsonObject

    def as_function(self) -> JsonObject:
        """As the Realtime and Responses APIs take it."""
        return {"type": "function", **self._named()}

    def as_chat_function(self) -> JsonObject:
        """As the Chat Completions API takes it."""
        return {"type": "function", "function": self._named()}

    def _named(self) -> JsonObject:
        return {"name": self.name, "description": self.description, "parameters": self.parameters}


def _generate_parameters() -> JsonObject:
    wished = properties_of(ProgramRequest, without=OF_THE_CONVERSATION)
    for name, description in SPOKEN_METRIC.items():
        wished[name]["description"] = f"{description} {wished[name]['description']}"
    measures = set(SPOKEN_METRIC)
    required = {name for name, field in ProgramRequest.model_fields.items() if field.is_required()}
    properties = {
        **{name: field for name, field in wished.items() if name in measures},
        **IMPERIAL,
        **{name: field for name, field in wished.items() if name not in measures},
        "replace": REPLACE,
    }
    return closed_object(properties, required - measures - OF_THE_CONVERSATION)


GENERATE = Declaration(
    name="generate_workout_program",
    description=(
        "Starts the making of a workout program, which takes minutes; the answer only says whether it has begun. The "
        "program comes later by itself: do not wait for it and do not call again for the same details. Height and "
        "weight have to be there, each in one unit, the one that the user said. `say` in the answer can be spoken."
    ),
    parameters=_generate_parameters(),
)
STATUS = Declaration(
    name="get_program_status",
    description="How far a program is: when the user asks whether it is ready. `say` in the answer can be spoken.",
    parameters=closed_object(JOB, ()),
)
CANCEL = Declaration(
    name="cancel_program",
    description="Stops the making of a program, when the user no longer wants it.",
    parameters=closed_object(JOB, ()),
)
REVISE = Declaration(
    name="revise_workout_program",
    description=(
        "Starts a change of a finished program; the changed one comes later by itself, and the old one stays as it is."
    ),
    parameters=closed_object(
        {
            "change": {
                "type": "string",
                "minLength": 1,
                "maxLength": 500,
                "description": "What shall be different, in the user's own words: “three days now and no barbell”.",
            },
            "program_id": {
                "type": "string",
                "description": "From an earlier answer. Left out: the newest finished program.",
            },
            "replace": REPLACE,
        },
        {"change"},
    ),
)
LIST = Declaration(
    name="list_programs",
    description="The names of the user's finished programs, newest first.",
    parameters=closed_object({}, ()),
)

TOOLS = (GENERATE, STATUS, CANCEL, REVISE, LIST)
