"""Changing a program with the client, and on the command line."""

from pathlib import Path
from uuid import UUID

import pytest

from schemas.errors import ErrorCode, FieldError
from schemas.server_frames import JobCompleted
from tests.support.command_line import repcast
from tests.support.live_server import LiveServer
from tests.support.push_clients import push_client
from tests.support.revising import program_of, stored
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import ScriptedGenerator
from voice_client.cli.exits import Exit
from voice_client.errors import RequestRefused


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` of the project is read."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def program_id(server: LiveServer, generator: ScriptedGenerator) -> str:
    generator.release()
    return await program_of(server.parts, program_request(duration_weeks=3))


async def test_the_client_has_a_program_changed(server: LiveServer, program_id: str) -> None:
    """Its handle is like that of any job; the result tells what is different."""
    async with push_client(server.port) as client:
        end = await (await client.revise(program_id, "only half an hour")).result()
    assert isinstance(end, JobCompleted)
    assert end.changes is not None
    assert end.changes[0] == "A session takes up to 30 minutes now, not 60."
    assert (await stored(server.parts, end.program_id)).head.parent_id == program_id


async def test_the_client_hands_on_what_is_asked_back(server: LiveServer, program_id: str) -> None:
    """As it does any refusal."""
    async with push_client(server.port) as client:
        with pytest.raises(RequestRefused) as refused:
            await client.revise(program_id, "9 days")
        assert refused.value.details is not None
        (error,) = refused.value.details.errors or ()
        assert isinstance(error, FieldError)
        assert error.say == "On how many days a week can you train, from one to seven?"
        with pytest.raises(RequestRefused) as refused:
            await client.revise(new_user(), "three days")
        assert refused.value.code is ErrorCode.NOT_FOUND


async def test_revise_watches_to_the_end_and_shows_what_is_different(server: LiveServer, program_id: str) -> None:
    """The new program's id is the data; the changes are notices."""
    called = await repcast("revise", program_id, "only half an hour", "--url", server.url)
    assert called.code == Exit.DONE
    assert str(UUID(called.out.strip())) == called.out.strip() != program_id
    assert "Week 3 of 3 is ready" in called.err
    assert "  A session takes up to 30 minutes now, not 60." in called.err.splitlines()


async def test_revise_without_waiting_prints_the_job(server: LiveServer, program_id: str) -> None:
    """The same key is the same job."""
    call = ("revise", program_id, "no mondays", "--no-wait", "--json", "--idempotency-key=k", "--url", server.url)
    first, again = await repcast(*call), await repcast(*call)
    assert first.lines[0]["job_id"] == again.lines[0]["job_id"]
    assert [called.lines[0]["duplicate"] for called in (first, again)] == [False, True]


async def test_revise_prints_what_is_asked_back(server: LiveServer, program_id: str) -> None:
    """With the exit code of wrong words."""
    called = await repcast("revise", program_id, "make it fun", "--url", server.url, "-q")
    assert (called.code, called.out) == (Exit.USAGE, "")
    assert "change_request: I did not understand “make it fun”." in called.err
    absent = await repcast("revise", new_user(), "three days", "--url", server.url, "-q")
    assert absent.code == Exit.FAILED
    assert "There is no program" in absent.err
