"""Refusals as RFC 9457 problem documents: the same codes and sentences as the ``error`` frame."""

from collections.abc import Mapping
from math import ceil
from types import MappingProxyType

from asgi_correlation_id import correlation_id
from starlette.responses import JSONResponse

from schemas.errors import ErrorCode, FieldError
from schemas.model import Omitted, WireModel
from server.jobs.refusal import Refused

STATUS: Mapping[ErrorCode, int] = MappingProxyType(
    {
        ErrorCode.BAD_FRAME: 400,
        ErrorCode.UNAUTHORIZED: 401,
        ErrorCode.FORBIDDEN: 403,
        ErrorCode.NOT_FOUND: 404,
        ErrorCode.INVALID_REQUEST: 422,
        ErrorCode.IDEMPOTENCY_CONFLICT: 409,
        ErrorCode.ACTIVE_JOB: 409,
        ErrorCode.RATE_LIMITED: 429,
        ErrorCode.TOO_MANY_JOBS: 429,
        ErrorCode.TOO_MANY_SUBSCRIPTIONS: 429,
        ErrorCode.DRAINING: 503,
        ErrorCode.INTERNAL: 500,
    }
)

TITLES: Mapping[int, str] = MappingProxyType(
    {
        400: "The request cannot be read",
        401: "Who asks is not known",
        403: "This is not allowed",
        404: "There is no such thing",
        405: "This method is not for this address",
        408: "The request did not come in time",
        409: "This conflicts with what is there",
        413: "The request is too large",
        422: "Something in the request is not accepted",
        429: "Too much at once",
        431: "The head of the request is too large",
        500: "The server failed",
        503: "Not now",
    }
)

MEDIA_TYPE = "application/problem+json"


class Problem(WireModel):
    """An RFC 9457 problem document, with the protocol's own members behind its standard ones."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retryable: bool
    request_id: Omitted[str] = None
    """What the server's log calls the request; the answer's ``X-Request-ID``."""
    retry_after_s: Omitted[float] = None
    job_id: Omitted[str] = None
    errors: Omitted[tuple[FieldError, ...]] = None


def problem(refused: Refused, status: int | None = None) -> JSONResponse:
    """The answer to a refused request, or to a refused handshake where ASGI has one (``websocket.http.response``)."""
    code = status or STATUS[refused.code]
    details = refused.details
    errors = details.errors if details else None
    document = Problem(
        type=f"urn:repcast:{refused.code}",
        title=TITLES[code],
        status=code,
        detail=refused.message,
        code=refused.code,
        retryable=refused.retryable,
        request_id=correlation_id.get(),
        retry_after_s=refused.retry_after_s,
        job_id=details.job_id if details else None,
        errors=tuple(error for error in errors if isinstance(error, FieldError)) if errors else None,
    )
    headers = {}
    if refused.retry_after_s is not None:
        headers["Retry-After"] = str(max(1, ceil(refused.retry_after_s)))  # who comes sooner is told to wait again
    if code == STATUS[ErrorCode.UNAUTHORIZED]:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(document.model_dump(mode="json"), code, headers, MEDIA_TYPE)
