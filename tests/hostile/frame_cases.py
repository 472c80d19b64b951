"""What RFC 6455 forbids, and what it allows and few clients do: bytes behind a greeting, and what they lead to."""

import itertools
from dataclasses import dataclass

from tests.hostile.wire import AFTER, Op, closing, frame

BAD_UTF8 = b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited"
"""With an encoded surrogate: case 6.3 of the Autobahn test suite."""
EURO = "€".encode()
PING = '{"type":"ping"}'
LIMIT = 65_536
PLAIN = frame(Op.TEXT, AFTER)


@dataclass(frozen=True, slots=True)
class FrameCase:
    """Bytes; the section of RFC 6455 that speaks of them; what comes back, in the words of `wire.outcome`."""

    name: str
    section: str
    sent: bytes
    outcome: str


def _split(text: bytes | str, *places: int, opcode: int = Op.TEXT) -> list[bytes]:
    data = text.encode() if isinstance(text, str) else text
    cuts = [0, *places, len(data)]
    pieces = [data[a:b] for a, b in itertools.pairwise(cuts)]
    last = len(pieces) - 1
    return [frame(Op.MORE if n else opcode, piece, fin=n == last) for n, piece in enumerate(pieces)]


RESERVED = [
    *(
        FrameCase(f"reserved bits {bits:03b} of a {op.name}", "5.2", frame(op, b"x", reserved=bits), "1002")
        for bits, op in [(4, Op.TEXT), (2, Op.TEXT), (1, Op.TEXT), (7, Op.TEXT), (4, Op.PING), (1, Op.CLOSE)]
    ),
    FrameCase(
        "a compressed message that nobody agreed on", "5.2", frame(1, b"\xaa\x56\x4a\x04\x00", reserved=4), "1002"
    ),
    *(FrameCase(f"reserved opcode {code}", "5.2", frame(code, b"x"), "1002") for code in (3, 4, 5, 6, 7, 11, 12, 15)),
    FrameCase("a frame without a mask", "5.1", frame(Op.TEXT, PING, is_masked=False), "1002"),
    FrameCase("a close without a mask", "5.1", frame(Op.CLOSE, b"\x03\xe8", is_masked=False), "1002"),
    FrameCase("a ping without a mask", "5.1", frame(Op.PING, b"x", is_masked=False), "1002"),
]

TEXTS = [
    FrameCase("bad UTF-8", "8.1", frame(Op.TEXT, BAD_UTF8), "1007"),
    FrameCase("bad UTF-8 inside JSON", "8.1", frame(Op.TEXT, b'{"type":"ping","id":"\xff"}'), "1007"),
    FrameCase("bad UTF-8 over fragments", "8.1", b"".join(_split(BAD_UTF8, 4, 12)), "1007"),
    FrameCase("an overlong NUL", "8.1", frame(Op.TEXT, b"\xc0\x80"), "1007"),
    FrameCase("a character beyond Unicode", "8.1", frame(Op.TEXT, b"\xf4\x90\x80\x80"), "1007"),
    FrameCase("half a character at the end", "8.1", frame(Op.TEXT, EURO[:2]), "1007"),
    FrameCase("a character over fragments", "5.6", b"".join(_split(AFTER, 3)), "served"),
    FrameCase("a character cut in two", "5.6", b"".join(_split(b'"' + EURO + b'"', 2)) + PLAIN, "bad_frame, served"),
    FrameCase("bytes", "5.6", frame(Op.BINARY, PING) + PLAIN, "bad_frame, served"),
    FrameCase("bytes that are no text", "5.6", frame(Op.BINARY, BAD_UTF8) + PLAIN, "bad_frame, served"),
    FrameCase("an empty text", "5.6", frame(Op.TEXT) + PLAIN, "bad_frame, served"),
    FrameCase("an empty binary frame", "5.6", frame(Op.BINARY) + PLAIN, "bad_frame, served"),
]

