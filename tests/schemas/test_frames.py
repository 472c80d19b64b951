"""Every frame of the protocol: read, written, and described by the generated documents."""

import json

import jsonschema_rs
import pytest
from pydantic import ValidationError

from schemas.asyncapi import CLIENT_FRAMES as CLIENT_MODELS
from schemas.asyncapi import SERVER_FRAMES as SERVER_MODELS
from schemas.asyncapi import client_frame_schema, server_frame_schema
from schemas.codec import decode_client_frame, decode_server_frame, encode
from schemas.model import JsonObject
from tests.support.asyncapi_schema import check_client_frame, check_server_frame
from tests.support.example_frames import CLIENT_FRAMES, SERVER_FRAMES

ALL = [*CLIENT_FRAMES, *SERVER_FRAMES]


def test_there_is_an_example_of_every_frame() -> None:
    """No frame goes untested because somebody forgot it."""
    of_clients = [model.model_fields["type"].default for model in CLIENT_MODELS]
    of_servers = [model.model_fields["type"].default for model in SERVER_MODELS]
    assert [frame["type"] for frame in CLIENT_FRAMES] == of_clients
    assert [frame["type"] for frame in SERVER_FRAMES] == of_servers


@pytest.mark.parametrize("frame", CLIENT_FRAMES, ids=lambda frame: frame["type"])
def test_frames_of_a_client_survive_the_way_there_and_back(frame: JsonObject) -> None:
    """What is read and written again says the same."""
    check_client_frame(frame)
    assert json.loads(encode(decode_client_frame(json.dumps(frame)))) == frame
    assert jsonschema_rs.validator_for(client_frame_schema()).is_valid(frame)


@pytest.mark.parametrize("frame", SERVER_FRAMES, ids=lambda frame: frame["type"])
def test_frames_of_a_server_survive_the_way_there_and_back(frame: JsonObject) -> None:
    """What is read and written again says the same."""
    check_server_frame(frame)
    read = decode_server_frame(json.dumps(frame))
    assert read is not None
    assert json.loads(encode(read)) == frame
    assert jsonschema_rs.validator_for(server_frame_schema()).is_valid(frame)


@pytest.mark.parametrize("frame", ALL, ids=lambda frame: frame["type"])
def test_the_documents_refuse_what_the_models_refuse(frame: JsonObject) -> None:
    """A frame with a field too many fits no schema."""
    check = check_client_frame if frame in CLIENT_FRAMES else check_server_frame
    with pytest.raises(jsonschema_rs.ValidationError):
        check({**frame, "surprise": 1})


def test_times_are_utc_with_z() -> None:
    """RFC 3339, and the zone is always the same letter."""
    pong = decode_server_frame('{"type":"pong","time":"2026-01-02T05:04:05+02:00"}')
    assert pong is not None
    assert json.loads(encode(pong))["time"] == "2026-01-02T03:04:05Z"


@pytest.mark.parametrize("frame", ALL, ids=lambda frame: frame["type"])
def test_frames_are_frozen(frame: JsonObject) -> None:
    """Nobody changes a frame that others hold."""
    model = decode_client_frame(json.dumps(frame)) if frame in CLIENT_FRAMES else decode_server_frame(json.dumps(frame))
    assert model is not None
    for field in type(model).model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(model, field, None)
