"""Finished plans through the whole server: the same wish is paid for once, what is kept is held to today's rules."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from schemas.job import JobStatus
from schemas.model import JsonObject
from server.app import Server
from server.clock import Clock, utc_now
from server.generation.finished_plans import FinishedPlan
from server.generation.llm import recall
from server.generation.llm.generator import ModelGenerator
from server.generation.llm.instructions import PROMPT_VERSION
from server.generation.llm.vendor import vendor
from server.jobs.plan_cache import PLANS, PlanCache
from server.storage.tables import CachedPlan
from tests.generation.llm.calling import settings_for
from tests.support.full_disk import full_disk
from tests.support.model_plans import NAME, asked_in, good, plan_of, weeks_asked
from tests.support.parts import SetClock, ended, log_of, running_parts, submit
from tests.support.responses_server import Received, ResponsesServer
from tests.support.revising import program_of, revised, stored
from tests.support.samples import program_request
from tests.support.vendor_answers import Answer, Written

DAY_S = 24 * 3600.0


@pytest.fixture
def vendor_server(vendor_server: ResponsesServer) -> ResponsesServer:
    """Writes good plans, unless the test says otherwise."""
    vendor_server.brain = good
    return vendor_server


@asynccontextmanager
async def writing(
    folder: Path, vendor_server: ResponsesServer, model: str = "m", clock: Clock = utc_now, **settings: Any
) -> AsyncIterator[Server]:
    """A server whose programs the vendor writes."""
    async with (
        vendor(settings_for(vendor_server)) as calls,
        running_parts(folder, ModelGenerator(calls, model), clock, **settings) as server,
    ):
        yield server


async def made(server: Server, **changes: object) -> JsonObject:
    """The program of a job of a new user."""
    program_id = await program_of(server, _wish(**changes))
    document: JsonObject = json.loads((await stored(server, program_id)).document)
    return document


def _wish(**changes: object) -> JsonObject:
    return program_request(**{"duration_weeks": 2, "days_per_week": 2, **changes})


async def kept(server: Server) -> list[CachedPlan]:
    """All plans that are kept, the oldest first."""
    rows = await server.database.read(lambda c: c.execute(select(PLANS).order_by(PLANS.c.created_at)).all())
    return [CachedPlan(**row._mapping) for row in rows]


async def spoil(server: Server, change: Callable[[JsonObject], object]) -> None:
    """Change the one plan that is kept."""
    [row] = await kept(server)
    change(row.plan)
    await server.database.write(lambda tx: tx.connection.execute(update(PLANS).values(plan=row.plan)))


async def test_the_same_wish_of_another_user_is_paid_for_once(
    database_url: str, tmp_path: Path, vendor_server: ResponsesServer, caplog: pytest.LogCaptureFixture
) -> None:
    """The vendor is not called, all weeks are told, the row counts its use, and the server's log says so."""
    caplog.set_level("INFO", "repcast.model")
    async with writing(tmp_path, vendor_server, database_url=database_url) as server:
        first = await made(server, duration_weeks=6, goal_raw="Muscle  gain")
        calls = len(vendor_server.received)
        job_id = (await submit(server, _wish(duration_weeks=6))).job.job_id
        second = await ended(server, job_id)
        told = [event.type for event in await log_of(server, job_id)]
        [row] = await kept(server)
    assert (second.status, second.weeks_done) == (JobStatus.COMPLETED, 6)
    assert told.count("job.week_ready") == 6
    assert len(vendor_server.received) == calls > 0
    assert second.usage is None
    assert (row.model, row.prompt_version, row.uses) == ("m", PROMPT_VERSION, 1)
    assert row.last_used_at is not None
    assert [row.key in record.message for record in caplog.records if "finished_plan_used" in record.message] == [True]
    assert first["name"] == NAME


