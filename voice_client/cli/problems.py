"""What an endpoint's answer means where it is not what was asked for: an RFC 9457 problem document, or none of ours."""

import httpx
from pydantic import TypeAdapter, ValidationError

from schemas.errors import ErrorDetails, FieldError
from schemas.model import JsonObject
from schemas.server_frames import Error
from voice_client.errors import ProtocolViolation, RequestRefused, Unreachable

PROBLEM = "application/problem+json"

_field_errors: TypeAdapter[tuple[FieldError, ...]] = TypeAdapter(tuple[FieldError, ...])


def media_type(answer: httpx.Response) -> str:
    said: str = answer.headers.get("content-type", "")
    return said.partition(";")[0]


def check(answer: httpx.Response) -> None:
    """Let pass what is no refusal.

    Raises:
        RequestRefused: the server said no.
        Unreachable: what stands before the server has none for now.
        ProtocolViolation: the refusal cannot be read.
    """
    if media_type(answer) == PROBLEM:
        raise RequestRefused(_error(answer))
    if answer.is_server_error:
        raise Unreachable(f"the answer is {answer.status_code}")


def stranger(answer: httpx.Response) -> ProtocolViolation:
    """Whoever answers so is no server of ours."""
    return ProtocolViolation(f"{answer.url} answers {answer.status_code}, but not as a Repcast server does")


def _error(answer: httpx.Response) -> Error:
    """A problem document as the frame that says the same."""
    try:
        told: JsonObject = answer.json()
        wrong = _field_errors.validate_python(told.get("errors", ()))
        return Error(
            code=told["code"],
            message=told["detail"],
            retryable=told["retryable"],
            retry_after_s=told.get("retry_after_s"),
            details=ErrorDetails(errors=wrong) if wrong else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        raise ProtocolViolation(f"a problem document that cannot be read: {error}") from None
