"""Which node of a Redis Cluster has which channel: it is cut into slots, and a node has ranges of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redis.crc import key_slot

from server.push.redis_link import Address

LAST_SLOT = 16383


@dataclass(frozen=True, slots=True)
class SlotRange:
    """Slots from ``first`` to ``last`` are those of ``node``."""

    first: int
    last: int
    node: Address


def read_slots(reply: Sequence[Any], asked: Address) -> list[SlotRange]:
    """What ``CLUSTER SLOTS`` says; a node that does not know its own name is the one that was ``asked``."""
    return [SlotRange(first, last, _address(main, asked)) for first, last, main, *_ in reply]


def node_of(channel: bytes, ranges: Sequence[SlotRange]) -> Address | None:
    """The node of a channel; None if nobody has its slot just now."""
    slot = key_slot(channel)
    return next((each.node for each in ranges if each.first <= slot <= each.last), None)


def _address(node: Sequence[Any], asked: Address) -> Address:
    host, port = node[:2]
    return (host.decode() if host and host != b"?" else asked[0], port)
