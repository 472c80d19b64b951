"""A frame as it travels, and whose channel it travels on."""

import pytest

from server.push.bus import LogReference
from server.push.channels import Channels
from server.push.publication import MAX_INLINE_BYTES, UnreadablePublication, decode, encode
from server.storage.transaction import LogFrame


@pytest.mark.parametrize("is_final", [False, True])
@pytest.mark.parametrize("text", ["{}", '{"a": "two\\nlines"}', "\n\n", "é\u2028💪", ""])
def test_a_frame_comes_out_as_it_went_in(text: str, is_final: bool) -> None:
    """Whatever its text is."""
    frame = LogFrame("job", "user", 12, "job.progressed", 1767323045.25, text.encode(), is_final)
    assert decode("user", encode(frame)) == frame


def test_a_large_frame_becomes_a_reference() -> None:
    """It is its size in bytes that counts, and a reference stays small."""
    json = "é".encode() * (MAX_INLINE_BYTES // 2)
    inline = LogFrame("job", "user", 12, "job.progressed", 1767323045.25, json, is_final=True)
    large = LogFrame("job", "user", 13, "job.progressed", 1767323045.25, json + b"x", is_final=True)
    assert decode("user", encode(inline)) == inline
    assert decode("user", encode(large)) == LogReference("job", "user", 13)
    assert encode(large) == b"job 13 job.progressed 1767323045.250000 1"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"job",
        b"job 1 t 0.5",
        b"job 1 0\n{}",
        b"job x t 0.5 0\n{}",
        b"job 1 t when 0\n{}",
        b"job 1 t 0.5 2\n{}",
        b"job 1 t 0.5 0 0\n{}",
        b"job 1 t 0.5 0\n\xff",
        b"\xff 1 t 0.5 0\n{}",
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    """With what it was, cut to a readable length."""
    with pytest.raises(UnreadablePublication, match="not a frame"):
        decode("user", data)


def test_a_channel_is_a_users() -> None:
    """Its name begins with the installation's."""
    channels = Channels("repcast")
    assert channels.of("a-b") == b"repcast:user:a-b"
    assert channels.user_of(b"repcast:user:a-b") == "a-b"
