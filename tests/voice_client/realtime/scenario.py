"""The conversations that are measured: what a user says, and what is counted and timed meanwhile."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

from schemas.model import JsonObject
from tests.support.conversations import BEGUN, DONE, ROGUE, Talk, coach, talking
from tests.support.cutting_proxy import cutting_proxy
from tests.support.live_server import live_server
from tests.support.ports import free_port
from tests.support.push_clients import push_client
from tests.support.realtime_server import RealtimeServer, realtime_server
from tests.support.realtime_vad import SPEECH_WINDOWS, WINDOW_MS
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.server_process import server_process
from tests.support.waiting import wait_until
from voice_client.realtime.effects import Kind

CONFLICT = "conversation_already_has_active_response"
LOOK_S = 0.005
DETECTED_S = SPEECH_WINDOWS * WINDOW_MS / 1000


@dataclass(slots=True)
class Figures:
    """What came of some conversations: counts, and times in the wall's seconds.

    Attributes:
        talked_over: blocks of 40 ms with words of the agent, played while it knew that the user spoke.
        announcements: for each job, how often its end was told to the last word.
        submits: for each wish, how many jobs the server has.
        outputs: for each call, how many outputs were sent.
        caught: responses that began while the user spoke, and were not heard.
        dead_air_s: from a call to the next word of the agent; infinite where none came.
        answered_s: from the user's last word to the agent's first.
        announced_s: from the end of a job to the first word of it, to a user who is silent.
        both_ms: of audio, in which both spoke, each time the user spoke into the agent's words.
        reader_s: for how long the reader of the model's socket was busy with one event.
        stalls_s: for how long the loop, with all servers in it, did nothing else.
    """

    talked_over: int
    announcements: list[int]
    submits: list[int]
    outputs: list[int]
    conflicts: int
    caught: int
    dead_air_s: list[float]
    answered_s: list[float]
    announced_s: list[float]
    both_ms: list[int]
    reader_s: list[float]
    stalls_s: list[float] = field(default_factory=list)


async def a_whole_conversation(folder: Path, *, speed: float, latency_s: float) -> Figures:
    """A wish, "OK" to a rogue, other talk with a question into the answer, and the end to a silent user."""
    generator = ScriptedGenerator([[Hold(after_weeks=2)]])
    async with _on_a_server(folder, generator, speed, latency_s) as talk, _stalls() as stalls:
        device = talk.device
        assert device is not None
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()
        await talk.say("OK.")
        await talk.hears("I am on it.")
        await talk.is_quiet()
        await talk.say("How much water should I drink?")
        await talk.hears("Two litres")
        await talk.say("With or without salt?")
        await talk.is_quiet()
        ended_s = asyncio.get_running_loop().time()
        generator.release()
        await talk.hears(DONE)
        await talk.is_quiet()
        figures = await _figures(talk)
        figures.announced_s = [min(at_s for at_s in device.onsets_s if at_s >= ended_s) - ended_s]
        figures.stalls_s = stalls
        return figures


async def a_race(folder: Path, *, speed: float, latency_s: float) -> Figures:
    """The user begins to speak a moment before the agent asks to tell the end; the vendor hears that first."""
    generator = ScriptedGenerator([[Hold(after_weeks=2)]])
    async with _on_a_server(folder, generator, speed, latency_s) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()
        assert talk.device is not None
        generator.release()
        asks_at_s = talk.brain.arbiter.opens_at_s(Kind.ANNOUNCE)
        speaks_at_s = asks_at_s - DETECTED_S / speed - latency_s
        await wait_until(lambda: asyncio.get_running_loop().time() >= speaks_at_s, "it is about to be told")
        talk.device.say("How much water should I drink?")
        await talk.hears("Two litres")
        await talk.hears(DONE)
        await talk.is_quiet()
        return await _figures(talk)


async def a_kill(folder: Path, *, speed: float, latency_s: float) -> Figures:
    """The server is killed when it has the wish, before the agent hears of it; another one takes its place."""
    port = free_port()
    async with (
        realtime_server(coach(), latency_s=latency_s) as vendor,
        server_process(folder, port=port) as first,
        cutting_proxy(port) as proxy,
        talking(proxy.port, vendor, speed=speed, patience_s=0.2) as talk,
    ):
        await wait_until(lambda: talk.client.welcome is not None, "the agent is connected")
        proxy.swallow(b'"job.accepted"')
        await talk.say("Make me a program, please.")
        await talk.hears("I am passing that on")
        async with push_client(port) as witness:

            async def has_it() -> bool:
                return bool((await witness.jobs(talk.toolbox.user_id)).jobs)

            await wait_until(has_it, "the server has the wish")
        proxy.is_refusing = True
        await first.kill()
        async with server_process(folder, port=port):
            proxy.swallow(None)
            proxy.is_refusing = False
            await talk.hears(DONE)
            await talk.is_quiet()
            return await _figures(talk)


@contextlib.asynccontextmanager
async def _on_a_server(
    folder: Path, generator: ScriptedGenerator, speed: float, latency_s: float
) -> AsyncIterator[Talk]:
    async with (
        realtime_server(coach(ROGUE), latency_s=latency_s) as vendor,
        live_server(folder, generator) as server,
        talking(server.port, vendor, speed=speed) as talk,
    ):
        yield talk
        generator.release()


@contextlib.asynccontextmanager
async def _stalls() -> AsyncIterator[list[float]]:
    """Times in which the loop did not come to somebody who looks all the time."""
    late: list[float] = [0.0]

    async def look() -> None:
        clock = asyncio.get_running_loop().time
        while True:
            asleep_s = clock()
            await asyncio.sleep(LOOK_S)
            late.append(clock() - asleep_s - LOOK_S)

    task = asyncio.create_task(look(), name="look")
    try:
        yield late
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _figures(talk: Talk) -> Figures:
    device = talk.device
    assert device is not None
    return Figures(
        talked_over=device.talked_over,
        announcements=[talk.heard.count(DONE)],
        submits=[await talk.submitted()],
        outputs=_outputs(talk.vendor),
        conflicts=sum(session.refusals.count(CONFLICT) for session in talk.vendor.sessions),
        caught=_caught(talk.vendor),
        dead_air_s=_dead_air_s(talk.vendor, device.onsets_s),
        answered_s=device.gaps_s,
        announced_s=[],
        both_ms=device.reactions_ms,
        reader_s=talk.reader_s,
    )


def _caught(vendor: RealtimeServer) -> int:
    """Messages that the client took back, because the user heard nothing of them."""
    return len(vendor.received("conversation.item.delete"))


def _dead_air_s(vendor: RealtimeServer, onsets_s: list[float]) -> list[float]:
    calls_s = [at_s for at_s, frame in vendor.timed("response.done") if _calls(frame)]
    return [min((at_s for at_s in onsets_s if at_s >= call_s), default=inf) - call_s for call_s in calls_s]


def _outputs(vendor: RealtimeServer) -> list[int]:
    sent = Counter(vendor.outputs())
    return [sent[call_id] for frame in vendor.sent("response.done") for call_id in _calls(frame)]


def _calls(frame: JsonObject) -> list[str]:
    """The calls of a response that came to its end."""
    response = frame["response"]
    is_meant = response["status"] == "completed"
    return [item["call_id"] for item in response["output"] if is_meant and item["type"] == "function_call"]
