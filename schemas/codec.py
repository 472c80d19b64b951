"""Text to frames and back. Whatever the text is, the answer is a frame or a `CodecError`, never a traceback.

- `CodecError`
    - `BadFrame`: the peer sent something that is no frame; the connection may go on.
        - `FrameTooBig`: more bytes than agreed; the connection ends with 1009.
"""

from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails as PydanticError
from pydantic_core import from_json

from schemas.client_frames import ClientFrame
from schemas.errors import FrameProblem
from schemas.model import RequestId, WireModel
from schemas.server_frames import LogEvent, ServerFrame

MAX_FRAME_BYTES = 64 * 1024
"""Largest frame from a client, and the default of the setting."""

_TYPE = '{"type":"'

MAX_PROBLEMS = 10
"""A frame with more wrong places than this names the first ones only."""

_client_frame: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)
_server_frame: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)
_log_event: TypeAdapter[LogEvent] = TypeAdapter(LogEvent)
_request_id: TypeAdapter[str] = TypeAdapter(RequestId)


class CodecError(Exception):
    """Base of what this module raises."""


class BadFrame(CodecError):
    """The peer's text is no frame of the protocol.

    Attributes:
        problems: the wrong places, at least one.
        request_id: the frame's ``id``, where one could be made out.
    """

    def __init__(self, problems: tuple[FrameProblem, ...], request_id: str | None = None) -> None:
        self.problems = problems
        self.request_id = request_id
        super().__init__(str(self))

    def __str__(self) -> str:
        return "; ".join(f"{p.path}: {p.message}" if p.path else p.message for p in self.problems)


class FrameTooBig(BadFrame):
    """The frame has more bytes than agreed."""


def decode_client_frame(message: str | bytes, max_bytes: int = MAX_FRAME_BYTES) -> ClientFrame:
    """One frame of a client.

    Args:
        message: what arrived: ``str`` from a text frame, ``bytes`` from a binary one.
        max_bytes: the largest frame that is read, in bytes of UTF-8.

    Raises:
        BadFrame: it is binary, not JSON, of an unknown type, or a field is wrong, missing or unknown.
        FrameTooBig: it is larger than ``max_bytes``.
    """
    if isinstance(message, bytes):
        raise BadFrame((FrameProblem(path="", message="a binary frame; only text frames are accepted"),))
    try:
        return decode_client_json(message.encode(), max_bytes)
    except UnicodeEncodeError:  # a lone surrogate, which is no character
        raise BadFrame((FrameProblem(path="", message="not valid UTF-8"),)) from None


def decode_client_json(raw: bytes, max_bytes: int = MAX_FRAME_BYTES) -> ClientFrame:
    """Likewise, of a text frame as it came: ``raw`` is UTF-8."""
    if len(raw) > max_bytes:
        raise FrameTooBig((FrameProblem(path="", message=f"larger than {max_bytes} bytes"),))
    try:
        return _client_frame.validate_json(raw)
    except ValidationError as error:
        raise BadFrame(_problems(error), _request_id_of(raw)) from None


def decode_server_frame(text: str) -> ServerFrame | None:
    """One frame of a server, as a client reads it: unknown fields are dropped.

    Returns:
        the frame, or None when its type is not known (a newer server).

    Raises:
        BadFrame: it is not JSON, or a known type with a wrong or missing field.
    """
    try:
        return _server_frame.validate_json(text, extra="ignore")
    except ValidationError as error:
        if any(e["type"] == "union_tag_invalid" and not e["loc"] for e in error.errors(include_url=False)):
            return None
        raise BadFrame(_problems(error)) from None


def decode_log_event(text: str) -> LogEvent:
    """One numbered frame, as it is stored in the log.

    Raises:
        BadFrame: the text is no numbered frame.
    """
    try:
        return _log_event.validate_json(text, extra="ignore")
    except ValidationError as error:
        raise BadFrame(_problems(error)) from None


def encode(frame: WireModel) -> str:
    """The frame as one line of JSON."""
    return frame.model_dump_json()


def type_of(text: str) -> str:
    """The type of a frame that `encode` made: it stands first; empty if it does not."""
    return text[len(_TYPE) : text.find('"', len(_TYPE))] if text.startswith(_TYPE) else ""


def _problems(error: ValidationError) -> tuple[FrameProblem, ...]:
    details = error.errors(include_url=False, include_context=True, include_input=False)
    return tuple(_problem(detail) for detail in details[:MAX_PROBLEMS])


def _problem(detail: PydanticError) -> FrameProblem:
    # The first part of a location is the union's tag, which is the frame's own type: no news to its sender.
    path = ".".join(str(part) for part in detail["loc"][1:])
    return FrameProblem(path=_printable(path), message=_printable(_sentence(detail)))


def _sentence(detail: PydanticError) -> str:
    match detail["type"]:
        case "json_invalid":
            return f"not JSON: {detail['ctx']['error']}"
        case "union_tag_not_found":
            return "no type"
        case _ if not detail["loc"] and detail["type"] != "union_tag_invalid":
            return "not a JSON object"
        case "union_tag_invalid":
            return f"unknown type {detail['ctx']['tag']!r}; known are {detail['ctx']['expected_tags']}"
        case "extra_forbidden":
            return "unknown field"
        case _:
            return detail["msg"]


def _printable(text: str, most: int = 600) -> str:
    """What the peer sent goes back to it, and into logs: no controls, no surrogates, not at length."""
    clean = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text[:most])
    return clean if len(text) <= most else clean + "…"


def _request_id_of(raw: bytes) -> str | None:
    try:
        found: Any = from_json(raw)
        return _request_id.validate_python(found.get("id"), strict=True) if isinstance(found, dict) else None
    except ValueError:
        return None
