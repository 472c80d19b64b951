"""What an ``error`` frame, or a problem document of the REST endpoints, can say.

- `ErrorCode`: the closed list of codes; `RETRYABLE` names those where trying again later can help.
- `FieldError`: one field of a program request that is wrong, with a sentence to be spoken; `FieldCode` says how.
- `FrameProblem`: one place in a frame that is wrong.
"""

import json
from enum import StrEnum
from typing import Any

from schemas.model import Omitted, Uuid, WireModel


class ErrorCode(StrEnum):
    BAD_FRAME = "bad_frame"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    INVALID_REQUEST = "invalid_request"
    IDEMPOTENCY_CONFLICT = "idempotency_conflict"
    ACTIVE_JOB = "active_job"
    RATE_LIMITED = "rate_limited"
    TOO_MANY_JOBS = "too_many_jobs"
    TOO_MANY_SUBSCRIPTIONS = "too_many_subscriptions"
    DRAINING = "draining"
    INTERNAL = "internal"


RETRYABLE = frozenset(
    {
        ErrorCode.RATE_LIMITED,
        ErrorCode.TOO_MANY_JOBS,
        ErrorCode.DRAINING,
        ErrorCode.INTERNAL,
    }
)


class FieldCode(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    NOT_ACCEPTED = "not_accepted"
    UNCONFIRMED = "unconfirmed"
    """It looks like a mistake; it is taken as it is once ``confirmed`` names the field."""


class FieldError(WireModel):
    """One wrong field of a request."""

    code: FieldCode = FieldCode.NOT_ACCEPTED
    field: str
    value: Any = None
    """What was sent, shortened if long; null when it was missing."""
    accepted: str
    """What would be accepted, in words and numbers."""
    message: str
    say: str
    """One short spoken sentence that asks for the right value."""


class FrameProblem(WireModel):
    """One wrong place in a frame; ``path`` is dotted, and empty for the frame as a whole."""

    path: str
    message: str


class ErrorDetails(WireModel):
    """What a program needs to act on an error; which field is set follows from the code."""

    errors: Omitted[tuple[FieldError | FrameProblem, ...]] = None
    """``invalid_request``: field errors. ``bad_frame``: frame problems."""
    job_id: Omitted[Uuid] = None
    """``active_job``: the job that is in flight. ``idempotency_conflict``: the job that holds the key."""
    accepted: Omitted[str] = None
    """Limits and states: what would be accepted."""


def shown(value: Any, most: int = 200) -> Any:
    """What was sent, as it can go back in an error: short, and text that any database and any JSON reader takes."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float) and abs(value) < 10**15:
        return value
    text = value if isinstance(value, str) else _as_json(value)
    clean = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text[:most])
    return clean if len(text) <= most else clean + "…"


def _as_json(value: Any) -> str:
    try:
        return json.dumps(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, or nested beyond reading
        return f"a {type(value).__name__}"
