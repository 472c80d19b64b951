"""Who may use the endpoints: every route, for every kind of caller."""

import itertools
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from fastapi.routing import APIRoute

from tests.support.live_server import LiveServer, live_server
from tests.support.rest import submitted
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.strangers import STRANGER

PUBLIC = {"/api/health", "/api/open", "/api/ready", "/docs", "/asyncapi.json", "/"}
"""Routes that tell nothing of anybody."""

OWNED = {
    ("POST", "/api/programs/generate"): 403,
    ("POST", "/api/programs/{program_id}/update"): 403,
    ("GET", "/api/programs/status/{job_id}"): 404,
    ("GET", "/api/programs/status/{job_id}/events"): 404,
    ("POST", "/api/programs/cancel/{job_id}"): 404,
    ("GET", "/api/programs"): 403,
    ("GET", "/api/programs/{program_id}"): 404,
    ("POST", "/api/tokens"): 403,
    ("POST", "/api/webhooks"): 403,
    ("GET", "/api/webhooks"): 200,  # an empty list: tests/webhooks/test_endpoints.py
    ("GET", "/api/webhooks/{webhook_id}"): 404,
    ("PATCH", "/api/webhooks/{webhook_id}"): 404,
    ("DELETE", "/api/webhooks/{webhook_id}"): 404,
    ("POST", "/api/webhooks/{webhook_id}/rotate-secret"): 404,
    ("POST", "/api/webhooks/{webhook_id}/test"): 404,
    ("GET", "/api/webhooks/{webhook_id}/deliveries"): 404,
    ("GET", "/api/webhooks/{webhook_id}/deliveries/{delivery_id}"): 404,
    ("POST", "/api/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver"): 404,
    ("GET", "/metrics"): 403,
}
"""Every other route, and what it answers about another user's things."""

BODIES = {"POST", "PATCH"}


def _routes(app: Any) -> set[tuple[str, str]]:
    included = [getattr(route, "original_router", app).routes for route in app.routes]
    routes = [route for routes in included for route in routes if isinstance(route, APIRoute)]
    return {(method, route.path) for route in routes for method in route.methods or ()}


async def test_every_route_has_a_rule(server: LiveServer) -> None:
    """A new route without one fails here."""
    known = {*OWNED, *(("GET", path) for path in PUBLIC)}
    assert _routes(server.uvicorn.config.app) == known


@pytest.mark.parametrize(("method", "path"), OWNED)
async def test_what_is_somebody_elses_is_out_of_reach(
    server: LiveServer, http: httpx.AsyncClient, generator: ScriptedGenerator, method: str, path: str
) -> None:
    """A token of one user does nothing to another's job, on any route."""
    other = new_user()
    job_id = await submitted(http, program_request(other))
    bearer = {"Authorization": f"Bearer {server.parts.doorkeeper.issue(new_user()).token}"}
    url = path.format(job_id=job_id, program_id=new_user(), webhook_id=await _webhook(http), delivery_id=new_user())
    body = program_request(other) if path.endswith("generate") else {"user_id": other, "change_request": "x"}
    if path == "/api/tokens":
        body = {"user_id": other}
    if path.startswith("/api/webhooks"):
        body = {"user_id": other, "url": "https://192.0.2.1/"} if path == "/api/webhooks" else {"status": "disabled"}
    query = {"user_id": other} if path == "/api/programs" else {}
    answer = await http.request(method, url, headers=bearer, params=query, json=body if method in BODIES else None)
    assert answer.status_code == OWNED[method, path]
    assert (await http.get(f"/api/programs/status/{job_id}")).json()["status"] != "cancelled"


