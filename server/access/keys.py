"""API keys: how they look, what is kept of them, and how they are compared. Pure.

A key is ``rk_<id>_<secret>``: the id finds its row, and the form is one that scanners for leaked secrets can be told of
(`FORM`). Of the secret, 256 random bits, a SHA-256 is kept: so many bits need no slow hash.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from server.access.identity import Scope

PREFIX: Final = "rk_"
FORM: Final = re.compile(r"rk_([0-9a-f]{16})_[0-9a-f]{64}")
GRANTED: Final = (Scope.AGENT, Scope.USER, Scope.ADMIN)
"""What a key may be of."""

_NO_DIGEST: Final = "0" * 64
"""Compared with where there is no key, so that this is as much work."""


class KeyState(StrEnum):
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class StoredKey:
    """What is kept of a key.

    Attributes:
        user_id: of scope ``user``, whom it is bound to.
        digest: see `digest_of`.
        expires_at: None: never.
        last_used_at: to the minute; None: never, or within the last seconds.
    """

    id: str
    name: str
    scope: Scope
    user_id: str | None
    digest: str
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def state(self, now: datetime) -> KeyState:
        if self.revoked_at is not None:
            return KeyState.REVOKED
        if self.expires_at is not None and self.expires_at <= now:
            return KeyState.EXPIRED
        return KeyState.ACTIVE


def new_key() -> str:
    """A key that nobody has had."""
    return f"{PREFIX}{secrets.token_hex(8)}_{secrets.token_hex(32)}"


def id_of(key: str) -> str | None:
    """The id that a key names; None for what is no key."""
    found = FORM.fullmatch(key)
    return None if found is None else found[1]


def digest_of(key: str) -> str:
    """What is kept of a key: SHA-256, in hexadecimal digits."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_same(key: str, stored: StoredKey | None) -> bool:
    """Whether ``key`` is the one that is stored, told in the same time whatever differs, and if nothing is stored."""
    expected = _NO_DIGEST if stored is None else stored.digest
    return hmac.compare_digest(digest_of(key), expected) and stored is not None
