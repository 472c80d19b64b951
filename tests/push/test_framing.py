"""A text as a WebSocket frame, read by another implementation of the protocol."""

from collections.abc import Generator

import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from server.push.framing import text_frame
from server.push.outbox import Undated, on_the_wire


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_frame_is_what_others_read(length: int) -> None:
    """At each border of the ways in which its length is said."""
    content = b"x" * length
    frame = _parsed(text_frame(content))
    assert (frame.opcode, frame.fin, frame.data) == (Opcode.TEXT, True, content)


def test_a_frame_is_made_once() -> None:
    """However many sockets it goes to."""
    frame = Undated("é".encode(), "pong")
    assert on_the_wire(frame) is on_the_wire(frame)
    assert _parsed(on_the_wire(frame)).data == frame.content


def _parsed(data: bytes) -> Frame:
    stream = StreamReader()
    stream.feed_data(data)
    stream.feed_eof()
    parsing: Generator[None, None, Frame] = Frame.parse(stream.read_exact, mask=False)
    with pytest.raises(StopIteration) as ended:
        next(parsing)
    assert stream.buffer == b""
    parsed: Frame = ended.value.value
    return parsed
