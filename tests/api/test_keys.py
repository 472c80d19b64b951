"""The endpoints where there are keys: who is let in, how far, and for how long."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.model import JsonObject
from server.access.identity import Scope
from server.access.keys import id_of, new_key
from tests.support.keys import bearer, key_book, revoke
from tests.support.keys import new_key as made_key
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import SetClock
from tests.support.rest import submitted
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until

OPEN = ("/api/health", "/api/open", "/api/ready", "/docs", "/openapi.json", "/asyncapi.json", "/")
"""For everybody, key or none: who watches over servers, and who reads about them or opens the page, has none."""
SOON: dict[str, Any] = {"key_refresh_s": 0.05}


@pytest.fixture
async def server(tmp_path: Path, generator: ScriptedGenerator) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path, generator, **SOON) as running:
        yield running
        generator.release()


def _refused(answer: httpx.Response, status: int, code: str) -> bool:
    problem: JsonObject = answer.json()
    is_problem = answer.headers["content-type"] == "application/problem+json"
    return is_problem and (answer.status_code, problem["code"]) == (status, code)


async def _tells(http: httpx.AsyncClient, status: int, header: dict[str, str] | None = None) -> None:
    """Wait until a request is answered with ``status``."""

    async def does() -> bool:
        return (await http.get("/api/programs", headers=header)).status_code == status

    await wait_until(does, f"it answers {status}")


async def test_without_keys_this_machine_is_served_and_with_one_nobody_without(
    server: LiveServer, http: httpx.AsyncClient
) -> None:
    """From the moment on at which there is a key; that it is revoked lets nobody in again."""
    assert (await http.get("/api/programs")).status_code == 200
    key = await made_key(server)
    await _tells(http, 401)
    answer = await http.get("/api/programs")
    assert _refused(answer, 401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert (await http.get("/api/programs", headers=bearer(key))).status_code == 200
    await revoke(server, key)
    await _tells(http, 401, bearer(key))
    assert (await http.get("/api/programs")).status_code == 401


async def test_a_server_without_keys_says_so_at_its_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """And how one is made; one that has keys does not."""
    async with live_server(tmp_path) as server:
        await made_key(server)
    told = [record for record in caplog.records if "repcast-server keys create" in record.getMessage()]
    assert [record.levelname for record in told] == ["WARNING"]
    caplog.clear()
    async with live_server(tmp_path):
        assert "keys create" not in caplog.text


async def test_a_key_is_taken_the_moment_it_is_made(tmp_path: Path) -> None:
    """However seldom the server looks at those that it knows; and made-up ones before do not stand in its way."""
    async with live_server(tmp_path, key_refresh_s=4) as server:
        async with httpx.AsyncClient(base_url=server.url) as http:
            assert (await http.get("/api/programs", headers=bearer(new_key()))).status_code == 401
            assert (await http.get("/api/programs", headers=bearer(await made_key(server)))).status_code == 200


async def test_what_tells_nothing_of_anybody_stays_open(server: LiveServer, http: httpx.AsyncClient) -> None:
    """Health checks and balancers have no key; nor are they refused for a wrong one."""
    await made_key(server)
    await _tells(http, 401)
    for path in OPEN:
        assert (await http.get(path)).status_code == 200, path
        assert (await http.get(path, headers=bearer("nonsense"))).status_code == 200, path


async def test_metrics_are_the_operators(server: LiveServer, http: httpx.AsyncClient) -> None:
    """Of whoever is at this machine while there is no key, then of admin keys: others are known, and refused."""
    assert (await http.get("/metrics")).status_code == 200
    token = server.parts.doorkeeper.issue(new_user()).token
    assert _refused(await http.get("/metrics", headers=bearer(token)), 403, "forbidden")
    admin = await made_key(server, Scope.ADMIN)
    assert (await http.get("/metrics", headers=bearer(admin))).status_code == 200
    for key in (await made_key(server), await made_key(server, Scope.USER, new_user())):
        assert _refused(await http.get("/metrics", headers=bearer(key)), 403, "forbidden")
    assert _refused(await http.get("/metrics"), 401, "unauthorized")


async def test_scopes_go_as_far_as_they_say(server: LiveServer, http: httpx.AsyncClient) -> None:
    """An agent acts for any user, and so does an admin; a user for one, to whom others' jobs do not exist."""
    user = new_user()
    bound, agent = bearer(await made_key(server, Scope.USER, user)), bearer(await made_key(server))
    admin = bearer(await made_key(server, Scope.ADMIN))
    for caller, whose, status in (
        (agent, user, 202),
        (agent, new_user(), 202),
        (admin, new_user(), 202),
        (bound, user, 202),
        (bound, new_user(), 403),
    ):
        answer = await http.post("/api/programs/generate", json=program_request(whose), headers=caller)
        assert answer.status_code == status, answer.text
    others = (await http.post("/api/programs/generate", json=program_request(), headers=agent)).json()["job_id"]
    hidden = await http.get(f"/api/programs/status/{others}", headers=bound)
    missing = await http.get(f"/api/programs/status/{new_user()}", headers=bound)
    assert (hidden.status_code, hidden.json()["title"]) == (missing.status_code, missing.json()["title"])
    assert hidden.status_code == 404


