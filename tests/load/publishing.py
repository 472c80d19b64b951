"""Publications to Redis as fast as it takes them: prepared bytes, in pipelines, on one raw connection."""

import asyncio
from collections.abc import Sequence
from time import time_ns
from typing import cast

from tests.load.dialects import FIRST_SEQ, SENT_DIGITS

HOLE = b"%d"
WIDE = b"0" * 10
"""A number is as wide as it will be when the hole is filled, so that lengths can be told beforehand."""


class Publisher(asyncio.Protocol):
    """Publishes messages to topics by turns, numbered one after the other in each topic.

    Attributes:
        published: messages so far.
        acknowledged: by Redis.
    """

    def __init__(self, publications: Sequence[tuple[bytes, bytes]]) -> None:
        self._commands = [publish_command(channel, content) for channel, content in publications]
        self._seqs = publications[0][1].count(HOLE) - 1  # the last hole is the moment
        self._transport: asyncio.Transport | None = None
        self.published = 0
        self.acknowledged = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class

    def data_received(self, data: bytes) -> None:
        if b"-" in data:
            raise ConnectionError(data.decode())
        self.acknowledged += data.count(b"\n")  # each answer is a line: how many heard it

    def publish(self, count: int) -> None:
        """Publish so many, all of them at this moment."""
        assert self._transport is not None
        commands, topics, holes, now_ns = self._commands, len(self._commands), self._seqs, time_ns()
        messages = [
            commands[number % topics] % (*(FIRST_SEQ + number // topics,) * holes, now_ns)
            for number in range(self.published, self.published + count)
        ]
        self._transport.write(b"".join(messages))
        self.published += count


def publish_command(channel: bytes, content: bytes) -> bytes:
    """PUBLISH in Redis's protocol, with the holes of the content."""
    *seqs, moment = content.split(HOLE)[1:]
    del moment
    width = len(content.replace(b"%%", b"%")) - len(HOLE) * (len(seqs) + 1) + len(WIDE) * len(seqs) + SENT_DIGITS
    head = b"*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%b\r\n$%d\r\n" % (len(channel), channel, width)
    return head.replace(b"%", b"%%") + content + b"\r\n"
