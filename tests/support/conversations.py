"""A user, an agent with a real brain and real tools on a real server, and a model that is scripted."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from openai import AsyncOpenAI

from tests.support.push_clients import AT_ONCE, push_client
from tests.support.realtime_script import Call, Rule, Say, Script
from tests.support.realtime_server import RealtimeServer
from tests.support.samples import new_user
from tests.support.spoken_audio import spoken
from tests.support.toolboxes import arguments
from tests.support.virtual_audio import VirtualDevice
from tests.support.waiting import wait_until
from voice_client import PushClient
from voice_client.realtime.audio.modes import Mode
from voice_client.realtime.brain import Brain
from voice_client.realtime.effects import Kind
from voice_client.realtime.rules import GATES, Gate, Timing
from voice_client.told import Told, ToldInMemory
from voice_client.tools import Toolbox

SPEED = 20.0
"""Of the clock that speech and silence are measured by, so that tests do not last as long as what is said in them."""
GENERATE = "generate_workout_program"
WISH = arguments()
ANOTHER_WAY_TO_SAY_IT = {"goal_raw": "gain some muscle", **{k: v for k, v in reversed(WISH.items()) if k != "goal_raw"}}
"""The same wish, as a model repeats it: other keys first, other words for the goal."""


BEGUN = "I have started on your program."
DONE = "stop if something hurts sharply."
"""The last words of what is told of a finished program: it was told to its end."""
HARMLESS = frozenset({"response_cancel_not_active"})
"""A cancellation may come too late."""


def coach(*rules: Rule) -> Script:
    """A model that does what it should; ``rules`` come before its own."""
    return Script(
        *rules,
        Rule("stop", Call("cancel_program", {})),
        Rule("ready|far", Call("get_program_status", {})),
        Rule("program", Call(GENERATE, WISH)),
        Rule("ok|thanks", Say("Sure.")),
        Rule("water", Say("Two litres a day are a good start.")),
    )


ROGUE = Rule("ok", Call(GENERATE, ANOTHER_WAY_TO_SAY_IT))
"""It takes "OK" for another wish."""


def faster(speed: float, *, has_remarks: bool = False) -> Timing:
    """The arbiter's times, on a clock that is so much faster.

    Args:
        has_remarks: it speaks of milestones as soon; else as late as ever, which no test waits for.
    """
    usual = Timing()
    gates = {kind: Gate(g.is_after_playback, g.silence_s / speed, g.gap_s / speed) for kind, g in GATES.items()}
    return Timing(
        gates=gates if has_remarks else gates | {Kind.REMARK: GATES[Kind.REMARK]},
        watchdog_s=usual.watchdog_s / speed,
        retry_s=usual.retry_s / speed,
        retry_cap_s=usual.retry_cap_s / speed,
        hush_s=usual.hush_s / speed,
    )


@dataclass(slots=True)
class Talk:
    """One conversation, as its user has it.

    Attributes:
        running: the brain's work; it ends when there is no going on.
        reader_s: for how long the reader was busy with each event.
        lines: what was said, by whom.
    """

    brain: Brain
    toolbox: Toolbox
    vendor: RealtimeServer
    client: PushClient
    device: VirtualDevice | None
    running: "asyncio.Task[None]"
    lines: list[tuple[str, str]] = field(default_factory=list)
    reader_s: list[float] = field(default_factory=list)

    @property
    def heard(self) -> str:
        """All that the user has heard, or read."""
        if self.device is not None:
            return self.device.heard_words
        return "\n".join(text for role, text in self.lines if role == "assistant")

    async def say(self, text: str, pause_ms: int = 0) -> None:
        """The user speaks, after a pause; returns when the agent has been told that they have stopped."""
        if self.device is None:
            self.brain.type(text)
            return
        said = len(self.vendor.sent("input_audio_buffer.committed"))
        self.device.say(text, pause_ms)
        await wait_until(lambda: len(self.vendor.sent("input_audio_buffer.committed")) > said, f"{text!r} was said")

    async def hears(self, text: str, times: int = 1) -> None:
        """Until the user has heard it so often."""
        await wait_until(lambda: self.heard.count(text) >= times, f"the user hears {text!r}")

    async def is_quiet(self) -> None:
        """Until nothing is said, owed or awaited."""
        arbiter = self.brain.arbiter
        await wait_until(lambda: arbiter.is_idle and arbiter.is_connected, "nothing is to be said")

    async def submitted(self) -> int:
        """Jobs that the server has of this user."""
        return len((await self.client.jobs(self.toolbox.user_id)).jobs)


def _time_reader(brain: Brain) -> list[float]:
    """How long each event takes it; the socket's next one, and its pings, wait for as long."""
    took_s: list[float] = []
    receive = brain._receive

    def timed(event: Any) -> None:
        begun_s = time.perf_counter()
        receive(event)
        took_s.append(time.perf_counter() - begun_s)

    brain._receive = timed  # type: ignore[method-assign]  # nothing else of it is changed
    return took_s


@contextlib.asynccontextmanager
async def talking(
    port: int,
    vendor: RealtimeServer,
    *,
    is_text: bool = False,
    mode: Mode = Mode.HEADSET,
    echo: float = 0.0,
    voice: Callable[[str], bytes] = spoken,
    speed: float = SPEED,
    user_id: str | None = None,
    told: Told | None = None,
    timing: Timing | None = None,
    **toolbox_options: Any,
) -> AsyncIterator[Talk]:
    """A conversation by way of a server's port, until the block ends."""
    lines: list[tuple[str, str]] = []
    async with contextlib.AsyncExitStack() as stack:
        client = await stack.enter_async_context(push_client(port))
        named = {"told": told or ToldInMemory(), **toolbox_options}
        toolbox = await stack.enter_async_context(Toolbox(client, user_id or new_user(), **named))
        model = await stack.enter_async_context(AsyncOpenAI(base_url=vendor.base_url, api_key="none"))
        hardware = VirtualDevice(speed, mode, echo=echo, voice=voice)
        device = None if is_text else await stack.enter_async_context(hardware)
        brain = Brain(
            model,
            toolbox,
            device=device,
            timing=timing or faster(speed),
            on_line=lambda role, text: lines.append((role, text)),
            uniform=lambda: AT_ONCE,
        )
        if device is not None:
            device.is_told_to_listen = lambda: brain.arbiter.user_speaks
        reader_s = _time_reader(brain)
        running = asyncio.create_task(brain.run(), name="brain")
        try:
            await wait_until(lambda: brain.arbiter.is_connected or running.done(), "the brain is connected")
            yield Talk(brain, toolbox, vendor, client, device, running, lines, reader_s)
        finally:
            if not running.done():
                running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


async def has_been_in_order(
    talk: Talk, *, submits: int = 1, announcements: int = 1, refusals: frozenset[str] = HARMLESS
) -> None:
    """What holds of every conversation once it is quiet.

    Args:
        refusals: codes of errors that the API may have sent.
    """
    await talk.is_quiet()
    assert talk.heard.count(DONE) == announcements
    assert await talk.submitted() == submits
    outputs = talk.vendor.outputs()
    assert len(outputs) == len(set(outputs))
    assert {code for session in talk.vendor.sessions for code in session.refusals} <= refusals
    if talk.device is not None:
        assert talk.device.talked_over == 0
