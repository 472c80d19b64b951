"""The audio device of this machine: a sound card, a gate against echo, and a queue each way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from threading import Lock
from typing import Self

from voice_client.realtime.audio.errors import AudioDeviceLost
from voice_client.realtime.audio.gates import Gate
from voice_client.realtime.audio.heard_queue import HeardQueue
from voice_client.realtime.audio.port import Heard, Hearing, Key, OnDrained
from voice_client.realtime.audio.queued_speaker import QueuedSpeaker
from voice_client.realtime.audio.sound_card import SoundCard

STALL_S = 3.0
"""A device that is unplugged often says nothing of it: its blocks just come no more (some of PortAudio's hosts)."""


class LocalAudio:
    """An `AudioDevice`, and the `Callbacks` of its sound card. Make it in the loop that uses it.

    Args:
        stall_s: after how long without a block the device counts as lost.
    """

    def __init__(self, card: SoundCard, gate: Gate, hearing: Hearing, stall_s: float = STALL_S) -> None:
        self.hearing = hearing
        self._loop = asyncio.get_running_loop()
        self.speaker = QueuedSpeaker(self._loop.call_soon_threadsafe)
        self._card = card
        self._gate = gate
        self._gate_lock = Lock()
        self._heard = HeardQueue()
        self._stall_s = stall_s
        self._captured_blocks = self._rendered_blocks = 0

    async def __aenter__(self) -> Self:
        self._card.start(self)
        self._watch = self._loop.create_task(self._watch_for_stalls(), name="audio-watch")
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._watch.cancel()
        with suppress(asyncio.CancelledError):
            await self._watch
        self._card.stop()

    # The brain's side

    @property
    def dropped_blocks(self) -> int:
        """Blocks of the microphone that the brain was too late for."""
        return self._heard.dropped

    async def heard(self) -> AsyncIterator[Heard]:
        """What comes from the user.

        Raises:
            AudioDeviceLost: nothing comes any more.
        """
        async for heard in self._heard:
            yield heard

    def on_drained(self, tell: OnDrained) -> None:
        self.speaker.on_drained(tell)

    def press(self, key: Key) -> None:
        """The user has pressed a key; call it in the loop."""
        with self._gate_lock:
            meant = self._gate.press(key)
        if meant is not None:
            # Behind the blocks that are on their way into the loop: they were heard before.
            self._loop.call_soon(self._heard.press, meant)

    # The sound card's side, in its thread

    def captured(self, pcm: bytes, delay_ms: float) -> None:
        self._captured_blocks += 1
        with self._gate_lock:
            passed = self._gate.captured(pcm, delay_ms)
            if passed:
                self._loop.call_soon_threadsafe(self._heard.put, passed)

    def render(self, size_bytes: int, delay_ms: float) -> bytes:
        self._rendered_blocks += 1
        block, is_playing = self.speaker.take(size_bytes)
        with self._gate_lock:
            self._gate.rendered(block, delay_ms, is_playing=is_playing)
        return block

    def lost(self, reason: str) -> None:
        self._loop.call_soon_threadsafe(self._heard.fail, AudioDeviceLost(reason))

    async def _watch_for_stalls(self) -> None:
        while True:
            before = self._captured_blocks, self._rendered_blocks
            await asyncio.sleep(self._stall_s)
            ends = ("microphone", before[0], self._captured_blocks), ("loudspeaker", before[1], self._rendered_blocks)
            for name, then, now in ends:
                if then == now:
                    self.lost(f"The {name} has fallen silent; was it unplugged?")
                    return
