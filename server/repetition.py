"""How often the same may be said. Pure: moments are seconds of one monotonic clock.

A database that is away is noticed by a thousand sockets at once; a log that says so a thousand times hides all else.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

What = TypeVar("What", bound=Hashable)

MOST_KNOWN: Final = 1000
"""Things that are counted at once; beyond them the oldest is forgotten, and may be said anew."""


@dataclass(slots=True)
class _Said:
    until_s: float
    times: int = 0


@dataclass(frozen=True, slots=True)
class LeftOut(Generic[What]):
    """What was not said, and how often."""

    what: What
    times: int


class Repetition(Generic[What]):
    """Counts what is said.

    Args:
        most: times that the same may be said in `within_s`, from its first time on.
    """

    def __init__(self, most: int, within_s: float) -> None:
        self._most = most
        self.within_s = within_s
        self._said: dict[What, _Said] = {}  # in the order of their ends

    def may_say(self, what: What, now_s: float) -> bool:
        """Count that it is to be said. Call `over` first."""
        said = self._said.setdefault(what, _Said(now_s + self.within_s))
        said.times += 1
        return said.times <= self._most

    def over(self, now_s: float) -> list[LeftOut[What]]:
        """What was left out in times that are over: to be told now."""
        left_out: list[LeftOut[What]] = []
        while self._said:
            what, said = next(iter(self._said.items()))
            if said.until_s > now_s and len(self._said) <= MOST_KNOWN:
                break
            del self._said[what]
            if said.times > self._most:
                left_out.append(LeftOut(what, said.times - self._most))
        return left_out
