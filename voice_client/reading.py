"""A frame of the server as this client reads it, also where the server is newer than the client.

Words that this client does not know are read as the tamest ones that it knows; a numbered frame that it cannot read, or
of an unknown type, as what all numbered frames have in common, so that the log behind it is not a hole. Pure.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from schemas.codec import BadFrame, decode_server_frame
from schemas.errors import ErrorCode
from schemas.job import JobKind, Speak, Stage
from schemas.server_frames import JobEvent, ServerFrame
from voice_client.errors import ProtocolViolation

TAMEST: Mapping[str, str] = MappingProxyType(
    {"code": ErrorCode.INTERNAL, "kind": JobKind.GENERATE, "speak": Speak.SILENT, "stage": Stage.WRITING}
)
"""Field → the word that stands for those that are not known. What can be done about an error is said beside it."""


def read_frame(message: str | bytes) -> ServerFrame | JobEvent | None:
    """One frame; None: there is nothing in it for this client.

    Raises:
        ProtocolViolation: it is no frame, or one that may not be passed over.
    """
    try:
        text = message if isinstance(message, str) else message.decode()
        return decode_server_frame(text) or _numbered(text)
    except UnicodeDecodeError as error:
        raise ProtocolViolation(str(error)) from error
    except BadFrame as bad:
        frame = _in_known_words(text, bad) or _numbered(text)
        if frame is None:
            raise ProtocolViolation(str(bad)) from bad
        return frame


def _numbered(text: str) -> JobEvent | None:
    try:
        return JobEvent.model_validate_json(text, extra="ignore")
    except ValidationError:
        return None


def _in_known_words(text: str, bad: BadFrame) -> ServerFrame | None:
    try:
        fields = from_json(text)
    except ValueError:
        return None
    # Each round names some of the unknown words, until none is left.
    while sum(_replace(fields, problem.path.split(".")) for problem in bad.problems):
        try:
            return decode_server_frame(to_json(fields).decode())
        except BadFrame as other:
            bad = other
    return None


def _replace(fields: Any, path: list[str]) -> bool:
    """Put the tamest word at ``path``. Returns whether it was another."""
    *parents, name = path
    try:
        for parent in parents:
            fields = fields[int(parent) if isinstance(fields, list) else parent]
        if name not in TAMEST or not isinstance(fields[name], str) or fields[name] == TAMEST[name]:
            return False
    except (KeyError, IndexError, ValueError, TypeError):  # the path leads through a name with a dot in it
        return False
    fields[name] = TAMEST[name]
    return True
