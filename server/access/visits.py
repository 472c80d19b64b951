"""Who is in: open sockets, event streams and long polls, each with what ends it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from server.access.identity import Identity


class Ending(StrEnum):
    """Why somebody has to go."""

    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(slots=True, eq=False)
class Visit:
    """One socket, stream or poll.

    Attributes:
        identity: whose it is, by what was shown last.
        end: is called once, when it has to go.
        ending: why it had to; None: it has not.
    """

    identity: Identity
    end: Callable[[Ending], None]
    ending: Ending | None = None


class Visits:
    """All of a process."""

    def __init__(self) -> None:
        self._open: set[Visit] = set()

    def enter(self, identity: Identity, end: Callable[[Ending], None]) -> Visit:
        visit = Visit(identity, end)
        self._open.add(visit)
        return visit

    def leave(self, visit: Visit) -> None:
        self._open.discard(visit)

    def key_ids(self) -> set[str]:
        """Keys by which somebody is in."""
        return {visit.identity.key_id for visit in self._open if visit.identity.key_id is not None}

    def end_those(self, verdict: Callable[[Identity], Ending | None]) -> None:
        """End each visit of whom ``verdict`` says why."""
        for visit in list(self._open):
            if visit.ending is None and (ending := verdict(visit.identity)) is not None:
                visit.ending = ending
                visit.end(ending)
