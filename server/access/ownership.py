"""Whose is what. What belongs to somebody else is answered like what does not exist."""

from schemas.errors import ErrorCode
from server.access.identity import Identity, Scope
from server.jobs.refusal import Refused


def scope_of(identity: Identity) -> str | None:
    """The user to whose things the caller is bound; None for all."""
    return identity.user_id


def require_operator(identity: Identity) -> None:
    """Let the caller see what is nobody's but the operator's.

    Raises:
        Refused: ``forbidden``.
    """
    if identity.scope not in (Scope.ADMIN, Scope.LOCAL):
        raise Refused(ErrorCode.FORBIDDEN, "This takes a key of scope admin.")


def require_user(identity: Identity, user_id: object) -> None:
    """Let the caller act for ``user_id``.

    Raises:
        Refused: ``forbidden``. Naming a user tells nothing about whether they exist.
    """
    if identity.user_id is not None and user_id != identity.user_id:
        raise Refused(ErrorCode.FORBIDDEN, "What you have shown is bound to another user.")
