"""Tokens: short-lived, signed, each bound to one user. A browser is given one, so that it never has a key.

Several secrets may be good at a time: one signs, all are read, and a token's ``kid`` says by which it was signed. So a
secret is changed without anybody's noticing.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

import jwt
from pydantic import BaseModel, Field, ValidationError

from schemas.model import Uuid
from server.access.identity import Identity, Scope

ALGORITHM = "HS256"
LAST_MOMENT_S = 253_402_300_799
"""The end of the year 9999, the last that `datetime` knows."""

Moment = Annotated[float, Field(ge=0, le=LAST_MOMENT_S)]
"""RFC 7519, section 2: seconds since 1970, perhaps with a fraction."""


class Claims(BaseModel):
    """What a token must say, whoever signed it with our secret.

    Attributes:
        auth_time: when somebody last showed more than a token for it (OpenID Connect Core, section 2).
        key: the id of the key that was shown then.
    """

    sub: Uuid
    exp: Moment
    auth_time: Moment
    key: str | None = None


@dataclass(frozen=True, slots=True)
class IssuedToken:
    token: str
    expires_at: datetime


class NoToken(Exception):
    """It is none of ours, or says something that ours do not."""


def new_secret() -> str:
    """256 bits, for HS256 (RFC 7518, section 3.2)."""
    return secrets.token_urlsafe(32)


def kid_of(secret: str) -> str:
    """How a token names the secret that signed it. Whoever guesses at secrets is helped no more than by a signature."""
    return hashlib.sha256(b"repcast token secret " + secret.encode()).hexdigest()[:16]


class TokenMint:
    """Makes tokens, and reads them.

    Args:
        secrets: the first one signs.
        ttl_s: how long a token is good for, in seconds.
        session_s: how long tokens may be had for tokens, before a key is to be shown again.
    """

    def __init__(self, secrets: Sequence[str], ttl_s: float, session_s: float) -> None:
        self._secrets = {kid_of(secret): secret for secret in secrets}
        self._signing = kid_of(secrets[0])
        self._ttl = timedelta(seconds=ttl_s)
        self._session = timedelta(seconds=session_s)

    def make(self, user_id: str, now: datetime, by: Identity) -> IssuedToken:
        """A token for one user.

        Args:
            by: who asks for it. The token outlives neither their key nor the session that their own token is of.
        """
        since = by.signed_in_at or now
        ends = [now + self._ttl, since + self._session]
        if by.signed_in_at is None and by.expires_at is not None:
            ends.append(by.expires_at)
        expires_at = min(ends).replace(microsecond=0)
        claims = {"sub": user_id, "exp": expires_at, "auth_time": since.timestamp(), "key": by.key_id}
        token = jwt.encode(claims, self._secrets[self._signing], ALGORITHM, headers={"kid": self._signing})
        return IssuedToken(token, expires_at)

    def read(self, token: str) -> Identity:
        """Whom a token speaks for, and until when; whether that is over is not looked at.

        Raises:
            NoToken: it is none.
        """
        try:
            secret = self._secrets.get(str(jwt.get_unverified_header(token).get("kid")))
            if secret is None:
                raise NoToken
            # The end is for whoever has a clock.
            found = jwt.decode(token, secret, [ALGORITHM], options={"verify_exp": False, "verify_sub": False})
            claims = Claims.model_validate(found)
        except (jwt.InvalidTokenError, ValidationError):
            raise NoToken from None
        ends_at, since = (datetime.fromtimestamp(moment, UTC) for moment in (claims.exp, claims.auth_time))
        return Identity(Scope.USER, claims.sub, ends_at, claims.key, since)
