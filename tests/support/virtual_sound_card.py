"""A sound card without hardware: a microphone that is fed, a loudspeaker that keeps what it played.

    card = VirtualSoundCard()
    async with open_audio(Mode.HEADSET, card) as audio:
        card.say(pcm)
        card.tick(25)                   # one second passes, at once
        await card.run(speed=20)        # or: time passes, twenty times as fast as on the wall

Both ends move by one block a tick, as on one clock. It calls from whatever thread ticks.
"""

import asyncio
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field

from voice_client.realtime.audio.pcm import BLOCK_MS, bytes_of
from voice_client.realtime.audio.sound_card import Callbacks

BLOCK_BYTES = bytes_of(BLOCK_MS)


@dataclass(slots=True)
class VirtualSoundCard:
    """A `SoundCard`.

    Attributes:
        delay_ms: of each end: what its hardware and its buffers take.
        echo: how much of what plays comes back to the microphone, 0 to 1, in the next block.
        played: all that the loudspeaker was given.
        said: all that the user has said, and the silence in between.
        captured: all that the microphone has heard, echo and all.
        is_deaf: no more blocks come from the microphone, without a word.
    """

    delay_ms: float = 0.0
    echo: float = 0.0
    played: bytearray = field(default_factory=bytearray)
    said: bytearray = field(default_factory=bytearray)
    captured: bytearray = field(default_factory=bytearray)
    is_deaf: bool = False
    is_running: bool = False
    _speech: bytearray = field(default_factory=bytearray)
    _callbacks: Callbacks | None = None

    def start(self, callbacks: Callbacks) -> None:
        self._callbacks = callbacks
        self.is_running = True

    def stop(self) -> None:
        self.is_running = False

    def say(self, pcm: bytes) -> None:
        """The user says it, behind what is being said."""
        self._speech += pcm

    @property
    def is_saying(self) -> bool:
        """There is something that the user has not said yet."""
        return bool(self._speech)

    def tick(self, blocks: int = 1) -> bytes:
        """Time passes. Returns what was played in it."""
        assert self._callbacks is not None
        assert self.is_running
        before = len(self.played)
        for _ in range(blocks):
            if not self.is_deaf:
                self._callbacks.captured(self._hear(), self.delay_ms)
            self.played += self._callbacks.render(BLOCK_BYTES, self.delay_ms)
        return bytes(self.played[before:])

    def unplug(self) -> None:
        """It goes away, and says so."""
        assert self._callbacks is not None
        self._callbacks.lost("The microphone has stopped; was it unplugged?")

    async def run(self, speed: float, passed: Callable[[], None] = lambda: None) -> None:
        """Have time pass until the card is stopped; a busy machine makes it slower and changes nothing else.

        Args:
            speed: how many times faster than on the wall.
            passed: is called behind each block.
        """
        while self.is_running:
            self.tick()
            passed()
            await asyncio.sleep(BLOCK_MS / 1000 / speed)

    def _hear(self) -> bytes:
        block = bytes(self._speech[:BLOCK_BYTES]).ljust(BLOCK_BYTES, b"\0")
        del self._speech[:BLOCK_BYTES]
        self.said += block
        if self.echo and len(self.played) >= BLOCK_BYTES:
            block = mixed(block, scaled(bytes(self.played[-BLOCK_BYTES:]), self.echo))
        self.captured += block
        return block


def scaled(pcm: bytes, gain: float) -> bytes:
    """It, louder or quieter."""
    return array("h", (round(sample * gain) for sample in array("h", pcm))).tobytes()


def mixed(one: bytes, other: bytes) -> bytes:
    """Both at once; as long as the first."""
    pairs = zip(array("h", one), array("h", other.ljust(len(one), b"\0")), strict=False)
    return array("h", (max(-32768, min(32767, a + b)) for a, b in pairs)).tobytes()
