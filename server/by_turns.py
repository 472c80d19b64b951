"""Wishes by user: users go by turns, and each one's own wishes in their order."""

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Wish = TypeVar("Wish")


def anybody(_user_id: str) -> bool:
    """Who is served: whose turn it is."""
    return True


class ByTurns(Generic[Wish]):
    """However many wishes one has, another one waits for one of them at most."""

    def __init__(self) -> None:
        self._of_user: dict[str, deque[Wish]] = {}  # whose turn is next comes first

    def __bool__(self) -> bool:
        """Whether anybody waits."""
        return bool(self._of_user)

    def join(self, user_id: str, wish: Wish) -> None:
        """Wait behind the user's other wishes."""
        self._of_user.setdefault(user_id, deque()).append(wish)

    def take(self, may: Callable[[str], bool] = anybody) -> tuple[str, Wish] | None:
        """The wish of the first who may have one now, and whose it is; those who may not keep their turn."""
        user_id = next(filter(may, self._of_user), None)
        if user_id is None:
            return None
        own = self._of_user.pop(user_id)
        wish = own.popleft()
        if own:
            self._of_user[user_id] = own
        return user_id, wish

    def leave(self) -> list[Wish]:
        """All who wait, who do so no longer."""
        left = [wish for own in self._of_user.values() for wish in own]
        self._of_user.clear()
        return left
