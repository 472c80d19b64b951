"""Who speaks, and what they may do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from server.access.addresses import parsed


class Scope(StrEnum):
    """What somebody may do."""

    AGENT = "agent"
    """Act for any user."""
    USER = "user"
    """Act for one user; so does whoever shows a token."""
    ADMIN = "admin"
    """All of it, and what is the operator's alone: metrics, keys."""
    LOCAL = "local"
    """Likewise: whoever is at this machine, for as long as there is no key."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who speaks.

    Attributes:
        scope: what it may do.
        user_id: the user to whose things it is bound; None: it may act for any.
        expires_at: when it ends; None: with the connection.
        key_id: the key that was shown, or by which the token that was shown is there; None: no key was needed.
        signed_in_at: of a token, when a key was last shown for it, or none was needed; None: it is no token.
    """

    scope: Scope
    user_id: str | None = None
    expires_at: datetime | None = None
    key_id: str | None = None
    signed_in_at: datetime | None = None


NOBODY: Final = Identity(Scope.USER, user_id="")
"""Who has not said who they are: bound to a user that there is not."""


def is_loopback(address: str | None) -> bool:
    """Whether a peer's address is this machine's own. None (a Unix socket, a call in process) is."""
    if address is None:
        return True
    found = parsed(address)
    return found is not None and found.is_loopback
