"""A microphone and a loudspeaker without hardware, on a clock that may be faster than the one on the wall.

    async with VirtualDevice(speed=20) as device:
        device.say("hello")                       # the user speaks
        await wait_until(lambda: "hi" in device.heard_words, "an answer")

Both ends move by one block per tick, so that a busy machine makes time slower and changes nothing else.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from typing import Self

from tests.support.spoken_audio import silence, spoken, words
from voice_client.realtime.audio.pcm import BLOCK_MS, bytes_of
from voice_client.realtime.audio.play_queue import Played, PlayQueue
from voice_client.realtime.audio.port import Heard, Hearing, Key, OnDrained

BLOCK_BYTES = bytes_of(BLOCK_MS)
MAX_WAITING = 50


class VirtualSpeaker:
    """The queue before the loudspeaker."""

    def __init__(self) -> None:
        self.queue = PlayQueue()

    @property
    def is_drained(self) -> bool:
        return self.queue.is_drained

    def play(self, item_id: str, pcm: bytes) -> None:
        self.queue.put(item_id, pcm)

    def finish(self, item_id: str) -> None:
        self.queue.finish(item_id)

    def interrupt(self) -> Sequence[Played]:
        return self.queue.interrupt()


class VirtualDevice:
    """An audio device, and the user in front of it.

    Args:
        speed: how many times faster than the wall's its clock is.

    Attributes:
        is_told_to_listen: whether the agent knows that the user speaks.
        talked_over: blocks with words of the agent in them that were played while it knew that.
        begun_over: times when it began to speak while the user was speaking, known or not.
        reactions_ms: for each time the user spoke into the agent's words, for how long both did.
        onsets_s: when the agent began to be heard, on the loop's clock.
        gaps_s: from the end of what the user said to the first word of the agent.
    """

    def __init__(self, speed: float = 20.0, hearing: Hearing | None = None) -> None:
        self.hearing = hearing or Hearing()
        self.speaker = VirtualSpeaker()
        self.is_told_to_listen: Callable[[], bool] = lambda: False
        self.talked_over = 0
        self.begun_over = 0
        self.reactions_ms: list[int] = []
        self.onsets_s: list[float] = []
        self.gaps_s: list[float] = []
        self._speed = speed
        self._speech = bytearray()
        self._played = bytearray()
        self._waiting: asyncio.Queue[Heard] = asyncio.Queue(MAX_WAITING)
        self._tell_drained: OnDrained = lambda: None
        self._was_playing = self._was_speaking = False
        self._both_ms = 0
        self._ended_s: float | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="virtual-audio")
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def heard(self) -> AsyncIterator[Heard]:
        while True:
            yield await self._waiting.get()

    def on_drained(self, tell: OnDrained) -> None:
        self._tell_drained = tell

    # The user

    def say(self, text: str, pause_ms: int = 0) -> None:
        """The user says something, behind what is being said, and after a pause."""
        self._speech += silence(pause_ms) + spoken(text)

    def press(self, key: Key) -> None:
        """The user presses a key."""
        self._put(key)

    @property
    def user_speaks(self) -> bool:
        return bool(self._speech)

    @property
    def heard_words(self) -> str:
        """All that the user has heard."""
        return words(bytes(self._played))

    # Time

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(BLOCK_MS / 1000 / self._speed)
            block = bytes(self._speech[:BLOCK_BYTES]).ljust(BLOCK_BYTES, b"\0")
            del self._speech[:BLOCK_BYTES]
            self._put(block)
            was_busy = not self.speaker.is_drained
            played = self.speaker.queue.take(BLOCK_BYTES)
            self._played += played
            self._note(bool(words(block)), bool(words(played)))
            if was_busy and self.speaker.is_drained:
                self._tell_drained()

    def _note(self, is_speaking: bool, is_playing: bool) -> None:
        now_s = asyncio.get_running_loop().time()
        if is_playing and self.is_told_to_listen():
            self.talked_over += 1
        if is_playing and not self._was_playing:
            self.onsets_s.append(now_s)
            self.begun_over += is_speaking
        if is_playing and is_speaking:
            self._both_ms += BLOCK_MS
        elif self._both_ms:
            self.reactions_ms.append(self._both_ms)
            self._both_ms = 0
        if self._was_speaking and not is_speaking:
            self._ended_s = now_s
        if is_playing and self._ended_s is not None:
            self.gaps_s.append(now_s - self._ended_s)
            self._ended_s = None
        self._was_playing, self._was_speaking = is_playing, is_speaking

    def _put(self, heard: Heard) -> None:
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(heard)
