"""Text as a WebSocket frame of a server (RFC 6455, section 5.2): not masked, so the same for every socket."""

from struct import Struct

SHORT_BYTES = 125
MEDIUM_BYTES = 0xFFFF
MEDIUM = 126
"""Stands in the place of the size, which is in the next two bytes."""
_WHOLE_TEXT = 0x81
"""FIN, and the opcode of text."""
_MEDIUM_HEAD = Struct("!BBH").pack


def payload_of(frame: bytes) -> bytes:
    """What `text_frame` made a frame of."""
    size = frame[1]
    return frame[2 if size <= SHORT_BYTES else 4 if size == MEDIUM else 10 :]


def text_frame(payload: bytes) -> bytes:
    """The one frame of a message; ``payload`` is UTF-8."""
    size = len(payload)
    if size <= SHORT_BYTES:
        return bytes((_WHOLE_TEXT, size)) + payload
    if size <= MEDIUM_BYTES:
        return _MEDIUM_HEAD(_WHOLE_TEXT, MEDIUM, size) + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload
