"""Whatever goes wrong over HTTP is answered with a problem document."""

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route

from schemas.errors import ErrorCode, FieldError
from server.jobs.refusal import Refused, invalid
from server.problem_documents import MEDIA_TYPE, TITLES, problem
from server.storage.transaction import StorageUnavailable

RETRY_AFTER = {"description": "When to come again, in seconds.", "schema": {"type": "integer", "minimum": 1}}
HEADERS: Mapping[int, dict[str, Any]] = MappingProxyType({429: {"headers": {"Retry-After": RETRY_AFTER}}})


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's ``responses``: the problems that it answers with."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    told = {"content": {MEDIA_TYPE: schema}}
    return {status: {"description": TITLES[status], **told, **HEADERS.get(status, {})} for status in statuses}


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
