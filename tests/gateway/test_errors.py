"""Every error code of the protocol, over a real socket; the connection stays open after each."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Never

import pytest

from schemas.errors import ErrorCode
from schemas.model import JsonObject
from server.gateway import connection
from tests.schemas.test_codec import HOSTILE
from tests.support.bad_requests import ALL_BAD_REQUESTS
from tests.support.live_server import LiveServer, live_server
from tests.support.raw_client import RawClient, raw_client
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator

LIMITS: dict[str, Any] = {
    "max_active_jobs": 2,
    "submits_per_minute": 3,
    "max_subscriptions": 2,
    "max_bad_frames": 1000,
    "bad_frame_pause_s": 0,
}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    generator = ScriptedGenerator([[Hold()]])
    async with live_server(tmp_path, generator, **LIMITS) as running:
        yield running
        generator.release()


@pytest.fixture
async def client(server: LiveServer) -> AsyncIterator[RawClient]:
    async with raw_client(server.socket_url) as connected:
        yield connected
        assert (await connected.ask("ping"))["type"] == "pong", "an error leaves the connection open"


async def _error(client: RawClient, type_: str, **fields: object) -> JsonObject:
    reply = await client.ask(type_, **fields)
    assert reply["type"] == "error", reply
    return reply


async def _submit(client: RawClient, request: JsonObject, **fields: object) -> JsonObject:
    return await client.ask("job.submit", kind="generate", request=request, **fields)


async def test_hostile_text_is_a_bad_frame(client: RawClient) -> None:
    """Every text of the corpus is answered with an error that names what is wrong."""
    for name, (text, expected) in HOSTILE.items():
        if "\ud800" in text:
            continue  # cannot be sent as a text frame at all; the next test sends its bytes
        await client.send_text(text)
        error = await client.next()
        assert (error["type"], error["code"]) == ("error", "bad_frame"), name
        assert expected in error["message"], name
        assert error["details"]["errors"], name


async def test_a_binary_frame_is_a_bad_frame(client: RawClient) -> None:
    """The socket is for text."""
    await client.send_text(b'{"type":"ping"}')
    error = await client.next()
    assert (error["code"], error["details"]["errors"][0]["message"]) == (
        "bad_frame",
        "a binary frame; only text frames are accepted",
    )


async def test_a_bad_frame_is_answered_with_its_id(client: RawClient) -> None:
    """So that a client can tell which of its requests was wrong, and where."""
    await client.send_text('{"type":"job.cancel","id":"mine","job_id":"x","resaon":"typo"}')
    error = await client.next()
    assert error["id"] == "mine"
    assert [problem["path"] for problem in error["details"]["errors"]] == ["job_id", "resaon"]


async def test_each_bad_request_gets_its_exact_answer(client: RawClient) -> None:
    """Field, value, what is accepted and a sentence to say, for every case of the table."""
    answers = {}
    for bad in ALL_BAD_REQUESTS:
        await client.send_text(
            json.dumps({"type": "job.submit", "id": bad.name[:64], "kind": "generate", "request": bad.request})
        )
        answers[bad.name] = await client.until("error")
    assert {name: answer["details"]["errors"] for name, answer in answers.items()} == {
        bad.name: bad.errors for bad in ALL_BAD_REQUESTS
    }
    assert {answer["code"] for answer in answers.values()} == {"invalid_request"}
    assert not any(answer["retryable"] for answer in answers.values())


async def test_a_change_of_a_program_that_is_not_there_is_not_found(client: RawClient) -> None:
    """Whatever the change, and however it is said."""
    for change in ("three days", "asdf"):
        program_id = new_user()
        request = {"program_id": program_id, "change_request": change}
        error = await _error(client, "job.submit", kind="revise", request=request)
        assert (error["code"], error["message"]) == ("not_found", f"There is no program {program_id}.")


@pytest.mark.parametrize("request_type", ["job.get", "job.subscribe", "job.cancel"])
async def test_a_job_that_is_not_there_is_not_found(client: RawClient, request_type: str) -> None:
    """Whatever is asked of it."""
    assert (await _error(client, request_type, job_id=new_user()))["code"] == "not_found"


async def test_a_key_that_stands_for_another_request_is_a_conflict(client: RawClient) -> None:
    """The error names the job that holds the key."""
    request = program_request()
    accepted = await _submit(client, request, idempotency_key="k")
    error = await _submit(client, {**request, "goal_raw": "other"}, idempotency_key="k")
    assert (error["code"], error["details"]["job_id"]) == ("idempotency_conflict", accepted["job_id"])


async def test_another_wish_while_one_is_made_is_an_active_job(client: RawClient) -> None:
    """The agent asks its user, and says replace or parallel."""
    request = program_request()
    accepted = await _submit(client, request)
    error = await _submit(client, {**request, "duration_weeks": 8})
    assert (error["code"], error["details"]["job_id"]) == ("active_job", accepted["job_id"])
    assert (await _submit(client, {**request, "duration_weeks": 8}, on_active="replace"))["type"] == "job.accepted"
    assert (await client.to_the_end_of(accepted["job_id"]))[-1]["type"] == "job.cancelled"


async def test_too_many_active_jobs_are_refused(client: RawClient) -> None:
    """With when to try again."""
    user = new_user()
    for weeks in (1, 2):
        await _submit(client, program_request(user, duration_weeks=weeks), on_active="parallel")
        await client.ask("job.unsubscribe", job_id=client.frames[-1]["job_id"])
    error = await _submit(client, program_request(user, duration_weeks=3), on_active="parallel")
    assert (error["code"], error["retryable"], error["retry_after_s"]) == ("too_many_jobs", True, 60)


async def test_too_many_submits_in_a_minute_are_rate_limited(client: RawClient) -> None:
    """With when to try again."""
    user = new_user()
    for weeks in (1, 2, 3):
        accepted = await _submit(client, program_request(user, duration_weeks=weeks), on_active="replace")
        await client.ask("job.unsubscribe", job_id=accepted["job_id"])
    error = await _submit(client, program_request(user, duration_weeks=4), on_active="replace")
    assert (error["code"], error["retryable"]) == ("rate_limited", True)
    assert 0 < error["retry_after_s"] <= 60


async def test_too_many_frames_in_a_second_are_rate_limited(tmp_path: Path) -> None:
    """The error says how long to wait."""
    async with live_server(tmp_path, frames_burst=5, frames_per_second=0.01) as server:
        async with raw_client(server.socket_url) as client:
            replies = [await client.ask("ping") for _ in range(6)]
    assert [reply["type"] for reply in replies] == ["pong"] * 4 + ["error"] * 2
    assert replies[-1]["code"] == "rate_limited"
    assert 0 < replies[-1]["retry_after_s"] <= 100


@pytest.mark.parametrize("request_type", ["job.submit", "job.subscribe", "jobs.watch"])
async def test_too_many_subscriptions_are_refused(server: LiveServer, client: RawClient, request_type: str) -> None:
    """Whichever way the socket would follow one more."""
    jobs = [(await _submit(client, program_request()))["job_id"] for _ in range(2)]
    async with raw_client(server.socket_url) as another:
        third = (await _submit(another, program_request()))["job_id"]
    fields: JsonObject = {
        "job.submit": {"kind": "generate", "request": program_request()},
        "job.subscribe": {"job_id": third},
        "jobs.watch": {"user_id": new_user()},
    }[request_type]
    assert (await _error(client, request_type, **fields))["code"] == "too_many_subscriptions"
    await client.ask("job.unsubscribe", job_id=jobs[0])
    assert (await client.ask(request_type, **fields))["type"] != "error"


async def test_a_token_is_renewed_only_by_one_of_the_same_user(server: LiveServer) -> None:
    """Another's is forbidden, nonsense is unauthorized, and the socket goes on with what it had."""
    mine = new_user()
    issue = server.parts.doorkeeper.issue
    async with raw_client(server.socket_url, greeting={"token": issue(mine).token}) as client:
        assert (await _error(client, "auth.refresh", token=issue(new_user()).token))["code"] == "forbidden"
        assert (await _error(client, "auth.refresh", token="nonsense"))["code"] == "unauthorized"  # noqa: S106 - is none
        refreshed = await client.ask("auth.refresh", token=issue(mine).token)
        assert refreshed["type"] == "auth.refreshed"
        assert refreshed["expires_at"].endswith("Z")


