"""What an error tells: what the caller did, and nothing of what the server is made of."""

import contextlib
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.model import JsonObject
from tests.support.live_server import LiveServer, live_server
from tests.support.raw_client import raw_client
from tests.support.samples import new_user, program_request

INSIDE = (
    *("traceback", ".py", ", line ", "exception", "errno", "site-packages", "/home/", "/usr/"),
    *(
        "sqlite",
        "postgres",
        "redis",
        "sqlalchemy",
        "asyncpg",
        "no such table",
        "select ",
        "insert ",
        "job_events",
    ),
    *("uvicorn", "starlette", "fastapi", "pydantic", "websockets", "httptools", "python", "errors.pydantic.dev"),
)
"""Words of no answer."""

CASES: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "no route": ("GET", "/api/nowhere", {}, 404),
    "no route, with a path": ("GET", "/api/../../etc/passwd", {}, 404),
    "no file": ("GET", "/static/nowhere.js", {}, 404),
    "no method": ("DELETE", "/api/programs", {}, 405),
    "no method of a page": ("POST", "/", {}, 405),
    "no token": ("GET", "/api/programs", {"headers": {"Authorization": "Bearer x.y.z"}}, 401),
    "another scheme": ("GET", "/api/programs", {"headers": {"Authorization": "Negotiate x"}}, 401),
    "another page": ("GET", "/api/programs", {"headers": {"Origin": "http://evil.example"}}, 403),
    "no JSON": ("POST", "/api/programs/generate", {"content": b"{"}, 400),
    "no bytes of a text": ("POST", "/api/programs/generate", {"content": b"\xff"}, 400),
    "no object": ("POST", "/api/tokens", {"content": b"[]"}, 400),
    "too large": ("POST", "/api/tokens", {"content": b" " * 70_000}, 413),
    "wrong fields": ("POST", "/api/programs/generate", {"json": {"user_id": 1}}, 422),
    "wrong fields of a token": ("POST", "/api/tokens", {"json": {"user_id": "x", "\x00": 1}}, 422),
    "wrong parameters": ("GET", "/api/programs?limit=x&user_id=y&cursor=", {}, 422),
    "a wrong cursor": ("GET", "/api/programs?cursor=x", {}, 422),
    "no job": ("GET", f"/api/programs/status/{new_user()}", {}, 404),
}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path) as running:
        yield running


@pytest.fixture
async def http(server: LiveServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        yield client


@contextlib.contextmanager
def _without_its_tables(folder: Path) -> Iterator[None]:
    """Somebody else takes the tables away, in the file itself."""
    database = sqlite3.connect(folder / "test.sqlite3", isolation_level=None, timeout=30)
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    taken = [name for name in names if not name.startswith(("sqlite_", "alembic"))]
    database.execute("PRAGMA legacy_alter_table=ON")
    for name in taken:
        database.execute(f'ALTER TABLE "{name}" RENAME TO "gone_{name}"')
    try:
        yield
    finally:
        for name in taken:
            database.execute(f'ALTER TABLE "gone_{name}" RENAME TO "{name}"')
        database.close()


def _assert_tells_nothing(text: str, folder: Path) -> None:
    told = text.lower()
    assert not [word for word in (*INSIDE, str(folder)) if word in told], text


async def test_an_error_is_a_problem_and_tells_nothing(tmp_path: Path, http: httpx.AsyncClient) -> None:
    """RFC 9457, of whichever layer; not even the header that names the server."""
    for name, (method, path, options, status) in CASES.items():
        answer = await http.request(method, path, **options)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), name
        assert answer.json()["status"] == status
        assert {"type", "title", "detail", "code"} <= answer.json().keys()
        _assert_tells_nothing(answer.text + json.dumps(dict(answer.headers)), tmp_path)
        assert "server" not in answer.headers


def _operations(document: JsonObject) -> Iterator[tuple[str, str]]:
    for path, operations in document["paths"].items():
        for method in operations:
            yield method.upper(), path.replace("{job_id}", new_user()).replace("{program_id}", new_user())


async def test_a_database_that_fails_is_not_described_by_any_route(tmp_path: Path, http: httpx.AsyncClient) -> None:
    """Every operation of the document says at most that it does not answer."""
    operations = list(_operations((await http.get("/openapi.json")).json()))
    statuses = set()
    with _without_its_tables(tmp_path):
        for method, path in operations:
            body = program_request() if path.endswith("generate") else {"change_request": "less"}
            answer = await http.request(method, path, json=body if method == "POST" else None)
            statuses.add(answer.status_code)
            if answer.status_code >= 500:
                assert answer.headers["content-type"] in ("application/problem+json", "application/json")
            if answer.is_error:
                _assert_tells_nothing(answer.text, tmp_path)
    assert statuses & {500, 503}
    assert (await http.get("/api/programs")).status_code == 200


async def test_a_database_that_fails_is_not_described_by_any_frame(tmp_path: Path, server: LiveServer) -> None:
    """The error is internal, can be tried again, and the socket goes on."""
    job, user = new_user(), new_user()
    requests: dict[str, JsonObject] = {
        "job.submit": {"kind": "generate", "request": program_request()},
        **{type_: {"job_id": job} for type_ in ("job.subscribe", "job.get", "job.cancel")},
        "jobs.list": {},
        "jobs.watch": {"user_id": user},
    }
    async with raw_client(server.socket_url) as client:
        with _without_its_tables(tmp_path):
            for type_, fields in requests.items():
                error = await client.ask(type_, **fields)
                assert (error["type"], error["code"], error["retryable"]) == ("error", "internal", True), type_
                _assert_tells_nothing(json.dumps(error), tmp_path)
        assert (await client.ask("jobs.list"))["type"] == "jobs.listed"
