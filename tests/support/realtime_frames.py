"""Frames of the Realtime API, held to the models of the openai package: what we send as the server, what clients send.

A frame is validated by the model of its type, and may hold nothing that the model does not know.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from openai.types.realtime import RealtimeClientEvent, RealtimeServerEvent
from openai.types.realtime.realtime_session_create_response import RealtimeSessionCreateResponse
from pydantic import BaseModel, TypeAdapter, ValidationError

from schemas.model import JsonObject

SESSION_EVENTS = frozenset({"session.created", "session.updated"})


class WrongFrame(Exception):
    """It is no frame of the API.

    Attributes:
        param: where it is wrong.
    """

    def __init__(self, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.param = param


def server_frame(kind: str, **fields: object) -> JsonObject:
    """A frame that the API could send.

    Raises:
        AssertionError: it could not; a fault of the fake.
    """
    frame = {"type": kind, **fields}
    adapter = _models_of(RealtimeServerEvent).get(kind)
    assert adapter is not None, f"the API has no event {kind!r}"
    try:
        if kind in SESSION_EVENTS:  # its model there knows what can be set, not what a session is
            _check(TypeAdapter(RealtimeSessionCreateResponse), fields["session"])
            adapter.validate_python(frame)
        else:
            _check(adapter, frame)
    except WrongFrame as wrong:
        raise AssertionError(f"the API does not send this: {wrong}") from wrong
    return frame


def check_client_frame(frame: Mapping[str, Any]) -> None:
    """Take a frame as the API does.

    Raises:
        WrongFrame: the API would not take it.
    """
    adapter = _models_of(RealtimeClientEvent).get(str(frame.get("type")))
    if adapter is None:
        raise WrongFrame(f"Invalid value: '{frame.get('type')}'.", "type")
    _check(adapter, frame)


@cache
def _models_of(union: Any) -> Mapping[str, TypeAdapter[Any]]:
    members = union
    while get_origin(members) is Annotated:
        members = get_args(members)[0]
    models = get_args(members)
    return {get_args(model.model_fields["type"].annotation)[0]: TypeAdapter(model) for model in models}


def _check(adapter: TypeAdapter[Any], frame: object) -> None:
    try:
        parsed = adapter.validate_python(frame)
    except ValidationError as error:
        first = error.errors()[0]
        raise WrongFrame(str(error), ".".join(map(str, first["loc"]))) from error
    for path in _unknown(parsed, ""):
        raise WrongFrame(f"Unknown parameter: '{path}'.", path)


def _unknown(value: object, path: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from (f"{path}{name}" for name in value.model_extra or ())
        for name in type(value).model_fields:
            yield from _unknown(getattr(value, name), f"{path}{name}.")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _unknown(each, f"{path}{index}.")
