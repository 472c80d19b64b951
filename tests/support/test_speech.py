"""A synthetic voice, and the ears of the fake API."""

from tests.support.realtime_vad import Began, EnergyVad, Stopped
from tests.support.speech import speech, transcript
from tests.support.spoken_audio import silence
from voice_client.realtime.audio.pcm import bytes_of

WISH = "I want a program for twelve weeks."
THANKS = "Thank you."


def test_energy_tells_turns_of_a_voice_apart() -> None:
    """Two sentences with a second between them are two turns, each with all that was said in it."""
    vad = EnergyVad()
    found = vad.feed(silence(600) + speech(WISH) + silence(1000) + speech(THANKS) + silence(1000))
    assert [type(each) for each in found] == [Began, Stopped, Began, Stopped]
    heard = [transcript(each.pcm) for each in found if isinstance(each, Stopped)]
    assert heard == [WISH, THANKS]


def test_a_voice_takes_its_time() -> None:
    """Its samples are of the API's rate: a sentence of seven words lasts between one and four seconds."""
    assert bytes_of(1000) < len(speech(WISH)) < bytes_of(4000)


def test_what_is_cut_off_is_not_understood() -> None:
    """Half a sentence has no transcript."""
    assert transcript(speech(WISH)[: len(speech(WISH)) // 2]) == ""
