"""The names of the channels: ``{prefix}:user:{user_id}``. Pure.

The prefix keeps installations apart that share a Redis: pub/sub knows no database numbers. One channel per user
spreads evenly over the shards of a cluster.
"""


class Channels:
    """Users' channels."""

    def __init__(self, prefix: str) -> None:
        self._beginning = f"{prefix}:user:".encode()

    def of(self, user_id: str) -> bytes:
        return self._beginning + user_id.encode()

    def user_of(self, channel: bytes) -> str:
        """Whose channel it is; one that `of` made."""
        return channel[len(self._beginning) :].decode()
