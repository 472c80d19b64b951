"""``repcast agent --brain realtime``: a model on the Realtime API, aloud or in writing."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack
from itertools import cycle
from types import MappingProxyType
from typing import Any

from openai import AsyncOpenAI

from voice_client.cli.audio import Audio
from voice_client.cli.exits import Exit, NotWell
from voice_client.cli.options import ClientSettings, Options
from voice_client.realtime.audio.errors import AudioError
from voice_client.realtime.audio.local_audio import LocalAudio
from voice_client.realtime.audio.modes import Mode, open_audio
from voice_client.realtime.audio.port import Key
from voice_client.realtime.brain import Brain
from voice_client.realtime.errors import ModelRefused
from voice_client.realtime.options import Options as ModelOptions
from voice_client.realtime.rules import GATES, Gate, Timing
from voice_client.tools import Toolbox

ENTER: Mapping[Mode, tuple[Key, ...]] = MappingProxyType(
    {Mode.HEADSET: (Key.HUSH,), Mode.HALF: (Key.HUSH,), Mode.AEC: (Key.HUSH,), Mode.PTT: (Key.TALK, Key.SEND)}
)
"""What an empty line is in each mode, one after the other."""
HINTS: Mapping[Mode, str] = MappingProxyType(
    {
        Mode.HEADSET: "Speak; with loudspeakers take --audio half or aec. Enter makes me quiet, Ctrl-D ends.",
        Mode.HALF: "Speak when I am through. Enter makes me quiet, Ctrl-D ends.",
        Mode.AEC: "Speak. Enter makes me quiet, Ctrl-D ends.",
        Mode.PTT: "Press Enter, speak, press Enter. Ctrl-D ends.",
    }
)
UNTYPED = Timing(gates={kind: Gate(gate.is_after_playback) for kind, gate in GATES.items()})
"""Nobody who pipes lines in can be interrupted."""
STYLES: Mapping[str, str] = MappingProxyType({"user": "dim", "assistant": "cyan", "system": "yellow"})
NO_KEY_CODES = frozenset({"invalid_api_key"})


class Transcript:
    """What is said, on standard output; what was typed is there already."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._typed: list[str] = []

    def typed(self, text: str) -> None:
        self._typed.append(text)

    def line(self, role: str, text: str) -> None:
        """Somebody has said something."""
        if role == "user" and text in self._typed:
            self._typed.remove(text)
        elif self._options.as_json:
            self._options.say_line(json.dumps({"role": role, "say": text}))
        else:
            self._options.tell(text, style=STYLES[role])


async def talk(options: Options, toolbox: Toolbox, lines: AsyncIterator[str], audio: Audio, *, is_typed: bool) -> None:
    """Talk until the lines end; with audio and nobody at a terminal, until stopped.

    Where lines are piped in without audio, each waits for the answer to the one before, and the end of all for the end
    of the work.

    Raises:
        NotWell: there is no key, no sound card, or the API refuses.
    """
    try:
        async with AsyncExitStack() as stack:
            device = None
            if audio.mode is not None:
                device = await stack.enter_async_context(open_audio(audio.mode))
                options.notify(HINTS[audio.mode])
            model = await stack.enter_async_context(_client())
            settings = ClientSettings()
            transcript = Transcript(options)
            brain = Brain(
                model,
                toolbox,
                device=device,
                options=ModelOptions(model=settings.realtime_model, voice=settings.realtime_voice),
                timing=Timing() if is_typed or device is not None else UNTYPED,
                on_line=transcript.line,
            )
            keys = cycle(ENTER[audio.mode]) if audio.mode is not None else iter(())
            listening = _listen(brain, toolbox, lines, transcript, device, keys, is_typed=is_typed)
            await _first_of(brain.run(), listening)
    except AudioError as error:
        raise NotWell(f"{error} (--audio none talks in writing)", Exit.FAILED) from error
    except ModelRefused as error:
        code = Exit.AUTH if error.code in NO_KEY_CODES else Exit.FAILED
        raise NotWell(f"The model's API refuses: {error} ({error.code})", code) from error


async def _listen(
    brain: Brain,
    toolbox: Toolbox,
    lines: AsyncIterator[str],
    transcript: Transcript,
    device: LocalAudio | None,
    keys: Iterator[Key],
    *,
    is_typed: bool,
) -> None:
    async for line in lines:
        if text := line.strip():
            transcript.typed(text)
            brain.type(text)
        elif device is not None:
            device.press(next(keys))
        if device is None and not is_typed:
            await brain.until(lambda: brain.is_idle)
    if is_typed:
        return
    if device is not None:
        await asyncio.Event().wait()
    await brain.until(lambda: brain.is_idle and toolbox.has_no_work)


def _client() -> AsyncOpenAI:
    settings = ClientSettings()
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
    if not key and not settings.openai_base_url:
        raise NotWell("A model takes OPENAI_API_KEY; --brain text needs none.", Exit.AUTH)
    return AsyncOpenAI(api_key=key or "none", base_url=settings.openai_base_url or None)


async def _first_of(*works: Coroutine[Any, Any, None]) -> None:
    """Until one of them ends, as it ends."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
