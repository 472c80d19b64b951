"""The base of everything on the wire: frozen models and the few scalar types that frames share."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

JsonObject = dict[str, Any]
"""A JSON object whose inside is validated elsewhere."""

UUID_PATTERN = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]|[\ud800-\udfff]")  # one class of both takes 6 ms to compile
"""Lone surrogates cannot be written as UTF-8."""


def is_text(text: str) -> bool:
    """Whether any database takes it: NUL passes JSON and SQLite, but Postgres refuses it."""
    return _CONTROL.search(text) is None


def _without_controls(text: str) -> str:
    found = _CONTROL.search(text)
    if found is not None:
        raise ValueError(f"contains the character U+{ord(found[0]):04X}, which is not text")
    return text


IS_TEXT = AfterValidator(_without_controls)
"""No C0 controls but tab and line ends, no lone surrogates. It stands behind a field's other constraints."""

Text = Annotated[str, IS_TEXT]
"""Text from outside."""

Uuid = Annotated[
    str,
    StringConstraints(pattern=UUID_PATTERN, to_lower=True),
    Field(json_schema_extra={"format": "uuid"}),
]
"""A UUID in its 36-character form, lower case once validated."""

RequestId = Annotated[str, StringConstraints(min_length=1, max_length=64), IS_TEXT]
"""The client's name for one request; every reply to it carries the same."""

IdempotencyKey = Annotated[str, StringConstraints(min_length=1, max_length=255), IS_TEXT]


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Timestamp = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""RFC 3339, UTC, with ``Z``."""

Seq = Annotated[int, Field(ge=0, le=2**53 - 1, strict=True)]
"""The number of a frame in its job's log: 1 is ``job.created``, 0 is before it. JavaScript counts as far exactly."""


def is_none(value: object) -> bool:
    return value is None


T = TypeVar("T")

Omitted = Annotated[T | None, Field(exclude_if=is_none)]
"""An optional field that is left out of the JSON while it has no value: ``x: Omitted[str] = None``."""


class WireModel(BaseModel):
    """Frozen, and strict about unknown fields: what the server reads, and what it builds."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")
