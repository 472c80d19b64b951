"""Units of work that are done in one go with others of their kind.

A statement for a hundred rows costs little more than one for a single row; what costs is a statement.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from server.storage.transaction import Transaction

A = TypeVar("A")
T = TypeVar("T")

Work = Callable[[Transaction, Sequence[A]], Sequence[T | Exception]]
"""What is done for many callers at once: of each argument, in their order, its value, or why there is none. Of what has
none nothing may be written. Where it raises, nothing of it is stored, and it is called again for each by itself."""


@dataclass(frozen=True, slots=True)
class Joint(Generic[A, T]):
    """A `server.storage.transaction.Write`, of which those that wait for the same commit are one call of ``work``."""

    work: Work[A, T]
    argument: A

    def __call__(self, transaction: Transaction) -> T:
        """Do it by itself."""
        (came,) = self.work(transaction, [self.argument])
        if isinstance(came, Exception):
            raise came
        return came


def in_turns(keys: Iterable[Hashable]) -> Collection[Sequence[int]]:
    """Places of keys, in turns that have each key once at the most: where what came before counts for the next."""
    had: Counter[Hashable] = Counter()
    turns: defaultdict[int, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        turns[had[key]].append(place)
        had[key] += 1
    return turns.values()