async def test_a_draining_server_says_so(server: LiveServer, client: RawClient) -> None:
    """Submissions are refused for now, looking is not."""
    server.parts.service.drain()
    error = await _submit(client, program_request())
    assert (error["code"], error["retryable"], error["retry_after_s"]) == ("draining", True, 5)
    assert (await client.ask("jobs.list"))["type"] == "jobs.listed"


async def test_a_fault_of_the_server_is_internal(
    server: LiveServer, client: RawClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request fails, without a word of why; the socket goes on."""

    async def break_down(*_: object) -> Never:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(server.parts.service, "snapshot", break_down)
    error = await _error(client, "job.get", job_id=new_user())
    assert (error["code"], error["retryable"]) == ("internal", True)
    assert "secret" not in json.dumps(error)


def test_every_code_of_the_protocol_is_met_here() -> None:
    """A new code needs a new test."""
    source = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in ErrorCode if f'"{code}"' not in source] == []


async def test_behind_bad_frames_there_are_longer_and_longer_pauses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes behind them is served all the same."""
    pauses: list[float] = []

    async def noted(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(connection, "sleep", noted)
    async with live_server(tmp_path, bad_frame_pause_s=0.25) as server, raw_client(server.socket_url) as client:
        for _ in range(5):
            await client.send_text("nonsense")
        assert [(await client.next())["code"] for _ in range(5)] == ["bad_frame"] * 5
        assert (await client.ask("ping"))["type"] == "pong"
    assert pauses == [0.25, 0.5, 0.75, 1.0, 1.0]