async def test_what_is_kept_is_worked_out_for_whoever_asks(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """Another body gets the same exercises in a program of its own, and nothing of who asked first is in the table."""
    async with writing(tmp_path, vendor_server) as server:
        first = await made(server, weight_kg=60, locale="pt-BR", units="imperial")
        second = await made(server, weight_kg=110, sex="female", effort="harder")
        [row] = await kept(server)
    assert len(vendor_server.received) == 1
    assert second["request"]["weight_kg"] == 110
    assert second["provider"] == {**first["provider"], "seed": second["provider"]["seed"]}
    exercises = [
        [item["exercise_id"] for session in program["weeks"][0]["sessions"] for item in session["items"]]
        for program in (first, second)
    ]
    assert exercises[0] == exercises[1]
    assert set(row.plan) == {"head", "blocks"}
    assert first["request"]["user_id"] not in json.dumps(row.plan)
    assert first["request"]["goal_raw"] not in json.dumps(row.plan)


async def test_a_fresh_plan_is_written_anew_and_takes_the_place_of_the_old_one(
    tmp_path: Path, vendor_server: ResponsesServer
) -> None:
    """Who asks after that without it gets the new one."""
    names = iter(["One", "Two"])

    def brain(request: Received) -> Answer:
        return Written(json.dumps({**plan_of(asked_in(request)), "name": next(names)}), chunk_chars=500)

    vendor_server.brain = brain
    async with writing(tmp_path, vendor_server) as server:
        programs = [await made(server), await made(server, fresh=True), await made(server)]
        [row] = await kept(server)
    assert [program["name"] for program in programs] == ["One", "Two", "Two"]
    assert row.uses == 1


async def test_another_model_or_prompt_is_another_plan(
    tmp_path: Path, vendor_server: ResponsesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written by one is not what would be written by the other."""
    for model, version in (("m", "1"), ("n", "1"), ("n", "next"), ("n", "next")):
        monkeypatch.setattr(recall, "PROMPT_VERSION", version)
        async with writing(tmp_path, vendor_server, model) as server:
            assert (await made(server))["provider"]["model"] == model
    assert len(vendor_server.received) == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: plan["blocks"][-1]["sessions"][0]["exercises"][0].update(exercise_id="moon_press"),
        lambda plan: plan["blocks"][-1]["sessions"].pop(),
        lambda plan: plan["blocks"][-1].pop("aim"),
        lambda plan: [
            session.update(exercises=session["exercises"][:1])
            for block in plan["blocks"]
            for session in block["sessions"]
        ],
    ],
)
async def test_a_plan_that_todays_rules_reject_is_written_anew(
    tmp_path: Path,
    vendor_server: ResponsesServer,
    change: Callable[[JsonObject], object],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No week of it is told, and why is logged; the new plan takes its place."""
    async with writing(tmp_path, vendor_server) as server:
        await made(server, duration_weeks=6)
        [before] = await kept(server)
        await spoil(server, change)
        job_id = (await submit(server, _wish(duration_weeks=6))).job.job_id
        assert (await ended(server, job_id)).status is JobStatus.COMPLETED
        told = [event.type for event in await log_of(server, job_id)]
        [after] = await kept(server)
    assert len(before.plan["blocks"]) == 2
    assert told.count("job.week_ready") == 6
    assert len(vendor_server.received) == 2
    assert sum("finished_plan_rejected" in record.message for record in caplog.records) == 1
    assert after.plan == before.plan
    assert after.uses == 0


async def test_what_the_rules_finished_is_not_kept(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """Neither half of a plan nor none of it: the next one who asks may have better luck."""

    def half(request: Received) -> Answer:
        return good(request) if weeks_asked(request)[0][0] == 1 else Written("Hello!")

    async with writing(tmp_path, vendor_server) as server:
        for brain in (half, lambda _: Written("Hello!")):
            vendor_server.brain = brain
            assert any("by my own rules" in warning for warning in (await made(server, duration_weeks=12))["warnings"])
        assert await kept(server) == []


async def test_what_a_broken_off_job_wrote_is_kept_whole(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """The blocks of the attempt before are a part of the plan that is kept."""
    is_first = iter([True])

    def brain(request: Received) -> Answer:
        is_cut = weeks_asked(request)[0][0] == 4 and next(is_first, False)
        return Written("{") if is_cut else good(request)

    vendor_server.brain = brain
    async with writing(tmp_path, vendor_server) as server:
        await made(server, duration_weeks=12)
        calls = len(vendor_server.received)
        await made(server, duration_weeks=12)
    assert calls == 5
    assert len(vendor_server.received) == calls


async def test_old_plans_are_not_used_and_go_when_one_is_kept(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """Once their days are over, another wish is enough to have them deleted."""
    clock = SetClock()
    async with writing(tmp_path, vendor_server, clock=clock, plan_cache_days=3) as server:
        await made(server)
        clock.move(3 * DAY_S - 1)
        await made(server)
        assert len(vendor_server.received) == 1
        clock.move(1)
        await made(server, days_per_week=3)
        [row] = await kept(server)
        assert row.created_at == clock.now
        await made(server)
    assert len(vendor_server.received) == 3


async def test_nothing_is_kept_where_that_is_switched_off(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """Nor is anything used that was kept before."""
    async with writing(tmp_path, vendor_server) as server:
        await made(server)
        before = await kept(server)
    async with writing(tmp_path, vendor_server, plan_cache_days=0) as server:
        await made(server)
        assert await kept(server) == before
    assert len(vendor_server.received) == 2


async def test_a_kept_plan_takes_nothing_of_a_budget(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """Who may not have a plan written has what was written for the same wish."""
    async with writing(tmp_path, vendor_server) as server:
        await made(server)
    async with writing(tmp_path, vendor_server, user_tokens_per_day=1) as server:
        assert (await made(server))["provider"]["name"] == "openai"
        assert (await made(server, fresh=True))["provider"]["name"] == "rules"
    assert len(vendor_server.received) == 1


async def test_a_change_of_a_program_uses_no_kept_plan(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """It is made by the rules, though it comes to be a wish for which there is a plan."""
    async with writing(tmp_path, vendor_server) as server:
        await made(server, days_per_week=3)
        program_id = await program_of(server, _wish())
        job = await revised(server, program_id, "three days a week")
        document = json.loads((await stored(server, str(job.program_id))).document)
        assert [row.uses for row in await kept(server)] == [0, 0]
    assert document["request"]["days_per_week"] == 3
    assert document["provider"]["name"] == "rules"
    assert len(vendor_server.received) == 2


async def test_each_kind_of_database_keeps_one_plan_a_key(database_url: str, tmp_path: Path) -> None:
    """The latest, counted anew, for as long as it may be kept."""
    clock = SetClock()
    async with running_parts(tmp_path, database_url=database_url) as server:
        plans = PlanCache(server.database, timedelta(days=1), clock)
        await plans.keep(FinishedPlan("a", {"is": "old"}, "m", "1"))
        await plans.note_use("a")
        clock.move(DAY_S / 2)
        await plans.keep(FinishedPlan("b", {}, "m", "1"))
        await plans.keep(FinishedPlan("a", {"is": "new"}, "n", "2"))
        await plans.note_use("a")
        await plans.note_use("nobody's")
        rows = {row.key: row for row in await kept(server)}
        assert await plans.find("a") == {"is": "new"}
        clock.move(DAY_S)
        assert await plans.find("a") is None
        await plans.keep(FinishedPlan("c", {}, "m", "1"))
        assert [row.key for row in await kept(server)] == ["c"]
    assert {key: row.uses for key, row in rows.items()} == {"a": 1, "b": 0}
    assert (rows["a"].model, rows["a"].prompt_version, rows["a"].created_at) == ("n", "2", rows["b"].created_at)


async def test_no_job_fails_for_a_plan_that_cannot_be_kept(tmp_path: Path) -> None:
    """What the database does not take now is not there afterwards, and is taken the next time."""
    finished = FinishedPlan("k", {"head": {}, "blocks": ["x" * 100_000]}, "m", "1")
    async with running_parts(tmp_path) as server:
        plans = PlanCache(server.database, timedelta(days=1), utc_now)
        async with full_disk(server):
            await plans.keep(finished)
        assert await plans.find("k") is None
        await plans.keep(finished)
        assert await plans.find("k") == finished.plan
