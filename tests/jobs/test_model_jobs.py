"""Programs that a model writes, through the whole server: a job in, frames out, the vendor on loopback."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from schemas.job import JobKind, JobStatus
from server.generation.llm.generator import ModelGenerator
from server.generation.llm.telling import REASONS, THINKS
from server.generation.llm.vendor import vendor
from server.providers import provided
from server.settings import Settings
from tests.generation.llm.calling import KEY
from tests.generation.llm.calling import settings_for as vendor_settings
from tests.support.live_server import live_server
from tests.support.model_plans import NAME, good, text_of, weeks_asked
from tests.support.parts import ended, running_parts, settings_for, submit
from tests.support.raw_client import raw_client
from tests.support.responses_server import Received, ResponsesServer
from tests.support.samples import program_request
from tests.support.server_process import server_process
from tests.support.vendor_answers import Answer, Gate, Written
from tests.support.waiting import wait_until


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
        running_parts(tmp_path, ModelGenerator(calls, "m")) as server,
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


def test_a_server_starts_without_what_it_may_never_need() -> None:
    """Nothing of a model, of Postgres, of shared jobs, of calendars or of changed programs is in memory."""
    code = (
        "import sys\n"
        "from server.app import create_app\n"
        "from server.settings import Settings\n"
        "create_app(Settings(_env_file=None, openai_api_key=None, provider='rules'))\n"
        "later = {'openai', 'asyncpg', 'docket', 'icalendar', 'server.generation.revise.reading'}\n"
        "sys.exit(', '.join(later & sys.modules.keys()) or 0)\n"
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
