"""What the agent asks of hardware, whoever drives it: blocks from the microphone, blocks for the loudspeaker."""

from typing import Protocol


class Callbacks(Protocol):
    """Whom a sound card calls, from whatever thread it has. None of them blocks."""

    def captured(self, pcm: bytes, delay_ms: float) -> None:
        """The microphone has heard a block.

        Args:
            delay_ms: how long ago its first sample was heard.
        """

    def render(self, size_bytes: int, delay_ms: float) -> bytes:
        """The next block for the loudspeaker.

        Args:
            delay_ms: how long it takes until its first sample is heard.

        Returns:
            exactly ``size_bytes``.
        """

    def lost(self, reason: str) -> None:
        """It goes no further: nothing is captured or rendered from now on."""


class SoundCard(Protocol):
    """24 kHz, mono, 16 bit, both ways."""

    def start(self, callbacks: Callbacks) -> None:
        """Call from now on, for each block.

        Raises:
            AudioError: it cannot.
        """

    def stop(self) -> None:
        """Call no more. Returns when the last call has."""
