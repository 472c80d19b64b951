"""This machine's sound card, by a stand-in for the package that reaches it: machines that test have no sound."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from voice_client.realtime.audio.errors import AudioDeviceUnavailable, AudioLibraryMissing
from voice_client.realtime.audio.modes import Mode, open_audio
from voice_client.realtime.audio.portaudio import BLOCK_SAMPLES, PortAudioCard

BLOCK = b"\1\0" * BLOCK_SAMPLES


class PortAudioError(Exception):
    """As sounddevice raises it: a sentence, and mostly PortAudio's code."""


@dataclass
class Stream:
    """One end of a sound card, as sounddevice has it."""

    options: dict[str, Any]
    is_open: bool = True

    def start(self) -> None:
        """Its thread would call now."""

    def close(self) -> None:
        self.is_open = False
        self.options["finished_callback"]()


@dataclass
class SoundDevice:
    """What is used of the package.

    Attributes:
        failures: what opening an end raises.
    """

    PortAudioError = PortAudioError
    streams: dict[str, Stream] = field(default_factory=dict)
    failures: dict[str, Exception] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Callable[..., Stream]:
        def opened(**options: Any) -> Stream:
            if name in self.failures:
                raise self.failures[name]
            self.streams[name] = Stream(options)
            return self.streams[name]

        return opened


@dataclass
class Listener:
    """Whom the card calls."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def captured(self, pcm: bytes, delay_ms: float) -> None:
        self.calls.append(("captured", pcm, delay_ms))

    def render(self, size_bytes: int, delay_ms: float) -> bytes:
        self.calls.append(("render", size_bytes, delay_ms))
        return BLOCK[:size_bytes]

    def lost(self, reason: str) -> None:
        self.calls.append(("lost", reason))


def test_both_ends_run_in_the_one_format_of_the_api() -> None:
    """24 kHz, mono, 16 bit, in blocks of 40 ms; each end on the device that was asked for."""
    library = SoundDevice()
    PortAudioCard(library, microphone="USB", loudspeaker=3).start(Listener())
    for name, device in (("RawInputStream", "USB"), ("RawOutputStream", 3)):
        options = library.streams[name].options
        assert (options["samplerate"], options["channels"], options["dtype"]) == (24_000, 1, "int16")
        assert (options["blocksize"], options["device"]) == (960, device)


def test_blocks_go_both_ways_with_their_delays() -> None:
    """PortAudio's seconds become ms; a time that a host leaves out is no delay."""
    library, listener = SoundDevice(), Listener()
    PortAudioCard(library).start(listener)
    times = SimpleNamespace(currentTime=5.0, inputBufferAdcTime=4.984, outputBufferDacTime=0.0)
    library.streams["RawInputStream"].options["callback"](memoryview(BLOCK), BLOCK_SAMPLES, times, None)
    room = bytearray(len(BLOCK))
    library.streams["RawOutputStream"].options["callback"](memoryview(room), BLOCK_SAMPLES, times, None)
    assert room == BLOCK
    assert listener.calls == [("captured", BLOCK, pytest.approx(16)), ("render", len(BLOCK), 0.0)]


def test_a_stream_that_ends_by_itself_is_lost() -> None:
    """Hardware that goes away ends its stream; a card that is stopped has lost nothing."""
    library, listener = SoundDevice(), Listener()
    card = PortAudioCard(library)
    card.start(listener)
    library.streams["RawInputStream"].options["finished_callback"]()
    assert listener.calls == [("lost", "The microphone has stopped; was it unplugged?")]
    card.stop()
    assert not any(stream.is_open for stream in library.streams.values())
    assert len(listener.calls) == 1


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (PortAudioError("Error querying device -1"), "no microphone: the system has none"),
        (PortAudioError("Internal PortAudio error", -9986), "no microphone: Internal PortAudio error"),
        (PortAudioError("Invalid sample rate", -9997), "no microphone: it does not run at 24,000 Hz"),
        (PortAudioError("Device unavailable", -9985), "no microphone: another program has it"),
    ],
)
def test_a_device_that_cannot_be_opened_is_one_clear_error(failure: Exception, told: str) -> None:
    """Whatever the package raises, the error says which end it is and what helps; the other end is closed again."""
    library, listener = SoundDevice(failures={"RawInputStream": failure}), Listener()
    with pytest.raises(AudioDeviceUnavailable, match=told):
        PortAudioCard(library).start(listener)
    assert not library.streams["RawOutputStream"].is_open
    assert listener.calls == []


def test_a_device_that_is_not_there_is_named() -> None:
    """Whoever asks for a microphone by its name reads the name."""
    library = SoundDevice(failures={"RawInputStream": ValueError("No input device matching 'USB'")})
    with pytest.raises(AudioDeviceUnavailable, match="no microphone: No input device matching 'USB'"):
        PortAudioCard(library, microphone="USB").start(Listener())


@pytest.mark.parametrize(
    ("package", "told"),
    [
        ("raise ImportError('No module named sounddevice')", r"pip install 'repcast\[voice\]'"),
        ("raise OSError('PortAudio library not found')", "apt install libportaudio2"),
    ],
)
async def test_what_is_to_be_installed_is_said(
    package: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the package, and on Linux without the library that its wheel lacks, there is one sentence."""
    (tmp_path / "sounddevice.py").write_text(package)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(AudioLibraryMissing, match=told):
        open_audio(Mode.HEADSET)
