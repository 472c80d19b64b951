"""A frame as it travels: a head of fixed width, the job's id, the frame's type, and what sockets are sent. Pure.

A large frame travels without what it says, as a reference: whoever needs it reads it from the log. The user is the
channel's. The head is not text, and frames are framed where they are published: to read numbers and to frame them was
a fifth of what a message costs where it arrives (measured, without the kernel's part).
"""

import struct
from typing import Final

from server.push.bus import Arrival, LogReference
from server.storage.transaction import LogFrame

MAX_INLINE_BYTES: Final = 8 * 1024
"""Of a framed frame."""

HEAD: Final = struct.Struct("!BBQdBBH")
"""The form of all this; then the frame's kind, its `seq`, when it was committed, and the lengths of what follows."""
FORM: Final = 1
FRAME: Final = 0
FINAL_FRAME: Final = 1
REFERENCE: Final = 2

_HEAD_BYTES: Final = HEAD.size
_unpack_head = HEAD.unpack_from


class UnreadablePublication(ValueError):
    """Somebody else's, or of another release."""


def encode(frame: LogFrame) -> bytes:
    job_id, type_ = frame.job_id.encode(), frame.type.encode()
    kind, wire = (FINAL_FRAME if frame.is_final else FRAME), frame.wire
    if len(wire) > MAX_INLINE_BYTES:
        kind, wire = REFERENCE, b""
    head = HEAD.pack(FORM, kind, frame.seq, frame.at_s, len(job_id), len(type_), len(wire))
    return b"".join((head, job_id, type_, wire))


def decode(user_id: str, data: bytes) -> Arrival:
    """The frame, or the reference to it.

    Raises:
        UnreadablePublication: it is neither, or not whole.
    """
    try:
        form, kind, seq, at_s, id_bytes, type_bytes, wire_bytes = _unpack_head(data)
        type_at = _HEAD_BYTES + id_bytes
        wire_at = type_at + type_bytes
        if form != FORM or kind > REFERENCE or len(data) != wire_at + wire_bytes:
            raise UnreadablePublication(_strange(data))
        job_id, type_ = data[_HEAD_BYTES:type_at].decode(), data[type_at:wire_at].decode()
        if kind == REFERENCE:
            return LogReference(job_id, user_id, seq)
        return LogFrame(job_id, user_id, seq, type_, at_s, data[wire_at:], kind == FINAL_FRAME)
    except (UnicodeDecodeError, struct.error) as error:
        raise UnreadablePublication(_strange(data)) from error


def _strange(data: bytes) -> str:
    return f"not a frame: {data[:80]!r}"
