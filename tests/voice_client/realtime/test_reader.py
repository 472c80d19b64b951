"""What the API's events mean, also those that nobody has seen yet."""

import json
from typing import Any, cast

import pytest
from openai._models import construct_type_unchecked
from openai.types.realtime import RealtimeServerEvent

from schemas.model import JsonObject
from voice_client.realtime import events as on
from voice_client.realtime.arbiter import Arbiter
from voice_client.realtime.events import Outcome
from voice_client.realtime.history import History
from voice_client.realtime.mouth import Mouth
from voice_client.realtime.reader import NOTHING, Reader, ToolCall

CALL: JsonObject = {"type": "function_call", "name": "tool", "call_id": "call_1", "arguments": "{}"}


def reader() -> Reader:
    history = History()
    return Reader(Arbiter(), Mouth(None, history), history, lambda _, __: None)


def received(kind: str, **fields: object) -> Any:
    """An event as the package's connection hands it over."""
    frame = json.loads(json.dumps({"type": kind, "event_id": "event_1", **fields}))
    return construct_type_unchecked(value=frame, type_=cast("Any", RealtimeServerEvent))


def done(status: str, *output: JsonObject) -> Any:
    return received("response.done", response={"id": "r", "status": status, "output": list(output)})


def test_an_event_of_an_unknown_type_means_nothing() -> None:
    """It comes as an object of a known class, which must not be looked at."""
    assert reader().read(received("response.dreamt", response_id="r")) == NOTHING


@pytest.mark.parametrize(
    ("response", "item", "is_made"),
    [
        ("completed", "completed", True),
        ("completed", "incomplete", False),
        ("cancelled", "completed", False),
        ("incomplete", "completed", False),
    ],
)
def test_only_what_was_said_to_its_end_is_called(response: str, item: str, is_made: bool) -> None:
    """A call in a response that was broken off may not have been meant."""
    events, calls = reader().read(done(response, {**CALL, "status": item}))
    assert calls == ([ToolCall("call_1", "tool", "{}")] if is_made else [])
    assert events == [on.Done("r", Outcome(response), (), ("call_1",) if is_made else ())]


def test_a_call_is_made_once() -> None:
    """An event that comes again runs nothing again, nor does an item that is there twice."""
    once, item = reader(), {**CALL, "status": "completed"}
    ((ended,), calls) = once.read(done("completed", item, item))
    assert (ended, len(calls)) == (on.Done("r", Outcome.COMPLETED, (), ("call_1",)), 1)
    assert not once.read(done("completed", {**CALL, "status": "completed"}))[1]


def test_an_unknown_end_is_a_failure() -> None:
    """It is tried again."""
    assert reader().read(done("paused"))[0] == [on.Done("r", Outcome.FAILED)]
