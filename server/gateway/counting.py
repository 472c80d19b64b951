"""What is counted at the socket's edge: ports, so that the gateway knows no metrics."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schemas.errors import ErrorCode
from server.push.outbox import Outgoing
from server.uncounted import uncounted


class Turned(StrEnum):
    """Why a handshake did not become a connection."""

    ORIGIN = "origin"
    DRAINING = "draining"
    SUBPROTOCOL = "subprotocol"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    RATE_LIMITED = "rate_limited"


@dataclass(frozen=True, slots=True)
class SocketCounts:
    """What is told, as it happens; none of it may block or raise.

    Attributes:
        turned: a handshake that was refused.
        received: a frame of a client that could be read, by its type.
        refused: a request, or what was none, that was answered with an error.
        sent: frames that were written together, and when, by the monotonic clock.
        closed: the code with which a connection ended.
    """

    turned: Callable[[Turned], None] = uncounted
    received: Callable[[str], None] = uncounted
    refused: Callable[[ErrorCode], None] = uncounted
    sent: Callable[[Sequence[Outgoing], float], None] = uncounted
    closed: Callable[[int], None] = uncounted
