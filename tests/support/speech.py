"""Speech of eSpeak NG's, from its wheel: what a person might say, as the API gets it.

    pcm = speech("I want to build muscle.")     # 24 kHz mono PCM16, about as long as it takes to say
    transcript(silence(300) + pcm) == "I want to build muscle."

Unlike `spoken_audio` it has the pauses, the onsets and the spectrum of a voice; what it says is known only where its
samples arrive as they were.
"""

import ctypes
from functools import cache
from typing import Any

import espeakng_loader
from livekit import rtc

from tests.support.spoken_audio import loudness
from voice_client.realtime.audio.pcm import SAMPLE_RATE_HZ, bytes_of

SYNCHRONOUS = 2
"""``AUDIO_OUTPUT_SYNCHRONOUS``: samples go to a callback, within the call."""
UTF_8 = 1
_ON_SAMPLES = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
_said: dict[str, bytes] = {}


@cache
def speech(text: str) -> bytes:
    """How a voice says it. The same samples each time in a process."""
    library, rate_hz = _engine()
    samples = bytearray()

    def take(wave: Any, count: int, _: Any) -> int:
        if wave:
            samples.extend(ctypes.string_at(wave, count * 2))
        return 0

    callback = _ON_SAMPLES(take)
    library.espeak_SetSynthCallback(callback)
    said = text.encode()
    failed = library.espeak_Synth(said, len(said) + 1, 0, 0, 0, UTF_8, None, None)
    assert not failed, failed
    library.espeak_Synchronize()
    resampler = rtc.AudioResampler(rate_hz, SAMPLE_RATE_HZ)
    frames = [*resampler.push(samples), *resampler.flush()]
    _said[text] = b"".join(bytes(frame.data.cast("B")) for frame in frames)
    return _said[text]


def transcript(pcm: bytes) -> str:
    """All that was said in it whole, as far as this process has had it said. What is cut off is not understood."""
    found = sorted((pcm.find(_core(each)), text) for text, each in _said.items())
    return " ".join(text for at, text in found if at >= 0)


@cache
def _engine() -> tuple[Any, int]:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate_hz = library.espeak_Initialize(SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    assert rate_hz > 0, rate_hz
    assert library.espeak_SetVoiceByName(b"en") == 0
    return library, rate_hz


def _core(pcm: bytes) -> bytes:
    """It without the silence around it."""
    step = bytes_of(10)
    loud = [at for at in range(0, len(pcm), step) if loudness(pcm[at : at + step])]
    return pcm[loud[0] : loud[-1] + step]
