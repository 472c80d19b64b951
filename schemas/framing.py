"""Text as a WebSocket frame of a server (RFC 6455, section 5.2): not masked, so the same for every socket."""

from struct import Struct

SHORT_BYTES = 125
MEDIUM_BYTES = 0xFFFF
_WHOLE_TEXT = 0x81
"""FIN, and the opcode of text."""
_MEDIUM_HEAD = Struct("!BBH").pack


def text_frame(payload: bytes) -> bytes:
    """The one frame of a message; ``payload`` is UTF-8."""
    size = len(payload)
    if size <= SHORT_BYTES:
        return bytes((_WHOLE_TEXT, size)) + payload
    if size <= MEDIUM_BYTES:
        return _MEDIUM_HEAD(_WHOLE_TEXT, 126, size) + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload
