"""What a model costs, through the whole server: stored whatever becomes of a call, shown everywhere, and bounded."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from schemas.job import JobStatus, ModelUsage
from schemas.program import Program
from server.app import Server
from server.generation.llm.generator import ModelGenerator
from server.generation.llm.vendor import vendor
from server.jobs.budgets import BUDGETS, EVERYBODY
from server.jobs.programs import find_program
from server.jobs.rows import JOBS
from tests.generation.llm.calling import KEY
from tests.generation.llm.calling import settings_for as vendor_settings
from tests.support.command_line import repcast
from tests.support.live_server import live_server
from tests.support.model_plans import good, text_of
from tests.support.parts import SetClock, ended, running_parts, submit
from tests.support.responses_server import ResponsesServer
from tests.support.samples import new_user, program_request
from tests.support.vendor_answers import Answer, Ending, Gate, Tokens, Turned, Written
from tests.support.waiting import wait_until

TOKENS = Tokens(input=1500, cached=1024, output=900, reasoning=512)
BILLED = TOKENS.input + TOKENS.output
SHORT = {"duration_weeks": 1, "days_per_week": 1}


def _usage(**changes: int) -> ModelUsage:
    """Of one call that the vendor counted, but for ``changes``."""
    told = {
        "input_tokens": TOKENS.input,
        "cached_tokens": TOKENS.cached,
        "output_tokens": TOKENS.output,
        "reasoning_tokens": TOKENS.reasoning,
    }
    return ModelUsage(**{"calls": 1, **told, "uncounted_calls": 0, "uncounted_output_tokens": 0, **changes})


async def _program_of(server: Server, job_id: str) -> Program:
    snapshot = await ended(server, job_id)
    assert snapshot.status is JobStatus.COMPLETED
    stored = await server.database.read(lambda c: find_program(c, str(snapshot.program_id), None))
    return Program.model_validate_json(stored.document)


async def test_usage_is_shown_to_all_who_ask(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, vendor_server: ResponsesServer
) -> None:
    """In the snapshot, by REST, on the command line, and summed up for Prometheus, of this server alone."""
    vendor_server.script(Written('{"name"', Ending.TRUNCATED, tokens=None))
    vendor_server.brain = lambda request: good(request, tokens=TOKENS)
    chosen: dict[str, Any] = {"openai_api_key": SecretStr(KEY), "openai_base_url": vendor_server.base_url}
    async with live_server(tmp_path, **chosen) as server, live_server(tmp_path_factory.mktemp("other")) as other:
        job_id = (await submit(server.parts, program_request(**SHORT))).job.job_id
        snapshot = await ended(server.parts, job_id)
        [listed] = (await server.parts.service.page(None, None, 10, None)).jobs
        called = await repcast("status", job_id, "--url", server.url)
        async with httpx.AsyncClient(base_url=server.url) as http:
            status = (await http.get(f"/api/programs/status/{job_id}")).json()
            metrics = await http.get("/metrics")
            others = await http.get(f"{other.url}/metrics")
    assert snapshot.usage == listed.usage == _usage(calls=2, uncounted_calls=1, uncounted_output_tokens=2)
    assert status["usage"] == snapshot.usage.model_dump()
    assert (
        "model     2 calls, 1,500 tokens in (1,024 cached), 900 out (512 of them thoughts); "
        "1 not counted by the vendor, about 2 out\n"
    ) in called.out
    assert metrics.headers["content-type"].startswith("text/plain; version=")
    assert {
        line for line in metrics.text.splitlines() if line.startswith("repcast_llm") and not line.endswith(" 0.0")
    } == {
        'repcast_llm_calls_total{outcome="truncated"} 1.0',
        'repcast_llm_calls_total{outcome="done"} 1.0',
        'repcast_llm_tokens_total{kind="input"} 1500.0',
        'repcast_llm_tokens_total{kind="cached"} 1024.0',
        'repcast_llm_tokens_total{kind="output"} 900.0',
        'repcast_llm_tokens_total{kind="reasoning"} 512.0',
        'repcast_llm_tokens_total{kind="uncounted_output"} 2.0',
    }
    assert 'repcast_llm_calls_total{outcome="done"} 0.0' in others.text


async def test_a_job_without_a_model_has_no_usage(tmp_path: Path) -> None:
    """The field is left out."""
    async with running_parts(tmp_path) as server:
        snapshot = await ended(server, (await submit(server, program_request(**SHORT))).job.job_id)
    assert "usage" not in snapshot.model_dump()


@pytest.mark.parametrize(
    ("answer", "usage"),
    [
        (Written("No.", Ending.REFUSED, tokens=TOKENS), _usage()),
        (Turned(400), _usage(input_tokens=0, cached_tokens=0, output_tokens=0, reasoning_tokens=0)),
    ],
    ids=["refused", "turned away"],
)
async def test_a_job_that_failed_has_its_usage(
    tmp_path: Path, vendor_server: ResponsesServer, answer: Answer, usage: ModelUsage
) -> None:
    """Though nothing of what it paid for could be kept."""
    vendor_server.script(answer)
    async with (
        vendor(vendor_settings(vendor_server)) as calls,
        running_parts(tmp_path, ModelGenerator(calls, "m")) as server,
    ):
        snapshot = await ended(server, (await submit(server, program_request(**SHORT))).job.job_id)
    assert snapshot.status is JobStatus.FAILED
    assert snapshot.usage == usage


@pytest.mark.parametrize("is_cancelled", [True, False], ids=["cancelled", "fenced"])
async def test_a_call_that_is_broken_off_is_paid_for(
    database_url: str, tmp_path: Path, vendor_server: ResponsesServer, is_cancelled: bool
) -> None:
    """Whether nobody wants the job any more, or it is another worker's: the call is there, with what it wrote."""
    gate = Gate()
    vendor_server.brain = lambda request: Written(text_of(request), chunk_chars=100, gates={400: gate}, tokens=TOKENS)
    async with (
        vendor(vendor_settings(vendor_server)) as calls,
        running_parts(
            tmp_path,
            ModelGenerator(calls, "m"),
            database_url=database_url,
            job_heartbeat_s=0.05,
        ) as server,
    ):
        job_id = (await submit(server, program_request(**SHORT))).job.job_id
        await gate.reached.wait()
        if is_cancelled:
            await server.service.cancel(job_id, None, None)
        else:
            theirs = update(JOBS).values(attempt=JOBS.c.attempt + 1)
            await server.database.write(lambda tx: tx.connection.execute(theirs))
        await wait_until(lambda: vendor_server.received[0].has_hung_up, "the vendor sees the connection end")

        async def is_settled() -> bool:
            usage = (await server.service.snapshot(job_id, None)).usage
            return usage is not None and usage.uncounted_output_tokens > 0

        await wait_until(is_settled, "what was written is counted")
        usage = (await server.service.snapshot(job_id, None)).usage
    nothing = {"input_tokens": 0, "cached_tokens": 0, "output_tokens": 0, "reasoning_tokens": 0}
    assert usage == _usage(uncounted_calls=1, uncounted_output_tokens=100, **nothing)