@pytest.mark.parametrize(
    "header",
    [
        "Bearer nonsense",
        "Bearer",
        "Basic dXNlcjpwYXNz",
        "nonsense",
        "Bearer " + jwt.encode({"sub": new_user(), "exp": 4102444800}, "x" * 32, "HS256"),
    ],
)
async def test_a_token_that_is_none_is_401_everywhere(http: httpx.AsyncClient, header: str) -> None:
    """And never as good as no token at all."""
    for method, path in OWNED:
        answer = await http.request(method, _address(path), headers={"Authorization": header}, json=_body(method))
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized"), path
        assert answer.headers["www-authenticate"] == "Bearer"
        assert header.rsplit(maxsplit=1)[-1] not in answer.text.replace("Bearer KEY-OR-TOKEN", "")


async def test_another_machine_needs_a_token(http: httpx.AsyncClient) -> None:
    """Without one only this machine itself is served."""
    for method, path in OWNED:
        answer = await http.request(method, _address(path), json=_body(method), headers=STRANGER)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path


async def test_pages_of_other_origins_are_refused_everywhere(http: httpx.AsyncClient) -> None:
    """A browser posts to loopback for any page, without asking first."""
    for path in {*PUBLIC, *(path for _, path in OWNED)}:
        for origin, method in itertools.product(("http://evil.example", "null"), ("GET", "POST")):
            answer = await http.request(method, _address(path), headers={"Origin": origin})
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path


def _address(path: str) -> str:
    return path.format(job_id=new_user(), program_id=new_user(), webhook_id=new_user(), delivery_id=new_user())


def _body(method: str) -> dict[str, object] | None:
    return {} if method in BODIES else None


async def _webhook(http: httpx.AsyncClient) -> str:
    """Of whoever is at this machine; nothing is sent to it here."""
    wish = {"url": "https://[2606:4700::1111]/", "events": ["job.failed"]}
    return str((await http.post("/api/webhooks", json=wish)).json()["id"])


async def test_the_servers_own_origin_is_served(server: LiveServer, http: httpx.AsyncClient) -> None:
    """The progress page posts, too."""
    answer = await http.post("/api/programs/generate", json=program_request(), headers={"Origin": server.url})
    assert answer.status_code == 202


async def test_a_token_is_issued_for_one_user(http: httpx.AsyncClient) -> None:
    """And lets that user in."""
    user = new_user()
    answer = await http.post("/api/tokens", json={"user_id": user})
    assert answer.status_code == 201
    token = answer.json()["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await http.get("/api/programs", headers=bearer)).json() == {"programs": []}
    renewed = await http.post("/api/tokens", json={"user_id": user}, headers=bearer)
    assert renewed.status_code == 201


@pytest.mark.parametrize(
    ("body", "field"), [({}, "user_id"), ({"user_id": "x"}, "user_id"), ({"user_id": new_user(), "admin": 1}, "admin")]
)
async def test_a_token_needs_a_user(http: httpx.AsyncClient, body: dict[str, object], field: str) -> None:
    """One that is a UUID, and nothing else."""
    answer = await http.post("/api/tokens", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_a_foreign_name_for_this_machine_is_not_served(http: httpx.AsyncClient) -> None:
    """A page whose name was made to point here would be trusted as this machine."""
    refused = await http.get("/api/programs", headers={"Host": "evil.example"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert (await http.get("/api/programs", headers={"Host": "localhost:1"})).status_code == 200


async def test_pages_of_allowed_origins_may_read_the_answers(tmp_path: Path) -> None:
    """And ask beforehand; others may do neither."""
    page, other = "https://app.example", "https://evil.example"
    async with live_server(tmp_path, allowed_origins=(page,)) as server:
        async with httpx.AsyncClient(base_url=server.url) as http:
            asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "idempotency-key"}
            allowed = await http.options("/api/programs/generate", headers={"Origin": page, **asked})
            assert allowed.status_code == 200
            assert (await http.get("/api/health", headers={"Origin": page})).headers[
                "access-control-allow-origin"
            ] == page
            refused = await http.options("/api/programs/generate", headers={"Origin": other, **asked})
            assert refused.status_code == 403
