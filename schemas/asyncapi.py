"""The protocol's documents, made from the models: JSON Schema of the frames, and AsyncAPI 3.1."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, get_args

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from schemas import client_frames as client
from schemas import server_frames as server
from schemas.close_codes import CloseCode, may_reconnect
from schemas.model import JsonObject, WireModel
from schemas.request import ProgramRequest, ReviseRequest

ASYNCAPI_VERSION = "3.1.0"
PROTOCOL_VERSION = "1.0.0"

REQUESTS: tuple[type[WireModel], ...] = (ProgramRequest, ReviseRequest)
CLIENT_FRAMES: tuple[type[WireModel], ...] = get_args(get_args(client.ClientFrame)[0])
SERVER_FRAMES: tuple[type[WireModel], ...] = get_args(get_args(server.ServerFrame)[0])

REPLIES: Mapping[type[WireModel], type[WireModel]] = MappingProxyType(
    {
        client.Hello: server.Welcome,
        client.AuthRefresh: server.AuthRefreshed,
        client.JobSubmit: server.JobAccepted,
        client.JobSubscribe: server.JobSubscribed,
        client.JobUnsubscribe: server.JobUnsubscribed,
        client.JobGet: server.JobSnapshotReply,
        client.JobCancel: server.JobCancelAccepted,
        client.JobsList: server.JobsListed,
        client.JobsWatch: server.JobsWatched,
        client.JobsUnwatch: server.JobsUnwatched,
        client.Ping: server.Pong,
    }
)
"""What a request is answered with, if not with an error."""

DESCRIPTION = """\
One WebSocket carries requests, their replies (same `id`), and the numbered frames of jobs. Every numbered frame of a
job that you may see reaches you in order, with no gap, and once (after you drop `seq` <= the last you have), for as
long as the job's log is kept. Where the server cannot prove that, it says `recovered: false` and sends the whole state
instead.
"""


def client_frame_schema() -> JsonObject:
    """JSON Schema (2020-12) of any frame from a client."""
    return TypeAdapter(client.ClientFrame).json_schema(mode="validation")


def server_frame_schema() -> JsonObject:
    """JSON Schema (2020-12) of any frame from the server."""
    return TypeAdapter(server.ServerFrame).json_schema(mode="serialization")


@cache
def asyncapi_document() -> JsonObject:
    """The protocol as an AsyncAPI document; do not change what is returned."""
    names = [frame.__name__ for frame in (*CLIENT_FRAMES, *SERVER_FRAMES)]
    return {
        "asyncapi": ASYNCAPI_VERSION,
        "info": {
            "title": "Repcast",
            "version": PROTOCOL_VERSION,
            "description": DESCRIPTION,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {"local": {"host": "127.0.0.1:8000", "protocol": "ws", "description": "A server of your own"}},
        "channels": {
            "socket": {
                "address": "/ws",
                "title": f"The socket, subprotocol {server.PROTOCOL}",
                "description": _close_codes(),
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
            }
        },
        "operations": {**_requests(), **_pushes()},
        "components": {
            "messages": {frame.__name__: _message(frame) for frame in (*CLIENT_FRAMES, *SERVER_FRAMES)},
            "schemas": _schemas(),
        },
    }


def _requests() -> JsonObject:
    return {
        f"receive{request.__name__}": {
            "action": "receive",
            "channel": {"$ref": "#/channels/socket"},
            "summary": _summary(request),
            "messages": [_in_channel(request)],
            "reply": {
                "channel": {"$ref": "#/channels/socket"},
                "messages": [_in_channel(reply), _in_channel(server.Error)],
            },
        }
        for request, reply in REPLIES.items()
    }


def _pushes() -> JsonObject:
    answers = {*REPLIES.values(), server.Error}
    return {
        f"send{frame.__name__}": {
            "action": "send",
            "channel": {"$ref": "#/channels/socket"},
            "summary": _summary(frame),
            "messages": [_in_channel(frame)],
        }
        for frame in SERVER_FRAMES
        if frame not in answers
    }


def _message(frame: type[WireModel]) -> JsonObject:
    return {
        "name": frame.model_fields["type"].default,
        "title": frame.__name__,
        "summary": _summary(frame),
        "contentType": "application/json",
        "payload": {"$ref": f"#/components/schemas/{frame.__name__}"},
    }


def _schemas() -> JsonObject:
    read: list[tuple[type[WireModel], JsonSchemaMode]] = [
        (frame, "validation") for frame in [*CLIENT_FRAMES, *REQUESTS]
    ]
    written: list[tuple[type[WireModel], JsonSchemaMode]] = [(frame, "serialization") for frame in SERVER_FRAMES]
    _, found = models_json_schema(read + written, ref_template="#/components/schemas/{model}")
    schemas: JsonObject = {name: _portable(schema) for name, schema in found["$defs"].items()}
    schemas["JobSubmit"]["properties"]["request"] = {
        "description": "As `kind` says.",
        "anyOf": [{"$ref": "#/components/schemas/ProgramRequest"}, {"$ref": "#/components/schemas/ReviseRequest"}],
    }
    return schemas


def _portable(schema: Any) -> Any:
    """AsyncAPI's own schema dialect has no OpenAPI ``discriminator`` object; the constant ``type`` says the same."""
    if isinstance(schema, dict):
        return {
            key: _portable(value)
            for key, value in schema.items()
            if not (key == "discriminator" and isinstance(value, dict) and "propertyName" in value)
        }
    return [_portable(value) for value in schema] if isinstance(schema, list) else schema


def _in_channel(frame: type[WireModel]) -> JsonObject:
    return {"$ref": f"#/channels/socket/messages/{frame.__name__}"}


def _summary(frame: type[WireModel]) -> str:
    """The model's own first line; without one, its type."""
    own = frame.__dict__.get("__doc__")
    return own.strip().splitlines()[0] if own else str(frame.model_fields["type"].default)


def _close_codes() -> str:
    rows = [f"- {code.value} {code.name.lower()}: {_verdict(code)}" for code in CloseCode]
    return "Close codes; the range is the verdict.\n" + "\n".join(rows)


def _verdict(code: CloseCode) -> str:
    return "reconnect" if may_reconnect(code) else "do not reconnect"
