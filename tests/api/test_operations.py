"""Health, documents and the page: what an operator and a browser ask for."""

import re
from typing import Never

import httpx
import jsonschema_rs
import pytest
from sqlalchemy import text

from schemas.asyncapi import asyncapi_document
from server import __version__
from server.api import health
from server.storage.transaction import StorageUnavailable
from tests.support.live_server import LiveServer


async def test_a_living_server_is_healthy(http: httpx.AsyncClient) -> None:
    """With its version."""
    answer = await http.get("/api/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": __version__})


async def test_readiness_is_told_part_by_part(http: httpx.AsyncClient) -> None:
    """Each with what it is, the database with how fast, and at which version of its tables."""
    answer = await http.get("/api/ready")
    assert answer.status_code == 200
    ready = answer.json()
    assert ready["status"] == "ready"
    assert set(ready["checks"]) == {"database", "redis", "workers", "model", "limits", "disk"}
    assert all(check["ok"] for check in ready["checks"].values())
    assert ready["checks"]["database"]["ms"] >= 0
    details = {name: check["detail"] for name, check in ready["checks"].items()}
    assert re.fullmatch(r"answers, and is at version \d{4}", details["database"])
    assert re.fullmatch(r"\d+ MiB free beside the database", details["disk"])
    assert details["model"] == "rules make programs"


@pytest.mark.parametrize(
    ("version", "status", "told"),
    [
        ("0001", 503, "run: repcast-server migrate"),
        ("9999", 200, "a later release"),  # as while an upgrade is under way: this server is about to be replaced
    ],
)
async def test_it_says_where_the_tables_are_beside_the_server(
    server: LiveServer, http: httpx.AsyncClient, version: str, status: int, told: str
) -> None:
    """Behind is not ready; ahead is, or an upgrade would take all servers away at once."""
    at = text("UPDATE alembic_version SET version_num = :version")
    await server.parts.database.write(lambda tx: tx.connection.execute(at, {"version": version}))
    answer = await http.get("/api/ready")
    database = answer.json()["checks"]["database"]
    assert (answer.status_code, database["ok"]) == (status, status == 200)
    assert told in database["detail"]


async def test_a_full_disk_is_not_ready(http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before nothing can be accepted any more."""
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 2**63)
    answer = await http.get("/api/ready")
    assert (answer.status_code, answer.json()["checks"]["disk"]["ok"]) == (503, False)


async def test_a_draining_server_is_not_ready_but_lives(server: LiveServer, http: httpx.AsyncClient) -> None:
    """A load balancer takes it out, nobody restarts it."""
    assert ((await http.get("/api/open")).status_code, (await http.get("/api/health")).status_code) == (200, 200)
    await server.parts.drain()
    assert ((await http.get("/api/open")).status_code, (await http.get("/api/health")).status_code) == (503, 200)
    answer = await http.get("/api/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "draining")


async def test_without_its_database_it_is_not_ready(
    server: LiveServer, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says which part it is; other requests are told to come again."""

    async def fail(_: object) -> Never:
        raise StorageUnavailable("the password is secret")

    monkeypatch.setattr(server.parts.database, "read", fail)
    ready = await http.get("/api/ready")
    assert ready.status_code == 503
    assert (ready.json()["status"], ready.json()["checks"]["database"]["ok"]) == ("unavailable", False)
    assert (await http.get("/api/open")).status_code == 200
    listed = await http.get("/api/programs")
    assert (listed.status_code, listed.json()["code"], listed.headers["retry-after"]) == (503, "internal", "5")
    assert "secret" not in ready.text + listed.text


async def test_a_fault_of_the_server_is_a_problem_without_a_trace(
    server: LiveServer, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500, and not a word of why."""

    async def fail(_: object) -> Never:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(server.parts.database, "read", fail)
    answer = await http.get("/api/programs")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/api/nowhere", 404), ("PUT", "/api/programs", 405), ("GET", "/static/x", 404)],
)
async def test_addresses_that_are_none_are_problems_too(
    http: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    """RFC 9457 everywhere."""
    answer = await http.request(method, path)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_docs_need_no_network(http: httpx.AsyncClient) -> None:
    """Every file that the page loads comes from this server, and is there."""
    page = await http.get("/docs")
    assert page.status_code == 200
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert any(url.endswith(".js") for url in loaded)
    assert any(url.endswith(".css") for url in loaded)
    for url in loaded:
        assert url.startswith(("/", "data:")), url
        if url.startswith("/"):
            assert (await http.get(url)).status_code == 200


async def test_the_openapi_document_names_every_problem(http: httpx.AsyncClient) -> None:
    """Each operation on jobs and programs says what its errors look like, and no reference dangles."""
    document = (await http.get("/openapi.json")).json()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if path.startswith(("/api/programs", "/api/tokens")):
                problems = [code for code, answer in operation["responses"].items() if code.startswith("4")]
                assert "401" in problems, path
    for reference in set(re.findall(r'"\$ref": ?"#/components/schemas/(\w+)"', (await http.get("/openapi.json")).text)):
        assert reference in document["components"]["schemas"]
    generate = document["paths"]["/api/programs/generate"]["post"]["requestBody"]["content"]["application/json"]
    schema = {**generate["schema"], "components": document["components"]}
    assert not jsonschema_rs.validator_for(schema).is_valid({"user_id": "x"})


async def test_the_asyncapi_document_is_served(http: httpx.AsyncClient) -> None:
    """As it is generated from the models."""
    assert (await http.get("/asyncapi.json")).json() == asyncapi_document()


async def test_the_page_is_served_with_its_files(http: httpx.AsyncClient) -> None:
    """From this server alone."""
    page = await http.get("/")
    assert page.status_code == 200
    for url in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert url == "data:," or (await http.get(url)).status_code == 200, url
