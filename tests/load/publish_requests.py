"""How a message is handed over to be published: bytes prepared once, with holes for numbers of a known width."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from struct import Struct

HOLE = b"%d"
SEQ_DIGITS = 10
PACKED_HOLE = b"%b"
"""A number of eight bytes, before all other holes."""
PACK = Struct("!Q").pack
SENT_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Handover:
    """One way of it; requests follow each other on one connection, unawaited.

    Attributes:
        request: of a place (a channel, or a path) and a content with holes, the last of them for the moment.
        accepted: comes once in each answer to what was taken.
        refused: one of these comes where something was not.
    """

    request: Callable[[bytes, bytes], bytes]
    accepted: bytes
    refused: Sequence[bytes]


def publish_command(channel: bytes, content: bytes) -> bytes:
    """PUBLISH in Redis's protocol, with the holes of the content."""
    head = b"*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%b\r\n$%d\r\n" % (len(channel), channel, _width(content))
    return head.replace(b"%", b"%%") + content + b"\r\n"


def post_request(target: bytes, content: bytes) -> bytes:
    """POST in HTTP/1.1, which keeps its connection, with the holes of the content."""
    head = b"POST %b HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % (target, _width(content))
    return head.replace(b"%", b"%%") + content


def holes_of(content: bytes) -> tuple[int, int]:
    """How often `seq` is to be filled in, packed and then in digits; the last hole is the moment's."""
    return content.count(PACKED_HOLE), content.count(HOLE) - 1


def _width(content: bytes) -> int:
    """Of a content whose holes are filled."""
    packed, seqs = holes_of(content)
    return len(content % (*(PACK(0),) * packed, *(10 ** (SEQ_DIGITS - 1),) * seqs, 10 ** (SENT_DIGITS - 1)))


TO_REDIS = Handover(publish_command, b"\n", (b"-",))
"""Each answer is a line: how many heard it, or behind a dash what is wrong."""
BY_POST = Handover(post_request, b"HTTP/1.1 2", (b"HTTP/1.1 4", b"HTTP/1.1 5"))
