"""How echo is kept away: what of the microphone's sound is passed on, by mode. Pure.

A loudspeaker's sound comes back by the microphone; unless something is done about it, the API takes its own voice for
the user's and interrupts itself.
"""

from typing import Protocol

from voice_client.realtime.audio.pcm import ms_of
from voice_client.realtime.audio.port import Key

HOLD_MS = 200
"""How long a room goes on sounding after the loudspeaker has stopped."""
MIN_TURN_MS = 100
"""The API refuses to commit less."""


class Gate(Protocol):
    """Between the microphone and the API."""

    def rendered(self, pcm: bytes, delay_ms: float, *, is_playing: bool) -> None:
        """The loudspeaker was given a block; ``is_playing``: there is something of an item in it."""

    def captured(self, pcm: bytes, delay_ms: float) -> bytes:
        """What is passed on of a block of the microphone; empty: nothing."""

    def press(self, key: Key) -> Key | None:
        """What a key of the user comes to; None: nothing."""


class FullDuplex:
    """All is passed on: with a headset, nothing comes back."""

    def rendered(self, pcm: bytes, delay_ms: float, *, is_playing: bool) -> None:
        """Nothing follows from it."""

    def captured(self, pcm: bytes, delay_ms: float) -> bytes:  # noqa: ARG002 - the port's
        return pcm

    def press(self, key: Key) -> Key | None:
        return key if key is Key.HUSH else None


class HalfDuplex:
    """Nothing is passed on while the agent is heard, and for a little longer. The user interrupts by a key."""

    def __init__(self, hold_ms: float = HOLD_MS) -> None:
        self._hold_ms = hold_ms
        self._shut_ms = 0.0
        self._quiet_ms = 0.0

    def rendered(self, pcm: bytes, delay_ms: float, *, is_playing: bool) -> None:  # noqa: ARG002 - the port's
        if is_playing:
            self._shut_ms = self._hold_ms + delay_ms
            self._quiet_ms = 0.0

    def captured(self, pcm: bytes, delay_ms: float) -> bytes:
        # Counted in what the microphone has heard, so that it holds at whatever speed the blocks come.
        if self._quiet_ms < self._shut_ms + (delay_ms if self._shut_ms else 0.0):
            self._quiet_ms += ms_of(len(pcm))
            return b""
        self._shut_ms = 0.0
        return pcm

    def press(self, key: Key) -> Key | None:
        return key if key is Key.HUSH else None


class PushToTalk:
    """What the user says between two keys is passed on, and each key once."""

    def __init__(self, min_turn_ms: float = MIN_TURN_MS) -> None:
        self._min_turn_ms = min_turn_ms
        self._is_open = False
        self._passed_ms = 0.0

    def rendered(self, pcm: bytes, delay_ms: float, *, is_playing: bool) -> None:
        """Nothing follows from it: whoever talks has stopped the agent before."""

    def captured(self, pcm: bytes, delay_ms: float) -> bytes:  # noqa: ARG002 - the port's
        if not self._is_open:
            return b""
        self._passed_ms += ms_of(len(pcm))
        return pcm

    def press(self, key: Key) -> Key | None:
        """A turn that is too short for the API comes to nothing said."""
        was_open = self._is_open
        self._is_open = key is Key.TALK
        match key:
            case Key.TALK if not was_open:
                self._passed_ms = 0.0
                return key
            case Key.SEND if was_open:
                return key if self._passed_ms >= self._min_turn_ms else Key.HUSH
            case Key.HUSH:
                return key
        return None
