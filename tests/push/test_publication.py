"""A frame as it travels, and whose channel it travels on."""

import pytest

from schemas.framing import text_frame
from server.push.bus import LogReference
from server.push.channels import Channels
from server.push.publication import (
    FORM,
    FRAME,
    HEAD,
    MAX_INLINE_BYTES,
    REFERENCE,
    UnreadablePublication,
    decode,
    encode,
)
from server.storage.transaction import LogFrame


@pytest.mark.parametrize("is_final", [False, True])
@pytest.mark.parametrize("text", ["{}", '{"a": "two\\nlines"}', "\n\n", "é\u2028💪", ""])
def test_a_frame_comes_out_as_it_went_in(text: str, is_final: bool) -> None:
    """Whatever its text is."""
    frame = LogFrame("job", "user", 12, "job.progressed", 1767323045.25, text_frame(text.encode()), is_final)
    assert decode("user", encode(frame)) == frame


def test_a_large_frame_becomes_a_reference() -> None:
    """It is its size in bytes that counts, and a reference stays small."""
    wire = "é".encode() * (MAX_INLINE_BYTES // 2)
    inline = LogFrame("job", "user", 12, "job.progressed", 1767323045.25, wire, is_final=True)
    large = LogFrame("job", "user", 13, "job.progressed", 1767323045.25, wire + b"x", is_final=True)
    assert decode("user", encode(inline)) == inline
    assert decode("user", encode(large)) == LogReference("job", "user", 13)
    assert len(encode(large)) < 64


def _of(*, form: int = FORM, kind: int = FRAME, job_id: bytes = b"job", type_: bytes = b"t", size: int = 2) -> bytes:
    return HEAD.pack(form, kind, 1, 0.5, len(job_id), len(type_), size) + job_id + type_ + b"{}"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"job 1 job.progressed 1767323045.250000 0\n{}",
        HEAD.pack(FORM, FRAME, 1, 0.5, 0, 0, 0)[:-1],
        _of(form=FORM + 1),
        _of(kind=REFERENCE + 1),
        _of(size=1),
        _of(size=3),
        _of(type_=b"\xff"),
        _of(job_id=b"\xff"),
        _of(job_id=b"\xff", kind=REFERENCE),
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
