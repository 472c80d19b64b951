"""How jobs end whose model fails, through the whole server: every row of the table, and what the rules write."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.job import JobStatus
from server.generation.llm.failures import TREATMENTS, RetryLimits
from server.generation.llm.generator import ModelGenerator
from server.generation.llm.outcomes import Failure
from server.generation.llm.vendor import vendor
from server.jobs.programs import find_program
from server.jobs.runner import DEADLINE
from tests.generation.llm.calling import settings_for as vendor_settings
from tests.support.model_plans import asked_in, good, plan_of
from tests.support.parts import ended, log_of, running_parts, submit
from tests.support.ports import free_port
from tests.support.responses_server import Received, ResponsesServer
from tests.support.samples import program_request
from tests.support.vendor_answers import Answer, Ending, Turned, Written
from tests.support.waiting import wait_until

ROWS: list[tuple[Answer, Failure, int]] = [
    (Turned(429, code="rate_limit_exceeded", headers={"retry-after": "0.001"}), Failure.RATE_LIMITED, 8),
    (Turned(500), Failure.VENDOR_ERROR, 8),
    (Written('{"name"', Ending.CUT), Failure.CUT, 4),
    (Written('{"name"', Ending.UNFINISHED), Failure.CUT, 4),
    (Written('{"name"', Ending.STALLED), Failure.STALLED, 4),
    (Written(""), Failure.EMPTY, 4),
    (Written('{"name"', Ending.GARBLED), Failure.GARBLED, 2),
    (Turned(429, code="insufficient_quota"), Failure.QUOTA, 1),
    (Turned(503, headers={"x-should-retry": "false"}), Failure.VENDOR_ERROR_FINAL, 2),
    (Turned(400), Failure.BAD_REQUEST, 1),
    (Turned(400, param="reasoning.effort"), Failure.BAD_REQUEST, 2),
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
        running_parts(tmp_path, ModelGenerator(calls, "m"), job_max_attempts=2) as server,
    ):
        job_id = (await submit(server, program_request(duration_weeks=4))).job.job_id
        snapshot = await ended(server, job_id)
        log = [event.model_dump(mode="json") for event in await log_of(server, job_id)]
    row = TREATMENTS[failure]
    assert log[-1]["type"] == "job.failed"
    assert log[-1]["error"] == {"code": row.code, "message": row.message, "say": row.say}
    assert snapshot.attempt == 1 + row.is_passing
    assert len(vendor_server.received) == requests


async def test_a_vendor_that_is_not_there_is_told_as_such(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """After all attempts: it might have come back."""
    nowhere = vendor_settings(vendor_server, base_url=f"http://127.0.0.1:{free_port()}/v1")
    async with (
        vendor(nowhere) as calls,
        running_parts(tmp_path, ModelGenerator(calls, "m"), job_max_attempts=2) as server,
    ):
        snapshot = await ended(server, (await submit(server, program_request(duration_weeks=2))).job.job_id)
    row = TREATMENTS[Failure.UNREACHABLE]
    assert snapshot.error is not None
    assert (snapshot.error.code, snapshot.error.say, snapshot.attempt) == (row.code, row.say, 2)


async def test_a_vendor_that_asks_for_a_wait_gets_it_between_attempts(
    tmp_path: Path, vendor_server: ResponsesServer
) -> None:
    """Where the call does not wait for so long the job does, and says for how long."""
    vendor_server.script(Turned(429, headers={"retry-after": "0.05"}))
    vendor_server.brain = good
    limits = RetryLimits(base_s=0.001, cap_s=0.001, retry_after_most_s=0.01)
    async with (
        vendor(vendor_settings(vendor_server, retries=limits)) as calls,
        running_parts(tmp_path, ModelGenerator(calls, "m")) as server,
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
        running_parts(tmp_path, ModelGenerator(calls, "m")) as server,
    ):
        snapshot = await ended(server, (await submit(server, program_request(duration_weeks=2))).job.job_id)
    assert snapshot.error is not None
    assert snapshot.error.code == TREATMENTS[Failure.RATE_LIMITED].code
    assert len(vendor_server.received) == 1


async def test_a_vendor_that_asks_for_a_longer_wait_than_the_job_has_is_not_waited_for(
    tmp_path: Path, vendor_server: ResponsesServer
) -> None:
    """Though a call would wait for so long: it is the job's time that counts."""
    vendor_server.brain = lambda _: Turned(429, headers={"retry-after": "30"})
    async with (
        vendor(vendor_settings(vendor_server)) as calls,
        running_parts(tmp_path, ModelGenerator(calls, "m"), job_deadline_s=10) as server,
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
        running_parts(tmp_path, ModelGenerator(calls, "m"), job_deadline_s=0.5) as server,
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
        running_parts(tmp_path, ModelGenerator(calls, "m")) as server,
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
