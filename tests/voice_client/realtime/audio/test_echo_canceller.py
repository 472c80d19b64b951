"""A user who speaks before an open loudspeaker."""

import math
import sys
from array import array

import pytest

from tests.support.realtime_vad import Began, EnergyVad
from tests.support.speech import speech
from tests.support.virtual_sound_card import BLOCK_BYTES, VirtualSoundCard, mixed, scaled
from voice_client.realtime.audio.echo_canceller import EchoCanceller
from voice_client.realtime.audio.errors import AudioLibraryMissing
from voice_client.realtime.audio.local_audio import LocalAudio
from voice_client.realtime.audio.modes import Mode, open_audio
from voice_client.realtime.audio.pcm import bytes_of

AGENT = speech("Your program is ready. It has twelve weeks with four days each, and the first one begins with squats.")
USER = speech("Wait a moment please.")
DELAY_MS = 60
ECHO = 0.3
MIN_ATTENUATION_DB = 30
"""Rooms differ; this one is simple, and the canceller comes to far more in it once it knows it."""


def power_db(pcm: bytes) -> float:
    samples = array("h", pcm)
    return 10 * math.log10(max(1.0, sum(sample * sample for sample in samples) / len(samples)))


def turns(pcm: bytes) -> int:
    """How many the fake API finds."""
    return sum(isinstance(found, Began) for found in EnergyVad().feed(pcm))


def echo_of(pcm: bytes) -> bytes:
    """What comes back of it: later and quieter, by two ways."""
    far = scaled(pcm, ECHO)
    direct = bytes(bytes_of(DELAY_MS)) + far
    return mixed(direct, scaled(bytes(bytes_of(DELAY_MS + 19)) + far, 0.4))[: len(pcm)]


def through(canceller: EchoCanceller, played: bytes, heard: bytes, size: int = BLOCK_BYTES) -> bytes:
    """What is passed on of ``heard`` while ``played`` plays."""
    passed = bytearray()
    for at in range(0, len(heard) - size + 1, size):
        canceller.rendered(played[at : at + size].ljust(size, b"\0"), DELAY_MS, is_playing=True)
        passed += canceller.captured(heard[at : at + size], 0)
    return bytes(passed)


def test_the_agents_own_voice_is_taken_out() -> None:
    """Of a synthetic echo little is left once the canceller has heard a second of it."""
    echo = echo_of(AGENT)
    passed = through(EchoCanceller(), AGENT, echo)
    known = slice(bytes_of(1500), bytes_of(5000))
    assert power_db(echo[known]) - power_db(passed[known]) > MIN_ATTENUATION_DB


def test_the_user_is_heard_over_the_agent() -> None:
    """What the user says while the agent speaks comes through at about the loudness that it has."""
    begin = bytes_of(3000)
    said = bytes(begin) + USER
    passed = through(EchoCanceller(), AGENT, mixed(echo_of(AGENT), said.ljust(len(AGENT), b"\0")[: len(AGENT)]))
    spoken = slice(begin, begin + len(USER))
    assert power_db(passed[spoken]) > power_db(said[spoken]) - 6


def test_only_the_user_begins_a_turn() -> None:
    """The API's detector takes the echo for turns; of what the canceller passes on it finds one, the user's."""
    user = bytes(bytes_of(3000)) + USER
    heard = mixed(echo_of(AGENT), user.ljust(len(AGENT), b"\0")[: len(AGENT)])
    assert turns(echo_of(AGENT)) > 0
    assert turns(through(EchoCanceller(), AGENT, echo_of(AGENT))) == 0
    assert turns(through(EchoCanceller(), AGENT, heard)) == 1


def test_blocks_of_any_length_are_cut_into_frames() -> None:
    """What is left of a block waits for the next, and nothing is lost."""
    size = bytes_of(25)
    passed = through(EchoCanceller(), AGENT, AGENT, size)
    whole = len(AGENT) // size * size
    assert len(passed) == whole // bytes_of(10) * bytes_of(10)


async def test_the_mode_takes_out_what_its_own_loudspeaker_plays() -> None:
    """The same by way of a sound card whose microphone hears its loudspeaker."""
    card = VirtualSoundCard(echo=ECHO)
    async with open_audio(Mode.AEC, card) as audio:
        audio.speaker.play("a", AGENT)
        passed = bytearray()
        for _ in range(len(AGENT) // BLOCK_BYTES):
            card.tick()
            passed += await _next_block(audio)
    known = slice(bytes_of(1500), bytes_of(5000))
    assert power_db(bytes(card.captured[known])) - power_db(bytes(passed[known])) > MIN_ATTENUATION_DB


async def _next_block(audio: LocalAudio) -> bytes:
    block = await anext(audio.heard())
    assert isinstance(block, bytes)
    return block


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra has a name."""
    monkeypatch.setitem(sys.modules, "livekit.rtc", None)
    with pytest.raises(AudioLibraryMissing, match=r"pip install 'repcast\[aec\]'"):
        EchoCanceller()
