"""Publications as fast as they are taken: prepared bytes, in pipelines, on one raw connection."""

import asyncio
from collections.abc import Sequence
from time import time_ns
from typing import cast

from tests.load.dialects import FIRST_SEQ
from tests.load.publish_requests import PACK, Handover, holes_of


class Publisher(asyncio.Protocol):
    """Publishes messages to topics by turns, numbered one after the other in each topic.

    Attributes:
        published: messages so far.
        acknowledged: by who takes them.
    """

    def __init__(self, handover: Handover, publications: Sequence[tuple[bytes, bytes]]) -> None:
        self._requests = [handover.request(place, content) for place, content in publications]
        self._holes = holes_of(publications[0][1])
        self._accepted = handover.accepted
        self._refused = handover.refused
        self._tail = b""
        self._transport: asyncio.Transport | None = None
        self.published = 0
        self.acknowledged = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class

    def data_received(self, data: bytes) -> None:
        data = self._tail + data
        if any(each in data for each in self._refused):
            raise ConnectionError(data.decode())
        # What a read cuts in two is counted with the next one.
        self._tail = data[len(data) - len(self._accepted) + 1 :]
        self.acknowledged += data.count(self._accepted)

    def publish(self, count: int) -> None:
        """Publish so many, all of them at this moment."""
        assert self._transport is not None
        requests, topics, now_ns, (packed, digits) = self._requests, len(self._requests), time_ns(), self._holes
        seqs = [FIRST_SEQ + number // topics for number in range(self.published, self.published + count)]
        messages = [
            requests[number % topics] % (*(PACK(seq),) * packed, *(seq,) * digits, now_ns)
            for number, seq in enumerate(seqs, self.published)
        ]
        self._transport.write(b"".join(messages))
        self.published += count
