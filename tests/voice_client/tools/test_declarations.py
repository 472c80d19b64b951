"""What a model is told of the tools: in step with the wire contract, closed, and as each API takes it."""

import pytest
from jsonschema_rs import Draft202012Validator, validator_for

from schemas.client_frames import JobSubmit
from schemas.request import ProgramRequest
from tests.support.toolboxes import arguments
from voice_client.tools import TOOLS, Declaration

GENERATE = TOOLS[0]


def test_there_are_five_tools() -> None:
    """By these names."""
    assert [tool.name for tool in TOOLS] == [
        "generate_workout_program",
        "get_program_status",
        "cancel_program",
        "revise_workout_program",
        "list_programs",
    ]


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_parameters_are_a_closed_object_without_references(tool: Declaration) -> None:
    """Each described, and nothing in it that an API of functions does not take."""
    Draft202012Validator(tool.parameters)
    assert (tool.parameters["type"], tool.parameters["additionalProperties"]) == ("object", False)
    assert set(tool.parameters["required"]) <= set(tool.parameters["properties"])
    for schema in tool.parameters["properties"].values():
        assert schema["description"].endswith(".")
        assert not {"$ref", "anyOf", "oneOf", "allOf", "default", "pattern"} & set(schema)


def test_the_parameters_are_the_fields_of_a_request() -> None:
    """All but whose it is; beside them only the imperial measures, and what to do with a job in flight."""
    names = set(GENERATE.parameters["properties"])
    assert set(ProgramRequest.model_fields) - names == {"user_id"}
    assert names - set(ProgramRequest.model_fields) == {"height_ft", "height_in", "weight_lb", "replace"}
    assert "replace" not in JobSubmit.model_fields


def test_bounds_are_those_of_the_request() -> None:
    """A value that the schema takes is one that the server takes."""
    schema = ProgramRequest.model_json_schema()
    weeks = GENERATE.parameters["properties"]["duration_weeks"]
    assert (weeks["minimum"], weeks["maximum"]) == (1, 52)
    assert GENERATE.parameters["properties"]["sex"]["enum"] == schema["$defs"]["Sex"]["enum"]
    assert GENERATE.parameters["properties"]["equipment"]["items"]["enum"] == schema["$defs"]["Equipment"]["enum"]
    assert GENERATE.parameters["properties"]["age"]["type"] == "integer"
    checks = validator_for(GENERATE.parameters)
    assert checks.is_valid(arguments())
    assert checks.is_valid(arguments(height_cm=None, height_ft=5, height_in=11, weight_kg=None, weight_lb=180))
    assert not checks.is_valid(arguments(duration_weeks=53))
    assert not checks.is_valid(arguments(colour="red"))


def test_a_tool_is_declared_as_each_api_takes_it() -> None:
    """Flat for Realtime and Responses, in an envelope for Chat Completions."""
    flat = GENERATE.as_function()
    assert set(flat) == {"type", "name", "description", "parameters"}
    assert GENERATE.as_chat_function() == {
        "type": "function",
        "function": {name: value for name, value in flat.items() if name != "type"},
    }
