"""What a text looks like on the wire."""

import pytest
from websockets.frames import Frame, Opcode

from schemas.framing import text_frame


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 1 << 20])
def test_a_text_is_framed_as_websockets_does_it(size: int) -> None:
    """At the edges of all three ways to write its length."""
    assert text_frame(b"x" * size) == Frame(Opcode.TEXT, b"x" * size).serialize(mask=False)