WRONG = [
    "Bearer {other}",
    "Bearer {made_up}",
    "Bearer {key}0",
    "Bearer {key} {key}",
    "Bearer",
    "Basic {key}",
    "Digest {key}",
    "{key}",
    "Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmVk",
    "Bearer nonsense",
]


async def test_what_is_no_key_is_401_and_not_told_back(
    server: LiveServer, http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A wrong secret of a key that there is, one of none, other schemes: all alike, and nothing of it is in the log."""
    key = await made_key(server)
    words = {"key": key, "made_up": new_key(), "other": f"{key[:20]}{new_key()[20:]}"}
    for form in WRONG:
        answer = await http.get("/api/programs", headers={"Authorization": form.format(**words)})
        assert _refused(answer, 401, "unauthorized"), form
        assert answer.headers["www-authenticate"] == "Bearer"
        for word in words.values():
            assert word[20:] not in answer.text + caplog.text


async def test_two_credentials_are_none(server: LiveServer, http: httpx.AsyncClient) -> None:
    """Somebody in between may take the one, and this server the other."""
    key = bearer(await made_key(server))["Authorization"]
    headers = [("Authorization", key), ("Authorization", key)]
    assert _refused(await http.get("/api/programs", headers=headers), 401, "unauthorized")


async def test_a_key_that_expired_or_was_revoked_is_401(server: LiveServer, http: httpx.AsyncClient) -> None:
    """And says which, to whoever has it."""
    short, revoked = await made_key(server, good_for=timedelta(seconds=0)), await made_key(server)
    await revoke(server, revoked)
    for key, word in ((short, "expired"), (revoked, "revoked")):
        answer = await http.get("/api/programs", headers=bearer(key))
        assert _refused(answer, 401, "unauthorized")
        assert word in answer.json()["detail"]


async def test_a_users_key_without_a_user_acts_for_nobody(server: LiveServer, http: httpx.AsyncClient) -> None:
    """However that came to be: it is not taken for one that acts for all."""
    http.headers.update(bearer(await made_key(server, Scope.USER)))
    for user in (new_user(), ""):
        answer = await http.post("/api/programs/generate", json=program_request(user))
        assert answer.status_code in (403, 422), answer.text
    assert _refused(await http.post("/api/tokens", json={"user_id": new_user()}), 403, "forbidden")


# Tokens


async def _token(http: httpx.AsyncClient, credential: str, user: str) -> httpx.Response:
    return await http.post("/api/tokens", json={"user_id": user}, headers=bearer(credential))


async def test_keys_have_tokens_for_those_they_act_for(server: LiveServer, http: httpx.AsyncClient) -> None:
    """A token lets its user in, and has a next one for that user alone; without a key there is none to be had."""
    user = new_user()
    agent, bound = await made_key(server), await made_key(server, Scope.USER, user)
    issued = await _token(http, agent, user)
    assert issued.status_code == 201
    assert set(issued.json()) == {"token", "expires_at"}
    token = issued.json()["token"]
    assert (await http.get("/api/programs", headers=bearer(token))).json() == {"programs": []}
    for credential in (bound, token):
        assert (await _token(http, credential, user)).status_code == 201
        assert _refused(await _token(http, credential, new_user()), 403, "forbidden")
    assert _refused(await http.post("/api/tokens", json={"user_id": user}), 401, "unauthorized")
    assert _refused(await http.get("/metrics", headers=bearer(token)), 403, "forbidden")


async def test_a_token_ends_with_the_key_that_it_is_there_by(server: LiveServer, http: httpx.AsyncClient) -> None:
    """And so does the one that it was renewed to; a token of another key goes on."""
    user = new_user()
    agent, other = await made_key(server), await made_key(server)
    first = (await _token(http, agent, user)).json()["token"]
    second = (await _token(http, first, user)).json()["token"]
    kept = (await _token(http, other, user)).json()["token"]
    await revoke(server, agent)
    for token in (first, second):
        await _tells(http, 401, bearer(token))
    assert (await http.get("/api/programs", headers=bearer(kept))).status_code == 200


async def test_a_token_is_renewed_until_its_session_is_over(tmp_path: Path) -> None:
    """Then a key is to be shown: each next one ends with the session at the latest."""
    clock = SetClock()
    async with live_server(tmp_path, clock=clock, token_ttl_s=900, token_session_s=1200) as server:
        async with httpx.AsyncClient(base_url=server.url) as http:
            user = new_user()
            token = (await _token(http, await made_key(server), user)).json()["token"]
            for _ in range(2):
                clock.move(599)
                token = (await _token(http, token, user)).json()["token"]
            clock.move(2)
            assert _refused(await _token(http, token, user), 401, "unauthorized")


async def test_a_token_that_is_there_without_a_key_is_not_renewed_once_there_are_keys(
    server: LiveServer, http: httpx.AsyncClient
) -> None:
    """It is good until it ends; whoever got one while everybody might, stays no longer than that."""
    user = new_user()
    token = (await http.post("/api/tokens", json={"user_id": user})).json()["token"]
    assert (await _token(http, token, user)).status_code == 201
    await made_key(server)
    await _tells(http, 401)
    assert (await http.get("/api/programs", headers=bearer(token))).status_code == 200
    assert _refused(await _token(http, token, user), 403, "forbidden")


# What lasts


async def _begun(server: LiveServer, http: httpx.AsyncClient) -> tuple[str, str]:
    """A key, and a job that holds when two weeks are written."""
    key = await made_key(server)
    http.headers.update(bearer(key))
    job_id = await submitted(http, program_request())

    async def holds() -> bool:
        return bool((await http.get(f"/api/programs/status/{job_id}")).json()["weeks_done"] == 2)

    await wait_until(holds, "two weeks are written")
    return key, job_id


async def test_a_stream_ends_with_its_key(server: LiveServer, http: httpx.AsyncClient) -> None:
    """It is not left to the next frame; another caller's goes on."""
    key, job_id = await _begun(server, http)
    other = bearer(await made_key(server))
    path = f"/api/programs/status/{job_id}/events"
    async with http.stream("GET", path) as ended, http.stream("GET", path, headers=other) as kept:
        lines = ended.aiter_lines()
        assert (await anext(lines)).startswith("event: ")
        await revoke(server, key)
        async for _ in lines:
            pass
        visits = server.parts.doorkeeper.visits
        assert visits.key_ids() == {id_of(other["Authorization"].removeprefix("Bearer "))}
        assert not kept.is_closed
    assert (await http.get(path)).status_code == 401


async def test_a_stream_ends_when_its_token_does(tmp_path: Path, generator: ScriptedGenerator) -> None:
    """Also where nothing else happens on it."""
    clock = SetClock()
    async with live_server(tmp_path, generator, clock, **SOON) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
            user = new_user()
            job_id = await submitted(http, program_request(user))
            token = server.parts.doorkeeper.issue(user).token
            async with http.stream("GET", f"/api/programs/status/{job_id}/events", headers=bearer(token)) as stream:
                clock.move(900)
                async for _ in stream.aiter_lines():
                    pass
            assert (await http.get(f"/api/programs/status/{job_id}")).json()["completed_at"] is None
        generator.release()


async def test_a_long_poll_ends_with_its_key(server: LiveServer, http: httpx.AsyncClient) -> None:
    """By the answer that it would have now, not by what there is to know."""
    key, job_id = await _begun(server, http)
    polling = asyncio.create_task(http.get(f"/api/programs/status/{job_id}?wait=30"))
    await wait_until(lambda: bool(server.parts.doorkeeper.visits.key_ids()), "it waits")
    await revoke(server, key)
    assert _refused(await polling, 401, "unauthorized")


async def test_last_use_is_seen_in_the_list(server: LiveServer, http: httpx.AsyncClient) -> None:
    """Of a key that was shown; not of one that never was, nor by a wrong secret of it."""
    key, unused = await made_key(server), await made_key(server)
    await http.get("/api/programs", headers=bearer(key))
    await http.get("/api/programs", headers=bearer(f"{unused[:20]}{new_key()[20:]}"))

    async def used() -> dict[str, Any]:
        return {stored.id: stored.last_used_at for stored in await key_book(server).all()}

    async def is_noted() -> bool:
        return (await used())[str(id_of(key))] is not None

    await wait_until(is_noted, "it is noted")
    assert (await used())[str(id_of(unused))] is None
