"""Which channels are wanted, and what the server has still to be asked for so that it is so. Pure.

At most one request per channel is under way. A wish that changes meanwhile is acted on when the answer is there, so
an answer is never taken for that of another request, however often somebody comes and goes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requests:
    """Channels to subscribe and to unsubscribe."""

    subscribe: list[bytes]
    unsubscribe: list[bytes]


class Subscriptions:
    """The channels of one connection after another.

    Attributes:
        wanted: the truth; a connection is brought to it.
    """

    def __init__(self) -> None:
        self.wanted: set[bytes] = set()
        self._subscribed: set[bytes] = set()
        self._asked: set[bytes] = set()
        self._to_ask: dict[bytes, None] = {}  # in the order of the wishes
        self._restoring: set[bytes] = set()

    def want(self, channel: bytes) -> None:
        self.wanted.add(channel)
        self._look_at(channel)

    def unwant(self, channel: bytes) -> None:
        self.wanted.discard(channel)
        self._look_at(channel)

    def is_live(self, channel: bytes) -> bool:
        """Whether the server has the channel subscribed, and nothing is under way that ends it."""
        return channel in self._subscribed and channel not in self._asked

    def restore(self) -> Requests:
        """A new connection, which has nothing yet: what to ask for first."""
        self._subscribed.clear()
        self._asked.clear()
        self._to_ask = dict.fromkeys(self.wanted)
        self._restoring = set(self.wanted)
        return self.requests()

    def requests(self) -> Requests:
        """What to ask for now; it counts as asked."""
        requests = Requests(
            subscribe=[channel for channel in self._to_ask if channel in self.wanted],
            unsubscribe=[channel for channel in self._to_ask if channel not in self.wanted],
        )
        self._asked.update(self._to_ask)
        self._to_ask.clear()
        return requests

    def answered(self, channel: bytes, *, is_subscribed: bool) -> bool:
        """The server said how it now is. Returns whether, with this, all is there that `restore` asked for."""
        self._asked.discard(channel)
        if is_subscribed:
            self._subscribed.add(channel)
        else:
            self._subscribed.discard(channel)
        self._look_at(channel)
        was_restoring = channel in self._restoring
        self._restoring.discard(channel)
        return was_restoring and not self._restoring

    def _look_at(self, channel: bytes) -> None:
        is_as_wanted = (channel in self.wanted) == (channel in self._subscribed)
        if is_as_wanted or channel in self._asked:
            self._to_ask.pop(channel, None)
        else:
            self._to_ask[channel] = None
