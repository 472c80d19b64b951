"""A listener of the hub that does nothing."""

from server.push.follower import Follower, Troubles
from server.push.outbox import OutboxLimits


class Sleeper:
    """It counts how often it is woken."""

    def __init__(self) -> None:
        self.follower = Follower(OutboxLimits(1 << 20, 1 << 30), Troubles())
        self.woken = 0

    def wake(self) -> None:
        self.woken += 1
