"""Who may use the endpoints: every route, from whichever page and machine."""

import itertools
from pathlib import Path

import httpx
import jwt
import pytest

from tests.access.callers import Caller, Gets
from tests.access.matrix import ROUTES
from tests.support.live_server import LiveServer, live_server
from tests.support.samples import new_user, program_request
from tests.support.strangers import STRANGER

PATHS = {ask.path for ask in ROUTES}
CLOSED = {(ask.method, ask.path) for ask in ROUTES if ask.rule[Caller.NOBODY] is Gets.UNAUTHORIZED}
"""Who may do what on them once they are known: tests/access/test_matrix.py."""

BODIES = {"POST", "PATCH"}


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
    for method, path in CLOSED:
        answer = await http.request(method, _address(path), headers={"Authorization": header}, json=_body(method))
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized"), path
        assert answer.headers["www-authenticate"] == "Bearer"
        assert header.rsplit(maxsplit=1)[-1] not in answer.text.replace("Bearer KEY-OR-TOKEN", "")


async def test_another_machine_needs_a_token(http: httpx.AsyncClient) -> None:
    """Without one only this machine itself is served."""
    for method, path in CLOSED:
        answer = await http.request(method, _address(path), json=_body(method), headers=STRANGER)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path


async def test_pages_of_other_origins_are_refused_everywhere(http: httpx.AsyncClient) -> None:
    """A browser posts to loopback for any page, without asking first."""
    for path in PATHS:
        for origin, method in itertools.product(("http://evil.example", "null"), ("GET", "POST")):
            answer = await http.request(method, _address(path), headers={"Origin": origin})
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path


def _address(path: str) -> str:
    return path.format(job_id=new_user(), program_id=new_user(), webhook_id=new_user(), delivery_id=new_user())


def _body(method: str) -> dict[str, object] | None:
    return {} if method in BODIES else None


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
