"""Errors as RFC 9457 problem documents: the same codes and sentences as the ``error`` frame."""

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from math import ceil
from types import MappingProxyType
from typing import Any

import structlog
from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route

from schemas.errors import ErrorCode, FieldError
from schemas.model import Omitted, WireModel
from server.jobs.refusal import Refused, invalid
from server.storage.transaction import StorageUnavailable

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


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's ``responses``: the problems that it answers with."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {status: {"description": TITLES[status], "content": {MEDIA_TYPE: schema}} for status in statuses}


def problem(refused: Refused, status: int | None = None) -> JSONResponse:
    """The answer to a refused request."""
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


def install_problems(app: FastAPI) -> None:
    """Answer every error of ``app`` with a problem document; a crash is answered by `server.api.request_log`."""
    log = structlog.get_logger("repcast.api")

    async def refused(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Refused)  # noqa: S101 - registered for it alone
        return problem(error)

    async def not_validated(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
        return problem(invalid(*(_parameter_error(detail) for detail in error.errors())))

    async def http_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
        code = {404: ErrorCode.NOT_FOUND, 403: ErrorCode.FORBIDDEN}.get(error.status_code, ErrorCode.BAD_FRAME)
        answer = problem(Refused(code, str(error.detail)), error.status_code)
        answer.headers.update(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and (methods := _methods(request)):
            answer.headers["Allow"] = ", ".join(sorted(methods))
        return answer

    async def unavailable(_: Request, error: Exception) -> JSONResponse:
        log.error("storage_unavailable", error=str(error))
        return problem(Refused(ErrorCode.INTERNAL, "The database does not answer.", retry_after_s=5), 503)

    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(RequestValidationError, not_validated)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(StorageUnavailable, unavailable)


def _methods(request: Request) -> set[str]:
    """Those of an address (RFC 9110, 15.5.6): Starlette names those of its first route, and there is one for each."""
    routes = [route for route in _routes(request.app.routes) if isinstance(route, Route)]
    path = next((route.path for route in routes if route.matches(request.scope)[0] is not Match.NONE), None)
    return {method for route in routes if route.path == path for method in route.methods or ()}


def _routes(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Also those of routers that were included."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from _routes(inner.routes)


def _parameter_error(detail: Mapping[str, Any]) -> FieldError:
    name = str(detail["loc"][-1]) if detail["loc"] else "request"
    bounds = {key: value for key, value in detail.get("ctx", {}).items() if key != "error"}
    limits = " ".join(f"{key} {value}" for key, value in bounds.items())
    value = detail.get("input")
    return FieldError(
        field=name,
        value=value if isinstance(value, str | int | float) else None,
        accepted=limits or str(detail["msg"]),
        message=f"{name}: {detail['msg']}.",
        say="Something in that request was not right. Could you say it another way?",
    )
