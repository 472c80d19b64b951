"""Places that users share, so that few of them do not take all.

A user is given a further place only while more are free than they have: one alone takes half of them, the next one half
of what is left, and so on (Choudhury and Hahne, Dynamic Queue Length Thresholds for Shared-Memory Packet Switches,
1998, with alpha 1). Two who want twenty programs each would have all of 32 places for as long as a model takes,
minutes; so it takes six of them.
"""

from collections import Counter
from typing import Generic, TypeVar

from server.by_turns import ByTurns

Wish = TypeVar("Wish")


class Places:
    """So many places, and who has how many of them."""

    def __init__(self, count: int) -> None:
        self.free = count
        self._taken_by: Counter[str] = Counter()

    def may_take(self, user_id: str) -> bool:
        """Whether the user may have one more now."""
        return self._taken_by[user_id] < self.free

    def take(self, user_id: str) -> bool:
        """Have one more, if the user may: whether it is so."""
        if not self.may_take(user_id):
            return False
        self.free -= 1
        self._taken_by[user_id] += 1
        return True

    def leave(self, user_id: str) -> None:
        """One of the user's is free."""
        self.free += 1
        self._taken_by -= Counter({user_id: 1})  # which forgets whoever has none


class PlacesInTurn(Generic[Wish]):
    """So many places, and who waits for one: users by turns."""

    def __init__(self, count: int) -> None:
        self._places = Places(count)
        self._waiting: ByTurns[Wish] = ByTurns()

    def join(self, user_id: str, wish: Wish) -> None:
        """Wait for a place."""
        self._waiting.join(user_id, wish)

    def next(self) -> tuple[str, Wish] | None:
        """Who has a place from now on, and for what; None: nobody may have one now."""
        turn = self._waiting.take(self._places.may_take) if self._places.free else None
        if turn is not None:
            self._places.take(turn[0])
        return turn

    def leave(self, user_id: str) -> None:
        """One of the user's places is free."""
        self._places.leave(user_id)

    def give_up(self) -> None:
        """Nobody waits any more."""
        self._waiting.leave()