async def test_a_budget_that_is_spent_lasts_until_the_next_day(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """The rules write meanwhile, and the program says from when the model does again; another user has a budget too."""
    vendor_server.brain = lambda request: good(request, tokens=TOKENS)
    user, clock = new_user(), SetClock()
    # Nobody is told what another's plan has paid for.
    chosen = {"user_tokens_per_day": 12_000, "plan_cache_days": 0}
    async with (
        vendor(vendor_settings(vendor_server)) as calls,
        running_parts(tmp_path, ModelGenerator(calls, "m"), clock, **chosen) as server,
    ):

        async def made(user_id: str, height_cm: int) -> Program:
            request = program_request(user_id, height_cm=height_cm, **SHORT)
            return await _program_of(server, (await submit(server, request)).job.job_id)

        assert (await made(user, 170)).provider.name == "openai"
        refused = await made(user, 171)
        assert (await made(new_user(), 171)).provider.name == "openai"
        clock.move(24 * 3600)
        assert (await made(user, 172)).provider.name == "openai"
    assert refused.provider.name == "rules"
    [sentence] = [warning for warning in refused.warnings if "model" in warning]
    assert sentence.endswith("it writes again from 3 January 2026, 00:00 UTC.")
    assert len(vendor_server.received) == 3


async def test_a_budget_holds_however_many_jobs_run_at_once(
    database_url: str, tmp_path: Path, vendor_server: ResponsesServer
) -> None:
    """Of twenty jobs as many call the model as may, all at once; none fails, and what is counted is what was billed."""
    most = 60_000
    gate = Gate()
    vendor_server.brain = lambda request: good(request, tokens=TOKENS, gates={0: gate})
    async with (
        vendor(vendor_settings(vendor_server, concurrency=20)) as calls,
        running_parts(
            tmp_path,
            ModelGenerator(calls, "m"),
            database_url=database_url,
            tokens_per_day=most,
        ) as server,
    ):

        async def counted() -> int:
            statement = select(BUDGETS.c.tokens).where(BUDGETS.c.payer == EVERYBODY)
            return int(await server.database.read(lambda c: c.execute(statement).scalar_one()))

        jobs = [(await submit(server, program_request(**SHORT))).job.job_id for _ in range(20)]

        async def all_that_may() -> bool:
            found = (await server.service.page(None, JobStatus.COMPLETED, 20, None)).jobs
            return len(found) + vendor_server.open == len(jobs)

        await wait_until(all_that_may, "the model writes for some, the rules have written for the others")
        set_aside, calls_at_once = await counted(), vendor_server.open
        gate.opened.set()
        programs = [await _program_of(server, job_id) for job_id in jobs]
        billed = await counted()
    by_model = [program for program in programs if program.provider.name == "openai"]
    assert len(by_model) == len(vendor_server.received) == calls_at_once > 1
    assert set_aside <= most < set_aside + set_aside // calls_at_once
    assert billed == BILLED * calls_at_once
    by_rules = [program for program in programs if program not in by_model]
    assert all(any("all that it may" in warning for warning in program.warnings) for program in by_rules)
