"""Messages by chance: any JSON, frames of the protocol with something changed in them, and what is neither."""

import copy
import json
from typing import Any

from hypothesis import strategies as st

from schemas.model import JsonObject
from tests.hostile.wire import Op, frame, head_of
from tests.support.example_frames import CLIENT_FRAMES

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=10), inner, max_size=5),
    max_leaves=10,
)
NAMES = sorted({name for example in CLIENT_FRAMES for name in example})


@st.composite
def changed_frames(draw: st.DrawFn) -> str:
    """A frame of the protocol in which up to three things are others, gone, or new."""
    whole: JsonObject = copy.deepcopy(draw(st.sampled_from(CLIENT_FRAMES)))
    for _ in range(draw(st.integers(0, 3))):
        place: Any = whole
        while isinstance(inner := place.get(draw(st.sampled_from(sorted(place) or [""]))), dict) and draw(
            st.booleans()
        ):
            place = inner
        name = draw(st.sampled_from([*sorted(place), *NAMES]) | st.text(max_size=10))
        if draw(st.booleans()):
            place[name] = draw(JSON)
        else:
            place.pop(name, None)
    return json.dumps(whole)


MESSAGES = changed_frames() | JSON.map(json.dumps) | st.text(st.characters(codec=None)) | st.binary()


@st.composite
def wire_frames(draw: st.DrawFn) -> bytes:
    """A frame of RFC 6455, or nearly so, with anything in it."""
    return frame(
        draw(st.sampled_from(list(Op)) | st.integers(0, 15)),
        draw(st.binary(max_size=200) | changed_frames().map(str.encode)),
        fin=draw(st.booleans()),
        reserved=draw(st.sampled_from([0, 0, 0, 1, 2, 4])),
        is_masked=draw(st.sampled_from([True, True, True, False])),
    )


BYTES = st.lists(wire_frames() | st.binary(max_size=50), max_size=6).map(b"".join)


@st.composite
def heads(draw: st.DrawFn) -> bytes:
    """A handshake or a request with bytes changed in it, or any bytes."""
    post = b"POST /api/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
    whole = bytearray(draw(st.sampled_from([head_of(1), post]) | st.binary(max_size=200)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(whole)))
        whole[place : place + draw(st.integers(0, 5))] = draw(
            st.binary(max_size=5) | st.sampled_from([b"\r\n", b":", b" "])
        )
    return bytes(whole)
