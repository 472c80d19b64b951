"""Speech that carries its own words: 24 kHz mono PCM16 that a detector of energy takes for a voice.

    pcm = spoken("hello")            # 20 ms of a loud tone for each character
    words(pcm) == "hello"            # also where silence is around it; of what is cut off, what is there

Each sample is as loud as the character's code above a floor, so that whoever has some of the sound has that much of
the text: what the other side's machine understood, or what a user heard before an answer was broken off.
"""

from array import array
from itertools import pairwise

CHARACTER_MS = 20
"""Three times as fast as people speak: nobody listens here."""
SAMPLES_PER_MS = 24
FLOOR = 0x1000
PARITY = 0x100
"""Marks every other character, so that double letters are two."""
HALF_WAVE = 12
"""Samples: a tone of 1 kHz."""
LOOKS_PER_CHARACTER = 4


def spoken(text: str) -> bytes:
    """How it sounds. Characters beyond ASCII sound like a question mark."""
    samples = array("h")
    wave = [1] * HALF_WAVE + [-1] * HALF_WAVE
    periods = CHARACTER_MS * SAMPLES_PER_MS // len(wave)
    for index, code in enumerate(text.encode("ascii", "replace")):
        loudness = FLOOR + PARITY * (index % 2) + code
        samples.extend([sign * loudness for sign in wave] * periods)
    return samples.tobytes()


def silence(ms: int) -> bytes:
    """Nothing to be heard."""
    return bytes(ms * SAMPLES_PER_MS * 2)


def words(pcm: bytes) -> str:
    """The text of all that is spoken in it."""
    step = CHARACTER_MS * SAMPLES_PER_MS // LOOKS_PER_CHARACTER
    marks = [max(0, abs(sample) - FLOOR) for sample in array("h", pcm)[step // 2 :: step]]
    return "".join(chr(mark % PARITY) for before, mark in pairwise([0, *marks]) if mark and mark != before)


def loudness(pcm: bytes) -> int:
    """The mean of what a few samples are worth, 0 to 32767."""
    samples = array("h", pcm)[::7]
    return sum(map(abs, samples)) // max(1, len(samples))
