"""This machine's sound card by PortAudio, as the sounddevice package reaches it."""

from collections.abc import Mapping
from contextlib import ExitStack
from importlib import import_module
from types import MappingProxyType
from typing import Any

from voice_client.realtime.audio.errors import AudioDeviceUnavailable, AudioLibraryMissing
from voice_client.realtime.audio.pcm import BLOCK_MS, SAMPLE_RATE_HZ
from voice_client.realtime.audio.sound_card import Callbacks

BLOCK_SAMPLES = BLOCK_MS * SAMPLE_RATE_HZ // 1000
ADVICE: Mapping[object, str] = MappingProxyType(
    {
        -9997: f"it does not run at {SAMPLE_RATE_HZ:,} Hz; the system's default, or a sound server, converts",
        -9985: "another program has it",
    }
)
"""By PortAudio's codes ``paInvalidSampleRate`` and ``paDeviceUnavailable``."""


def load() -> Any:
    """The sounddevice package.

    Raises:
        AudioLibraryMissing: it, or what it stands on, is not installed.
    """
    try:
        return import_module("sounddevice")
    except ImportError as error:
        raise AudioLibraryMissing("audio needs the sounddevice package: pip install 'repcast[voice]'") from error
    except OSError as error:  # its wheels carry PortAudio for macOS and Windows only
        raise AudioLibraryMissing(
            f"audio needs the PortAudio library (Debian: apt install libportaudio2): {error}"
        ) from error


class PortAudioCard:
    """A `SoundCard`: two streams, as microphone and loudspeaker are often two devices.

    Args:
        sounddevice: the package, see `load`.
        microphone: a part of the device's name, or its number; None: the system's default.
        loudspeaker: likewise.
    """

    def __init__(
        self, sounddevice: Any, microphone: str | int | None = None, loudspeaker: str | int | None = None
    ) -> None:
        self._sounddevice = sounddevice
        self._microphone = microphone
        self._loudspeaker = loudspeaker
        self._streams = ExitStack()
        self._is_stopping = False

    def start(self, callbacks: Callbacks) -> None:
        """Open both.

        Raises:
            AudioDeviceUnavailable: one is not there, or cannot do it.
        """

        def captured(pcm: Any, _: int, time: Any, __: Any) -> None:
            callbacks.captured(bytes(pcm), _ms(time.currentTime - time.inputBufferAdcTime))

        def render(room: Any, _: int, time: Any, __: Any) -> None:
            room[:] = callbacks.render(len(room), _ms(time.outputBufferDacTime - time.currentTime))

        def finished(name: str) -> None:
            if not self._is_stopping:
                callbacks.lost(f"The {name} has stopped; was it unplugged?")

        with ExitStack() as opened:
            self._open(opened, "loudspeaker", self._sounddevice.RawOutputStream, self._loudspeaker, render, finished)
            self._open(opened, "microphone", self._sounddevice.RawInputStream, self._microphone, captured, finished)
            self._streams = opened.pop_all()

    def stop(self) -> None:
        self._is_stopping = True
        self._streams.close()

    def _open(
        self, opened: ExitStack, name: str, stream_of: Any, device: str | int | None, callback: Any, finished: Any
    ) -> None:
        try:
            stream = stream_of(
                samplerate=SAMPLE_RATE_HZ,
                blocksize=BLOCK_SAMPLES,
                device=device,
                channels=1,
                dtype="int16",
                callback=callback,
                finished_callback=lambda: finished(name),
            )
            opened.callback(stream.close)
            stream.start()
        except (self._sounddevice.PortAudioError, ValueError) as error:  # ValueError: no device of that name
            self._is_stopping = True  # the other stream ends now, and is not lost
            raise AudioDeviceUnavailable(f"no {name}: {_reason(error, device)}") from error


def _reason(error: Exception, device: str | int | None) -> str:
    code = error.args[1] if len(error.args) > 1 else None
    if code is None and device is None:  # "Error querying device -1"
        return "the system has none"
    return ADVICE.get(code) or str(error.args[0])


def _ms(seconds: float) -> float:
    """Some of PortAudio's hosts leave a time out, and it is 0."""
    return max(0.0, seconds * 1000)
