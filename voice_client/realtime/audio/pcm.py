"""The one audio format of the Realtime API here: 24 kHz, mono, signed 16 bit, little endian. Pure."""

SAMPLE_RATE_HZ = 24_000
"""The only rate that the API takes as PCM."""
SAMPLE_BYTES = 2
BLOCK_MS = 40
"""What a device hands over at once; 20 to 40 ms keep both the delay and the number of frames low."""
BYTES_PER_MS = SAMPLE_RATE_HZ * SAMPLE_BYTES // 1000


def bytes_of(ms: float) -> int:
    """How long ``ms`` of audio is, in whole samples."""
    return int(ms * SAMPLE_RATE_HZ / 1000) * SAMPLE_BYTES


def ms_of(pcm_bytes: int) -> int:
    """How long so many bytes play, in ms, rounded down: nothing is said to be heard that was not."""
    return pcm_bytes // BYTES_PER_MS
