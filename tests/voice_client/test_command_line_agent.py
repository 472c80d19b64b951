"""``repcast agent`` over lines of standard input."""

import asyncio
import json
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.command_line import repcast
from tests.support.conversations import BEGUN, DONE, coach
from tests.support.live_server import LiveServer
from tests.support.realtime_server import RealtimeServer, realtime_server
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until
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


def with_model(vendor: RealtimeServer, state: Path) -> dict[str, str]:
    """The environment of an agent whose model is the vendor's."""
    return {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": vendor.base_url, "XDG_STATE_HOME": str(state)}


async def test_piped_lines_are_a_conversation_with_a_model(
    server: LiveServer, generator: ScriptedGenerator, tmp_path: Path
) -> None:
    """Each line waits for the answer to the one before; the call ends when the end of the work is told, once."""
    generator.release()
    lines = "Make me a program, please.\nHow much water should I drink?\n"
    async with realtime_server(coach()) as vendor:
        talk = ["agent", "--json", "--brain", "realtime", "--text", "--url", server.url]
        called = await repcast(*talk, stdin=lines, **with_model(vendor, tmp_path))
    assert called.code == Exit.DONE
    assert {line["role"] for line in called.lines} == {"assistant"}
    said = " ".join(line["say"] for line in called.lines)
    assert [said.count(text) for text in (BEGUN, "Two litres", DONE)] == [1, 1, 1]
    assert said.index(BEGUN) < said.index("Two litres")


async def test_a_model_that_refuses_ends_the_call(server: LiveServer, tmp_path: Path) -> None:
    """What no further try can mend is said, and the call fails."""
    async with realtime_server(coach()) as vendor:
        vendor.pace.may_end.clear()
        talk = ["agent", "--brain", "realtime", "--audio", "none", "--url", server.url]
        calling = asyncio.create_task(repcast(*talk, stdin="Hello.\n", **with_model(vendor, tmp_path)))
        await wait_until(lambda: bool(vendor.sessions and vendor.sessions[-1].active), "the model answers")
        vendor.sessions[-1].fail("insufficient_quota")
        called = await calling
    assert (called.code, "insufficient_quota" in called.err) == (Exit.FAILED, True)


async def test_a_model_takes_a_key(server: LiveServer, tmp_path: Path) -> None:
    """Without one nothing is tried; it is a matter of access."""
    talk = ["agent", "--brain", "realtime", "--audio", "none", "--url", server.url]
    without = await repcast(*talk, OPENAI_API_KEY="", OPENAI_BASE_URL="", XDG_STATE_HOME=str(tmp_path))
    assert (without.code, "OPENAI_API_KEY" in without.err) == (Exit.AUTH, True)


async def test_what_audio_lacks_is_said_before_anything_is_begun(
    server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without PortAudio the call says what to install, and how to do without."""
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.syspath_prepend(tmp_path)
    async with realtime_server(coach()) as vendor:
        talk = ["agent", "--brain", "realtime", "--url", server.url]
        called = await repcast(*talk, **with_model(vendor, tmp_path))
    assert called.code == Exit.FAILED
    assert "libportaudio2" in called.err
    assert "--audio none" in called.err
    assert vendor.sessions == []