FRAGMENTS = [
    FrameCase("two fragments", "5.4", b"".join(_split(AFTER, 5)), "served"),
    FrameCase("a fragment for each byte", "5.4", b"".join(_split(AFTER, *range(1, len(AFTER)))), "served"),
    FrameCase("empty fragments", "5.4", b"".join(_split(AFTER, 0, 0, 4, 4, len(AFTER))), "served"),
    FrameCase("a ping between fragments", "5.4", frame(Op.PING, b"x").join(_split(AFTER, 5)), "pong, served"),
    FrameCase("a pong between fragments", "5.4", frame(Op.PONG, b"x").join(_split(AFTER, 5)), "served"),
    FrameCase("a continuation of nothing", "5.4", frame(Op.MORE, PING), "1002"),
    FrameCase("an unfinished continuation of nothing", "5.4", frame(Op.MORE, PING, fin=False), "1002"),
    FrameCase("a continuation behind the end", "5.4", b"".join(_split(PING, 5)) + frame(Op.MORE, b"x"), "1002"),
    FrameCase("a message inside another", "5.4", frame(Op.TEXT, b"{", fin=False) + frame(Op.TEXT, PING), "1002"),
    FrameCase("bytes inside a text", "5.4", frame(Op.TEXT, b"{", fin=False) + frame(Op.BINARY, PING), "1002"),
    # Section 5.4 lets a close stand between fragments; who leaves a message unfinished and goes is not owed its code.
    FrameCase("a close inside a message", "5.4", frame(Op.TEXT, b"{", fin=False) + closing(1000), "1002"),
    FrameCase(
        "more fragments than anybody needs", "10.4", frame(Op.TEXT, fin=False) + frame(0, fin=False) * 300, "4006"
    ),
]

CONTROL = [
    *(
        FrameCase(f"a {op.name} of 126 bytes", "5.5", frame(op, b"\x03\xe8" + b"x" * 124), "1002")
        for op in (Op.CLOSE, Op.PING, Op.PONG)
    ),
    *(
        FrameCase(f"a {op.name} in fragments", "5.5", frame(op, b"\x03\xe8", fin=False), "1002")
        for op in (Op.CLOSE, Op.PING, Op.PONG)
    ),
    FrameCase("a ping", "5.5.2", frame(Op.PING, b"x" * 125) + PLAIN, "pong, served"),
    FrameCase("a ping of nothing", "5.5.2", frame(Op.PING) + PLAIN, "pong, served"),
    FrameCase("a pong that nobody asked for", "5.5.3", frame(Op.PONG, b"hello") + PLAIN, "served"),
    FrameCase("a flood of pongs", "10.4", frame(Op.PONG) * 300, "4006"),
]

LENGTHS = [
    FrameCase("a length with the top bit", "5.2", frame(Op.TEXT, announced=2**63 + 5, width=8), "1009"),
    FrameCase("all the bytes there are", "5.2", frame(Op.BINARY, announced=2**64 - 1, width=8), "1009"),
    FrameCase("one byte too many, not sent", "7.4.1", frame(Op.TEXT, announced=LIMIT + 1), "1009"),
    FrameCase("one byte too many", "7.4.1", frame(Op.TEXT, b"x" * (LIMIT + 1)), "1009"),
    FrameCase("sixteen times too many", "7.4.1", frame(Op.BINARY, b"x" * 16 * LIMIT), "1009"),
    FrameCase("as much as there may be", "7.4.1", frame(Op.TEXT, b"x" * LIMIT) + PLAIN, "bad_frame, served"),
    FrameCase("too much over fragments", "7.4.1", b"".join(_split(b"x" * (LIMIT + 1), LIMIT // 2)), "1009"),
    FrameCase(
        "too much over fragments, not sent",
        "7.4.1",
        frame(Op.TEXT, b"x" * LIMIT, fin=False) + frame(Op.MORE, announced=1),
        "1009",
    ),
    # The sender must not, but nothing is lost by reading it.
    FrameCase("two bytes of length where none are needed", "5.2", frame(Op.TEXT, AFTER, width=2), "served"),
    FrameCase("eight bytes of length where none are needed", "5.2", frame(Op.TEXT, AFTER, width=8), "served"),
]

TAKEN = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
NOT_TAKEN = (0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)

CLOSES = [
    *(FrameCase(f"a close with {code}", "7.4", closing(code), str(code)) for code in TAKEN),
    *(FrameCase(f"a close with {code}", "7.4", closing(code), "1002") for code in NOT_TAKEN),
    FrameCase("a close without a code", "5.5.1", frame(Op.CLOSE), "closed"),
    FrameCase("half a code", "5.5.1", frame(Op.CLOSE, b"\x03"), "1002"),
    FrameCase("the longest reason", "5.5.1", closing(1000, b"x" * 123), "1000"),
    FrameCase("a reason that is no text", "5.5.1", closing(1000, BAD_UTF8), "1007"),
    FrameCase("a text behind a close", "5.5.1", closing(1000) + frame(Op.TEXT, PING), "1000"),
    FrameCase("a ping behind a close", "5.5.1", closing(1000) + frame(Op.PING, b"x"), "1000"),
    FrameCase("two closes", "5.5.1", closing(1000) + closing(1001), "1000"),
    FrameCase("a wrong frame behind a close", "5.5.1", closing(1000) + frame(3, b"x"), "1000"),
]

FRAME_CASES = [*RESERVED, *TEXTS, *FRAGMENTS, *CONTROL, *LENGTHS, *CLOSES]
