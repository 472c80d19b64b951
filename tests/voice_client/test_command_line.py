"""``repcast``: data on standard output, notices on standard error, and exit codes that scripts rely on."""

import asyncio
import json
from pathlib import Path
from uuid import UUID

import pytest

from schemas.job import JobStatus
from server.generation.generator import GenerationFailed
from tests.support.asyncapi_schema import check_server_frame
from tests.support.command_line import Called, repcast
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import ended, log_of, submit, weeks_written
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Fail, ScriptedGenerator
from tests.support.waiting import wait_until
from voice_client.cli.exits import Exit

FIELDS = (
    "--height-cm=190.5",
    "--weight-kg=87.5",
    "--category=hypertrophy",
    "--weeks=3",
    "--days=4",
    "--level=intermediate",
)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` of the project is read."""
    monkeypatch.chdir(tmp_path)


async def _made(server: LiveServer, weeks: int = 3) -> str:
    request = program_request(duration_weeks=weeks)
    return (await submit(server.parts, request)).job.job_id


async def test_submit_watches_to_the_end(server: LiveServer, generator: ScriptedGenerator) -> None:
    """The program's id is the data; what happens meanwhile are notices."""
    generator.release()
    called = await repcast("submit", "big arms", *FIELDS, "--url", server.url)
    assert called.code == Exit.DONE
    assert str(UUID(called.out.strip())) == called.out.strip()
    assert "Week 3 of 3 is ready" in called.err
    assert "Done: " in called.err


async def test_submit_as_json_prints_the_frames(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Every numbered frame on a line, and nothing else."""
    generator.release()
    called = await repcast("submit", "big arms", *FIELDS, "--url", server.url, "--json")
    assert called.code == Exit.DONE
    for frame in called.lines:
        check_server_frame(frame)
    assert [frame["seq"] for frame in called.lines] == list(range(1, len(called.lines) + 1))
    assert called.lines[-1]["type"] == "job.completed"


async def test_submit_without_waiting_prints_the_job(server: LiveServer) -> None:
    """Its id, or an object."""
    called = await repcast("submit", "big arms", *FIELDS, "--url", server.url, "--no-wait")
    assert str(UUID(called.out.strip())) == called.out.strip()
    as_json = await repcast("submit", "big arms", *FIELDS, "--url", server.url, "--no-wait", "--json")
    assert set(as_json.lines[0]) == {"job_id", "duplicate"}


async def test_submit_takes_a_file_or_standard_input(server: LiveServer, tmp_path: Path) -> None:
    """The whole request as JSON; the same key is the same job."""
    file = tmp_path / "request.json"
    request = json.dumps(program_request(new_user()))
    file.write_text(request)
    options = ("--no-wait", "--json", "--url", server.url, "--idempotency-key=k")
    from_file = await repcast("submit", f"--file={file}", *options)
    from_input = await repcast("submit", "--file=-", *options, stdin=request)
    assert from_file.lines[0]["job_id"] == from_input.lines[0]["job_id"]
    assert [called.lines[0]["duplicate"] for called in (from_file, from_input)] == [False, True]


async def test_submit_names_a_user_by_option_or_environment(server: LiveServer) -> None:
    """And makes a new one, and says so, where there is none."""
    user, other = new_user(), new_user()
    base = ("submit", "x", *FIELDS, "--no-wait", "--url", server.url)
    await repcast(*base, REPCAST_USER_ID=user)
    await repcast(*base, "--user", other, REPCAST_USER_ID=user)
    assert "for a new one" in (await repcast(*base)).err
    for name in (user, other):
        assert len((await server.parts.service.page(name, None, 9, None)).jobs) == 1


async def test_wrong_fields_are_told_with_what_to_say(server: LiveServer) -> None:
    """Exit code 2, one line a field."""
    called = await repcast("submit", "x", "--height-cm=1.9", "--weeks=99", "--url", server.url, "-q")
    assert called.code == Exit.USAGE
    assert "height_cm: Is that your height in metres? Please tell me in centimetres." in called.err
    assert "duration_weeks: For how many weeks" in called.err
    assert called.out == ""


async def test_a_question_is_shown_with_how_to_confirm(server: LiveServer) -> None:
    """What looks like a mistake is asked about, exit code 2; confirmed on the command line, it is taken as it is."""
    base = ("submit", "get strong", "--height-cm=200", "--weight-kg=210", "--weeks=4", "--days=3", "--level=beginner")
    asked = await repcast(*base, "--no-wait", "--url", server.url, "-q")
    assert asked.code == Exit.USAGE
    assert (
        "weight_kg: Is your weight 210 kilograms, or is that pounds? (--confirm weight_kg if it is right.)" in asked.err
    )
    confirmed = await repcast(*base, "--confirm=weight_kg", "--no-wait", "--url", server.url, "-q")
    assert confirmed.code == Exit.DONE


async def test_who_needs_clearance_is_told_what_to_do(tmp_path: Path) -> None:
    """Exit code 1, with the sentence that would be spoken."""
    async with live_server(tmp_path) as server:
        called = await repcast(
            "submit", "lose weight", *FIELDS, "--notes=chest pain on the stairs", "--url", server.url
        )
    assert called.code == Exit.FAILED
    assert "Please have a doctor check your chest pain before you train." in called.err


async def test_every_field_can_be_said_on_the_command_line(server: LiveServer) -> None:
    """Lists by repeating an option; the goal's category is taken from its words."""
    said = ("--age=40", "--sex=female", "--minutes=45", "--sport=tennis", "--notes=mornings", "--days=3", "--weeks=4")
    lists = ("--equipment=dumbbell", "--equipment=band", "--injury=bad knee", "--not-on=sun", "--not-on=sat")
    figures = ("--height-cm=170", "--weight-kg=65", "--level=beginner")
    user = new_user()
    called = await repcast(
        "submit",
        "lose weight",
        *figures,
        *said,
        *lists,
        "--fresh",
        "--no-wait",
        "--user",
        user,
        "--url",
        server.url,
        "-q",
    )
    assert called.code == Exit.DONE
    snapshot = await server.parts.service.snapshot(called.out.strip(), None)
    assert snapshot.request == {
        "user_id": user,
        "height_cm": 170,
        "weight_kg": 65,
        "goal_raw": "lose weight",
        "duration_weeks": 4,
        "days_per_week": 3,
        "fitness_level": "beginner",
        "age": 40,
        "sex": "female",
        "session_minutes": 45,
        "equipment": ["dumbbell", "band"],
        "injuries": ["bad knee"],
        "unavailable_days": ["sun", "sat"],
        "sport": "tennis",
        "notes": "mornings",
        "fresh": True,
    }


@pytest.mark.parametrize(
    "arguments",
    [("status",), ("dance",), ("tail",), ("status", "x", "--tiemout=3"), ("--timeout=soon", "status", "x"), ("watch",)],
)
async def test_wrong_words_are_usage_errors(arguments: tuple[str, ...]) -> None:
    """Typer's own code, 2."""
    assert (await repcast(*arguments)).code == Exit.USAGE


async def test_watch_follows_a_job_from_any_frame(server: LiveServer, generator: ScriptedGenerator) -> None:
    """To its end, whose kind is the exit code."""
    job_id = await _made(server)
    watching = asyncio.create_task(repcast("watch", job_id, "--from-seq=2", "--json", "--url", server.url))
    await wait_until(lambda: generator.holding == 1, "it is being made")
    generator.release()
    called = await watching
    assert called.code == Exit.DONE
    assert called.lines[0]["seq"] == 2


async def test_a_failed_job_is_exit_code_1(tmp_path: Path) -> None:
    """With why, on standard error."""
    failure = GenerationFailed(code="unsafe", message="Not for this person.", say="Please see a doctor.")
    async with live_server(tmp_path, ScriptedGenerator([[Fail(failure)]])) as server:
        called = await repcast("watch", await _made(server), "--url", server.url)
    assert called.code == Exit.FAILED
    assert "Not for this person." in called.err
    assert "  Please see a doctor." in called.err


async def test_a_server_that_refuses_for_now_is_exit_code_1(server: LiveServer) -> None:
    """Another program is being made: the job is named."""
    user = new_user()
    base = ("submit", "x", *FIELDS, "--no-wait", "--user", user, "--url", server.url)
    first = await repcast(*base)
    second = await repcast(*base, "--weeks=5")
    assert second.code == Exit.FAILED
    assert first.out.strip() in second.err


async def test_no_server_is_exit_code_3() -> None:
    """After as many tries as may be."""
    called = await repcast("status", new_user(), "--url=http://127.0.0.1:1", "--max-retries=0")
    assert called.code == Exit.UNREACHABLE
    assert "127.0.0.1:1" in called.err


async def test_a_wrong_token_is_exit_code_4(server: LiveServer, tmp_path: Path) -> None:
    """The token comes from a file, never from the command line."""
    token_file = tmp_path / "token"
    token_file.write_text("nonsense\n")
    called = await repcast("status", new_user(), "--url", server.url, f"--token-file={token_file}")
    assert called.code == Exit.AUTH
    user = new_user()
    token_file.write_text(server.parts.doorkeeper.issue(user).token + "\n")
    base = ("submit", "x", *FIELDS, "--no-wait", "--url", server.url, f"--token-file={token_file}")
    assert (await repcast(*base, "--user", user)).code == Exit.DONE
    assert (await repcast(*base, "--user", new_user())).code == Exit.AUTH


async def test_time_that_is_over_is_exit_code_5(server: LiveServer) -> None:
    """The job goes on."""
    called = await repcast("watch", await _made(server), "--url", server.url, "--timeout=0.2")
    assert called.code == Exit.TIMEOUT
    assert "0.2 s" in called.err


async def test_a_server_that_speaks_nonsense_is_exit_code_6() -> None:
    """It is no server of ours, or a broken one."""
    from websockets.asyncio.server import ServerConnection, serve  # noqa: PLC0415 - this test alone

    async def talk_nonsense(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send('{"type":"welcome"}')
        await socket.wait_closed()

    async with serve(talk_nonsense, "127.0.0.1", 0, subprotocols=["repcast.v1"]) as nonsense:  # type: ignore[list-item]  # a NewType
        port = next(iter(nonsense.sockets)).getsockname()[1]
        called = await repcast("status", new_user(), f"--url=http://127.0.0.1:{port}")
    assert called.code == Exit.PROTOCOL


async def test_a_cancelled_job_is_exit_code_7(server: LiveServer, generator: ScriptedGenerator) -> None:
    """With the reason."""
    job_id = await _made(server)
    await wait_until(lambda: generator.holding == 1, "it is being made")
    watching = asyncio.create_task(repcast("watch", job_id, "--url", server.url))
    await wait_until(lambda: list(server.parts.hub.listeners()) != [], "it is watched")
    await server.parts.service.cancel(job_id, None, "no time")
    called = await watching
    assert called.code == Exit.CANCELLED
    assert "no time" in called.err


async def test_cancel_asks_a_job_to_stop(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Asking is no failure; what the job's state is then is the data."""
    job_id = await _made(server)
    await wait_until(lambda: generator.holding == 1, "it is being made")
    called = await repcast("cancel", job_id, "--reason=no time", "--url", server.url)
    assert (called.code, called.out.strip()) == (Exit.DONE, "in_progress")
    assert (await ended(server.parts, job_id)).status is JobStatus.CANCELLED
    again = await repcast("cancel", job_id, "--url", server.url, "--json")
    assert again.lines == [{"job_id": job_id, "status": "cancelled"}]


async def test_status_is_for_people_or_for_programs(server: LiveServer, generator: ScriptedGenerator) -> None:
    """A few lines, or the snapshot."""
    job_id = await _made(server)
    await weeks_written(server.parts, job_id, 2)
    for_people = await repcast("status", job_id, "--url", server.url)
    assert "2 of 3" in for_people.out
    generator.release()
    snapshot = await ended(server.parts, job_id)
    for_programs = await repcast("status", job_id, "--url", server.url, "--json")
    assert for_programs.lines == [snapshot.model_dump(mode="json")]
    assert str(snapshot.program_id) in (await repcast("status", job_id, "--url", server.url)).out


async def test_what_is_not_there_is_told(server: LiveServer) -> None:
    """As a refusal."""
    for command in ("status", "watch", "cancel", "tail"):
        called = await repcast(command, new_user(), "--url", server.url)
        assert called.code == Exit.FAILED
        assert "There is no job" in called.err
        assert called.out == ""


async def test_tail_prints_raw_frames(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Those of a job to its end."""
    generator.release()
    job_id = await _made(server)
    called = await repcast("tail", job_id, "--url", server.url)
    assert called.code == Exit.DONE
    assert called.lines == [event.model_dump(mode="json") for event in await log_of(server.parts, job_id)]


async def test_tail_of_a_user_goes_on_until_stopped(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Every job of that user, new ones too."""
    generator.release()
    user = new_user()
    tailing = asyncio.create_task(repcast("tail", "--user", user, "--url", server.url, "--timeout=3"))
    await wait_until(lambda: list(server.parts.hub.listeners()) != [], "it watches")
    made = await submit(server.parts, program_request(user, duration_weeks=1))
    called = await tailing
    assert called.code == Exit.TIMEOUT
    assert called.lines[-1]["type"] == "job.completed"
    assert {frame["job_id"] for frame in called.lines} == {made.job.job_id}


async def test_quiet_says_nothing_but_data(server: LiveServer, generator: ScriptedGenerator) -> None:
    """And errors."""
    generator.release()
    called = await repcast("-q", "submit", "x", *FIELDS, "--url", server.url)
    assert called.err == ""
    assert str(UUID(called.out.strip())) == called.out.strip()


async def test_the_server_is_named_by_the_environment(server: LiveServer, tmp_path: Path) -> None:
    """FASTAPI_URL, as the replaced client had it; the option wins; `.env` is read."""
    job_id = await _made(server)
    assert (await repcast("status", job_id, FASTAPI_URL=server.url)).code == Exit.DONE
    wrong = await repcast("status", job_id, "--url=http://127.0.0.1:1", "--max-retries=0", FASTAPI_URL=server.url)
    assert wrong.code == Exit.UNREACHABLE
    (tmp_path / ".env").write_text(f"FASTAPI_URL={server.url}\n")
    assert (await repcast("status", job_id)).code == Exit.DONE


async def test_help_names_every_command() -> None:
    """With a sentence each."""
    called: Called = await repcast("--help")
    for command in ("demo", "submit", "watch", "status", "cancel", "get", "tail", "send"):
        assert command in called.out


async def test_watching_an_ended_job_from_behind_its_end_ends(server: LiveServer, generator: ScriptedGenerator) -> None:
    """How it ended is the exit code all the same."""
    generator.release()
    job_id = await _made(server)
    last = (await ended(server.parts, job_id)).seq
    called = await repcast("watch", job_id, f"--from-seq={last + 1}", "--url", server.url, "--timeout=20")
    assert called.code == Exit.DONE
    assert str(UUID(called.out.strip())) == called.out.strip()
