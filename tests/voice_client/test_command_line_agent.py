"""``repcast agent`` over lines of standard input."""

import json
from pathlib import Path
from uuid import uuid4

from tests.support.command_line import repcast
from tests.support.live_server import LiveServer
from tests.support.scripted_generator import ScriptedGenerator
from voice_client import PushClient
from voice_client.cli.exits import Exit

WISH = "I'm 5 foot 9 and 160 pounds, I want to get stronger, 3 days a week for 4 weeks, I'm a beginner"


async def test_piped_lines_are_a_conversation(server: LiveServer, generator: ScriptedGenerator, tmp_path: Path) -> None:
    """Each line is answered, and the call ends when the program that they began is told, once."""
    generator.release()
    user_id = str(uuid4())
    lines = f"hi\n{WISH}\nyes\nOK\nthanks"
    called = await repcast(
        "agent", "--url", server.url, "--user", user_id, stdin=lines, XDG_STATE_HOME=str(tmp_path / "state")
    )
    assert called.code == Exit.DONE
    assert "I have started on your program." in called.out
    assert called.out.count("program is ready") == 1
    assert called.out.index("I have started") < called.out.index("program is ready")
    async with PushClient(server.url) as client:
        (job,) = (await client.jobs(user_id)).jobs
    assert (job.request["height_cm"], job.request["weight_kg"], job.request["units"]) == (175.3, 72.6, "imperial")


async def test_what_is_said_can_be_read_by_a_program(server: LiveServer, tmp_path: Path) -> None:
    """With --json each sentence is an object on a line."""
    called = await repcast(
        "agent", "--json", "--url", server.url, stdin="bye\n", XDG_STATE_HOME=str(tmp_path / "state")
    )
    assert called.code == Exit.DONE
    assert [sorted(json.loads(line)) for line in called.out.splitlines()] == [["say"], ["say"]]


async def test_no_server_is_said_as_by_any_command(tmp_path: Path) -> None:
    """It starts none itself."""
    called = await repcast(
        "agent", "--url", "http://127.0.0.1:9", "--max-retries=0", XDG_STATE_HOME=str(tmp_path / "state")
    )
    assert called.code == Exit.UNREACHABLE
