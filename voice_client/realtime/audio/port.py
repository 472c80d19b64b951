"""What the brain asks of an audio device. Implementations differ in hardware and in how they keep echo away.

A device runs on its own clock, whatever that is; the brain calls it from the loop only, and is called there.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, Self

from voice_client.realtime.audio.play_queue import Played

OnDrained = Callable[[], None]


class Key(Enum):
    """What the user pressed. Devices without keys never say so."""

    TALK = "talk"
    """Push to talk: the user begins. What plays is to stop."""
    SEND = "send"
    """Push to talk: the user has said it all."""
    HUSH = "hush"
    """Be quiet; the user says nothing for now."""


Heard = bytes | Key
"""A block of PCM, 20 to 40 ms long, or a key."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """How the API is to listen through a device.

    Attributes:
        has_keys: the user says when a turn begins and ends (`Key.TALK`, `Key.SEND`); the API detects none.
        is_far: the microphone stands away from the mouth; decides on noise reduction.
    """

    has_keys: bool = False
    is_far: bool = False


class Speaker(Protocol):
    """Plays items one behind the other, and knows how much of each was heard."""

    @property
    def is_drained(self) -> bool:
        """Nothing plays, and nothing waits to."""

    def play(self, item_id: str, pcm: bytes) -> None:
        """More audio of an item; it begins once about 120 ms of it are there."""

    def finish(self, item_id: str) -> None:
        """No more audio comes of this item. An item that was not played may be finished, too."""

    def interrupt(self) -> Sequence[Played]:
        """Stop within 12 ms, and forget what waits.

        Returns:
            what was heard of each item that had not been played to its end, in the order of playing.
        """


class AudioDevice(Protocol):
    """A microphone and a speaker. Enter it to have them run.

    Whoever keeps echo away by closing the ear while it speaks does so in here: the brain gets what is to be sent.
    """

    @property
    def hearing(self) -> Hearing:
        """How the API is to listen."""

    @property
    def speaker(self) -> Speaker:
        """What plays."""

    async def __aenter__(self) -> Self:
        """Start it.

        Raises:
            AudioError: there is no such hardware, or no library to reach it by.
        """

    async def __aexit__(self, *exc_info: object) -> None: ...

    def heard(self) -> AsyncIterator[Heard]:
        """What comes from the user, as it comes. Bounded: whoever is late misses the oldest blocks, never a key.

        Raises:
            AudioDeviceLost: nothing comes any more, and nothing is played.
        """

    def on_drained(self, tell: OnDrained) -> None:
        """Have ``tell`` called, in the loop, each time the speaker has played all it had. Not after `interrupt`."""
