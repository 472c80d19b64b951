"""Programs that a model writes, through the whole server: a job in, frames out, the vendor on loopback."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from schemas.job import JobKind, JobStatus
from server.generation.llm.failures import TREATMENTS, RetryLimits
from server.generation.llm.generator import ModelGenerator
from server.generation.llm.outcomes import Failure
from server.generation.llm.telling import REASONS, THINKS
from server.generation.llm.vendor import vendor
from server.jobs.programs import find_program
from server.jobs.runner import DEADLINE
from server.providers import provided
from server.settings import Settings
from tests.generation.llm.calling import KEY
from tests.generation.llm.calling import settings_for as vendor_settings
from tests.support.live_server import live_server
from tests.support.model_plans import NAME, asked_in, good, plan_of, text_of, weeks_asked
from tests.support.parts import ended, log_of, running_parts, settings_for, submit
from tests.support.raw_client import raw_client
from tests.support.responses_server import Received, ResponsesServer, responses_server
from tests.support.samples import program_request
from tests.support.server_process import server_process
from tests.support.vendor_answers import Answer, Ending, Gate, Turned, Written
from tests.support.waiting import wait_until


@pytest.fixture
async def vendor_server() -> AsyncIterator[ResponsesServer]:
    """Scripted by the test."""
    async with responses_server() as server:
        yield server


async def test_weeks_arrive_over_the_socket_while_the_rest_is_being_written(
    tmp_path: Path, vendor_server: ResponsesServer
) -> None:
    """The vendor answers for the later weeks only once the client has the first ones; nothing but settings is given."""
    gate = Gate()

    def brain(request: Received) -> Answer:
        is_first = weeks_asked(request)[0][0] == 1
        return good(request) if is_first else good(request, gates={0: gate})

    vendor_server.brain = brain
    chosen: dict[str, Any] = {"openai_api_key": SecretStr(KEY), "openai_base_url": vendor_server.base_url}
    async with live_server(tmp_path, **chosen) as server:
        async with raw_client(server.socket_url) as client:
            await client.ask("job.submit", kind="generate", request=program_request())
            assert (await client.until("job.started"))["provider"] == "openai"
            for index in (1, 2, 3):
                frame = await client.until("job.week_ready")
                assert (frame["week"]["index"], frame["weeks_done"]) == (index, index)
            written_chars = sum(each.written_chars for each in vendor_server.received)
            gate.opened.set()
            completed = await client.until("job.completed")
    assert completed["program"]["name"] == NAME
    assert written_chars < sum(each.written_chars for each in vendor_server.received) / 3
    assert [frame["week"]["index"] for frame in client.frames if frame["type"] == "job.week_ready"] == [*range(1, 13)]
    assert all(request.headers["authorization"] == f"Bearer {KEY}" for request in vendor_server.received)
    assert all(request.body["model"] == "gpt-5-mini" for request in vendor_server.received)


async def test_something_is_said_while_the_model_thinks(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """Before it has written a word the client has a sentence that may be spoken, and no progress that is none."""
    gate = Gate()
    vendor_server.brain = lambda request: good(request, thoughts=3, gates={0: gate})
    chosen: dict[str, Any] = {"openai_api_key": SecretStr(KEY), "openai_base_url": vendor_server.base_url}
    async with live_server(tmp_path, **chosen) as server:
        async with raw_client(server.socket_url) as client:
            await client.ask("job.submit", kind="generate", request=program_request(duration_weeks=2))
            said = [await client.until("job.progressed")]
            while said[-1]["message"] != REASONS:
                said.append(await client.until("job.progressed"))
            assert vendor_server.received[0].written_chars == 0
            gate.opened.set()
            await client.until("job.completed")
    assert said[-1]["speak"] == "when_idle"
    assert {(frame["stage"], frame["progress"]) for frame in said if frame["message"] in (THINKS, REASONS)} == {
        ("allocating", 0)
    }


ROWS: list[tuple[Answer, Failure, int]] = [
    (Turned(429, code="rate_limit_exceeded", headers={"retry-after": "0.001"}), Failure.RATE_LIMITED, 8),
    (Turned(500), Failure.VENDOR_ERROR, 8),
    (Written('{"name"', Ending.CUT), Failure.CUT, 4),
    (Written('{"name"', Ending.UNFINISHED), Failure.CUT, 4),
    (Written('{"name"', Ending.STALLED), Failure.STALLED, 4),
    (Written(""), Failure.EMPTY, 4),
    (Written('{"name"', Ending.GARBLED), Failure.GARBLED, 2),
    (Turned(429, code="insufficient_quota"), Failure.QUOTA, 1),
    (Turned(400), Failure.BAD_REQUEST, 1),
    (Turned(401, code="invalid_api_key"), Failure.BAD_KEY, 1),
    (Turned(403), Failure.BAD_KEY, 1),
    (Turned(404), Failure.NOT_FOUND, 1),
    (Written("No.", Ending.REFUSED), Failure.REFUSED, 1),
    (Written('{"name"', Ending.FILTERED), Failure.CONTENT_FILTER, 1),
]
"""An answer that is given always, what it is, and how many requests two attempts make of it."""


@pytest.mark.parametrize(("answer", "failure", "requests"), ROWS)
async def test_each_failure_ends_the_job_with_its_sentence(
    tmp_path: Path, vendor_server: ResponsesServer, answer: Answer, failure: Failure, requests: int
) -> None:
    """What may pass has had another attempt before; what may not is told at once."""
    vendor_server.brain = lambda _: answer
    async with (
        vendor(vendor_settings(vendor_server, silence_most_s=0.2)) as calls,
        running_parts(tmp_path, ModelGenerator(calls, "m", 60.0), job_max_attempts=2) as server,
    ):
        job_id = (await submit(server, program_request(duration_weeks=4))).job.job_id
        snapshot = await ended(server, job_id)
        log = [event.model_dump(mode="json") for event in await log_of(server, job_id)]
    row = TREATMENTS[failure]
    assert log[-1]["type"] == "job.failed"
    assert log[-1]["error"] == {"code": row.code, "message": row.message, "say": row.say}
    assert snapshot.attempt == 1 + row.is_passing
    assert len(vendor_server.received) == requests


async def test_a_vendor_that_asks_for_a_wait_gets_it_between_attempts(
    tmp_path: Path, vendor_server: ResponsesServer
) -> None:
    """Where the call does not wait for so long the job does, and says for how long."""
    vendor_server.script(Turned(429, headers={"retry-after": "0.05"}))
    vendor_server.brain = good
    limits = RetryLimits(base_s=0.001, cap_s=0.001, retry_after_most_s=0.01)
    async with (
        vendor(vendor_settings(vendor_server, retries=limits)) as calls,
        running_parts(tmp_path, ModelGenerator(calls, "m", 60.0)) as server,
    ):
        job_id = (await submit(server, program_request(duration_weeks=2))).job.job_id
        assert (await ended(server, job_id)).status is JobStatus.COMPLETED
        log = [event.model_dump(mode="json") for event in await log_of(server, job_id)]
    assert [event["retry_in_s"] for event in log if event["type"] == "job.retried"] == [0.05]
    assert len(vendor_server.received) == 2


async def test_a_vendor_that_asks_for_too_long_a_wait_fails_the_job_at_once(
    tmp_path: Path, vendor_server: ResponsesServer
) -> None:
    """An hour is longer than the job has: the user hears now that the model is busy."""
    vendor_server.brain = lambda _: Turned(429, headers={"retry-after": "3600"})
    async with (
        vendor(vendor_settings(vendor_server)) as calls,
        running_parts(tmp_path, ModelGenerator(calls, "m", 60.0)) as server,
    ):
        snapshot = await ended(server, (await submit(server, program_request(duration_weeks=2))).job.job_id)
    assert snapshot.error is not None
    assert snapshot.error.code == TREATMENTS[Failure.RATE_LIMITED].code
    assert len(vendor_server.received) == 1


async def test_a_job_whose_time_is_over_hangs_up_on_the_vendor(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """However long the model would write on, nobody pays for it; and there is a sentence for the user."""
    vendor_server.brain = lambda _: Written('{"name"', Ending.STALLED)
    async with (
        vendor(vendor_settings(vendor_server)) as calls,
        running_parts(tmp_path, ModelGenerator(calls, "m", 60.0), job_deadline_s=0.5) as server,
    ):
        snapshot = await ended(server, (await submit(server, program_request(duration_weeks=2))).job.job_id)
        await wait_until(lambda: vendor_server.open == 0, "nothing is open at the vendor")
    assert snapshot.error is not None
    assert (snapshot.error.code, snapshot.error.say) == (DEADLINE.code, DEADLINE.say)
    assert all(request.has_hung_up for request in vendor_server.received)


def _truncated(request: Received) -> Answer:
    return Written('{"name": "', Ending.TRUNCATED)


def _wrong_days(request: Received) -> Answer:
    plan = plan_of(asked_in(request))
    plan["blocks"][0]["sessions"].pop()
    return Written(json.dumps(plan), chunk_chars=500)


def _wrong_ids(request: Received) -> Answer:
    plan = plan_of(asked_in(request))
    plan["blocks"][0]["sessions"][0]["exercises"][0]["exercise_id"] = "moon_press"
    return Written(json.dumps(plan), chunk_chars=500)


@pytest.mark.parametrize("brain", [_truncated, _wrong_days, _wrong_ids, lambda _: Written("Hello!")])
async def test_what_the_model_cannot_write_the_rules_do(
    tmp_path: Path, vendor_server: ResponsesServer, brain: Callable[[Received], Answer]
) -> None:
    """After one more try the job is completed; who was asked is told at its start, who wrote it at its end."""
    vendor_server.brain = brain
    async with (
        vendor(vendor_settings(vendor_server)) as calls,
        running_parts(tmp_path, ModelGenerator(calls, "m", 60.0)) as server,
    ):
        job_id = (await submit(server, program_request(duration_weeks=4))).job.job_id
        snapshot = await ended(server, job_id)
        assert snapshot.status is JobStatus.COMPLETED
        assert snapshot.program_id is not None
        program_id = snapshot.program_id
        stored = await server.database.read(lambda c: find_program(c, program_id, None))
        log = [event.model_dump(mode="json") for event in await log_of(server, job_id)]
    document = json.loads(stored.document)
    assert len(vendor_server.received) == 2
    [started] = [event for event in log if event["type"] == "job.started"]
    assert started["provider"] == "openai"
    assert snapshot.provider == document["provider"]["name"] == "rules"
    assert document["provider"]["model"] is None
    assert any("by my own rules" in warning for warning in document["warnings"])


async def test_killed_in_the_second_part_the_first_is_paid_for_once(
    tmp_path: Path, vendor_server: ResponsesServer
) -> None:
    """The server that starts next tells the same weeks, and asks for the others."""
    gate = Gate()
    held: list[Received] = []

    def brain(request: Received) -> Answer:
        if weeks_asked(request)[0][0] == 4 and not held:
            held.append(request)
            return Written(text_of(request), chunk_chars=50, gates={500: gate})
        return good(request)

    vendor_server.brain = brain
    settings: dict[str, Any] = {"openai_api_key": KEY, "openai_base_url": vendor_server.base_url}
    request = program_request()
    async with server_process(tmp_path, **settings) as server:
        async with raw_client(server.socket_url) as client:
            job_id = (await client.ask("job.submit", kind="generate", request=request))["job_id"]
            before = [(await client.until("job.week_ready"))["week"] for _ in range(3)]
            await gate.reached.wait()
            await server.kill()
    async with server_process(tmp_path, **settings) as server:
        async with raw_client(server.socket_url, greeting={"resume": [{"job_id": job_id, "after": 0}]}) as client:
            await client.until("job.completed")
    weeks = [frame for frame in client.frames if frame["type"] == "job.week_ready"]
    second = [frame["week"] for frame in weeks if frame["attempt"] == 2]
    assert second[:3] == before
    assert len(second) == 12
    asked = [weeks_asked(each)[0] for each in vendor_server.received]
    assert asked == [(1, 3), (4, 6), (4, 6), (7, 9), (10, 12)]


async def test_a_cancelled_job_hangs_up_on_the_vendor(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """Generation that nobody wants any more is not paid for."""
    gate = Gate()
    vendor_server.brain = lambda request: good(request, gates={200: gate})
    async with (
        vendor(vendor_settings(vendor_server)) as calls,
        running_parts(tmp_path, ModelGenerator(calls, "m", 60.0)) as server,
    ):
        job_id = (await submit(server, program_request())).job.job_id
        await gate.reached.wait()
        await server.service.cancel(job_id, None, None)
        assert (await ended(server, job_id)).status is JobStatus.CANCELLED
        await wait_until(lambda: vendor_server.received[0].has_hung_up, "the vendor sees the connection end")
    assert len(vendor_server.received) == 1


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, "rules"),
        ({"openai_api_key": SecretStr(KEY)}, "openai"),
        ({"openai_api_key": SecretStr(KEY), "provider": "rules"}, "rules"),
        ({"openai_base_url": "http://127.0.0.1:9/v1"}, "rules"),
        ({"openai_base_url": "http://127.0.0.1:9/v1", "provider": "openai"}, "openai"),
        ({"openai_api_key": SecretStr(KEY), "openai_api": "chat_completions"}, "openai"),
    ],
)
async def test_who_writes_is_a_setting(tmp_path: Path, settings: dict[str, object], name: str) -> None:
    """The model where there is a key, unless it is said otherwise; changes are made by the rules."""
    chosen = provided(settings_for(tmp_path, **settings), lambda _: None)
    await chosen.close()
    assert chosen.generator.provider(JobKind.GENERATE) == name
    assert chosen.generator.provider(JobKind.REVISE) == "rules"


def test_a_model_without_a_key_is_no_setting() -> None:
    """Whoever asks for it without one is told what is missing."""
    with pytest.raises(ValidationError, match="OPENAI_API_KEY"):
        Settings(_env_file=None, provider="openai", openai_api_key=None, openai_base_url=None)


def test_rules_load_nothing_of_a_model(tmp_path: Path) -> None:
    """A server without a key has the openai package not even in memory."""
    code = (
        "import sys\n"
        "from server.app import create_app\n"
        "from server.settings import Settings\n"
        "create_app(Settings(_env_file=None, openai_api_key=None, provider='rules'))\n"
        "sys.exit('openai' in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=True)  # noqa: S603 - this interpreter, with the lines above


async def test_servers_without_the_responses_api_are_spoken_to_as_well(
    tmp_path: Path, vendor_server: ResponsesServer
) -> None:
    """By the setting alone."""
    vendor_server.brain = good
    settings: dict[str, Any] = {
        "provider": "openai",
        "openai_base_url": vendor_server.base_url,
        "openai_api": "chat_completions",
        "program_creation_model": "local",
    }
    async with live_server(tmp_path, **settings) as server:
        async with raw_client(server.socket_url) as client:
            await client.ask("job.submit", kind="generate", request=program_request(duration_weeks=2))
            await client.until("job.completed")
    [request] = vendor_server.received
    assert (request.path, request.body["model"]) == ("/v1/chat/completions", "local")
