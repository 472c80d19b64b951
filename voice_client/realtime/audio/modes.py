"""How user and agent share the air."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from voice_client.realtime.audio import portaudio
from voice_client.realtime.audio.echo_canceller import EchoCanceller
from voice_client.realtime.audio.gates import FullDuplex, Gate, HalfDuplex, PushToTalk
from voice_client.realtime.audio.local_audio import LocalAudio
from voice_client.realtime.audio.port import Hearing
from voice_client.realtime.audio.sound_card import SoundCard


class Mode(StrEnum):
    """What keeps the agent from hearing itself."""

    HEADSET = "headset"
    """The user's headset: both talk as they like."""
    HALF = "half"
    """The microphone is off while the agent speaks."""
    PTT = "ptt"
    """The microphone is on between two keys."""
    AEC = "aec"
    """The echo is computed and taken out."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a mode is made of."""

    hearing: Hearing
    gate: Callable[[], Gate]


SETUPS: Mapping[Mode, Setup] = MappingProxyType(
    {
        Mode.HEADSET: Setup(Hearing(), FullDuplex),
        Mode.HALF: Setup(Hearing(is_far=True), HalfDuplex),
        Mode.PTT: Setup(Hearing(has_keys=True, is_far=True), PushToTalk),
        Mode.AEC: Setup(Hearing(is_far=True), EchoCanceller),
    }
)


def open_audio(mode: Mode, card: SoundCard | None = None) -> LocalAudio:
    """The audio device of this machine; enter it to have it run.

    Args:
        card: the hardware; None: the system's default microphone and loudspeaker.

    Raises:
        AudioLibraryMissing: something has to be installed first.
    """
    setup = SETUPS[mode]
    return LocalAudio(card or portaudio.PortAudioCard(portaudio.load()), setup.gate(), setup.hearing)
