"""A text as a WebSocket frame. Pure.

What a server sends is not masked (RFC 6455, section 5.1), so the bytes are the same for every socket: made once.
"""

TEXT = b"\x81"
"""A whole message of text (section 5.2)."""
SHORT, MEDIUM = 125, 0xFFFF
"""Lengths up to which one byte says it, and two more (section 5.2)."""


def text_frame(content: bytes) -> bytes:
    """One frame that is one message; ``content`` is in UTF-8."""
    length = len(content)
    if length <= SHORT:
        return TEXT + bytes((length,)) + content
    if length <= MEDIUM:
        return TEXT + b"\x7e" + length.to_bytes(2, "big") + content
    return TEXT + b"\x7f" + length.to_bytes(8, "big") + content
