"""Who speaks in a stream of PCM, by energy: the API's ``server_vad``, without its model."""

from dataclasses import dataclass, field

from tests.support.spoken_audio import SAMPLES_PER_MS, loudness

WINDOW_MS = 20
WINDOW_BYTES = WINDOW_MS * SAMPLES_PER_MS * 2
LOUD = 500
SPEECH_WINDOWS = 3
"""One loud window is a click."""


@dataclass(frozen=True, slots=True)
class Began:
    """Speech, from ``at_ms`` of all audio on."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """No more speech.

    Attributes:
        pcm: the turn: some audio before it, to the end of the silence that ended it.
    """

    at_ms: int
    pcm: bytes


@dataclass(slots=True)
class EnergyVad:
    """Feed it blocks of any size; it counts in the time of the audio, not in that of a clock."""

    prefix_ms: int = 300
    silence_ms: int = 500
    _pending: bytearray = field(default_factory=bytearray)
    _kept: bytearray = field(default_factory=bytearray)
    _at_ms: int = 0
    _loud: int = 0
    _quiet: int = 0
    _is_speech: bool = False

    def feed(self, pcm: bytes) -> list[Began | Stopped]:
        """What a block brings."""
        self._pending += pcm
        found: list[Began | Stopped] = []
        while len(self._pending) >= WINDOW_BYTES:
            window = bytes(self._pending[:WINDOW_BYTES])
            del self._pending[:WINDOW_BYTES]
            self._at_ms += WINDOW_MS
            self._kept += window
            is_loud = loudness(window) >= LOUD
            self._loud, self._quiet = (self._loud + 1, 0) if is_loud else (0, self._quiet + 1)
            if not self._is_speech:
                found += self._wait()
            elif self._quiet * WINDOW_MS >= self.silence_ms:
                found.append(Stopped(self._at_ms, bytes(self._kept)))
                self._is_speech = False
                self._kept.clear()
        return found

    def _wait(self) -> list[Began | Stopped]:
        if self._loud < SPEECH_WINDOWS:
            before_ms = self.prefix_ms + SPEECH_WINDOWS * WINDOW_MS
            del self._kept[: max(0, len(self._kept) - before_ms * SAMPLES_PER_MS * 2)]
            return []
        self._is_speech = True
        return [Began(max(0, self._at_ms - SPEECH_WINDOWS * WINDOW_MS - self.prefix_ms))]
