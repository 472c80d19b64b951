"""Echo taken out of what the microphone hears, by WebRTC's audio processing: loudspeaker and microphone at once."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from voice_client.realtime.audio.errors import AudioLibraryMissing
from voice_client.realtime.audio.pcm import SAMPLE_BYTES, SAMPLE_RATE_HZ, bytes_of
from voice_client.realtime.audio.port import Key

FRAME_MS = 10
"""What the module takes at once, no more and no less."""
FRAME_BYTES = bytes_of(FRAME_MS)
MAX_DELAY_MS = 500
"""The module takes no longer one, and finds a delay by itself when it is told none (measured)."""


class EchoCanceller:
    """A gate that lets the user through and the agent not.

    Raises:
        AudioLibraryMissing: the package that carries the module is not installed.
    """

    def __init__(self) -> None:
        try:
            self._rtc: Any = import_module("livekit.rtc")
        except ImportError as error:
            raise AudioLibraryMissing(
                "echo cancellation needs the livekit package: pip install 'repcast[aec]'"
            ) from error
        self._module = self._rtc.AudioProcessingModule(echo_cancellation=True, high_pass_filter=True)
        self._far, self._near = bytearray(), bytearray()
        self._render_delay_ms = 0.0

    def rendered(self, pcm: bytes, delay_ms: float, *, is_playing: bool) -> None:  # noqa: ARG002 - silence counts, too
        self._render_delay_ms = delay_ms
        for frame in self._frames(self._far, pcm):
            self._module.process_reverse_stream(frame)

    def captured(self, pcm: bytes, delay_ms: float) -> bytes:
        clean = bytearray()
        for frame in self._frames(self._near, pcm):
            self._module.set_stream_delay_ms(min(MAX_DELAY_MS, round(self._render_delay_ms + delay_ms)))
            self._module.process_stream(frame)
            clean += frame.data.cast("B")
        return bytes(clean)

    def press(self, key: Key) -> Key | None:
        return key if key is Key.HUSH else None

    def _frames(self, rest: bytearray, pcm: bytes) -> Iterator[Any]:
        rest += pcm
        while len(rest) >= FRAME_BYTES:
            frame = rest[:FRAME_BYTES]
            del rest[:FRAME_BYTES]
            yield self._rtc.AudioFrame(frame, SAMPLE_RATE_HZ, 1, FRAME_BYTES // SAMPLE_BYTES)
