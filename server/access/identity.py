"""Who speaks: by a token that is bound to one user, or, on loopback, whoever is at this machine."""

import ipaddress
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

import jwt
from pydantic import BaseModel, Field, ValidationError

from schemas.errors import ErrorCode
from schemas.model import Uuid
from server.clock import Clock
from server.jobs.refusal import Refused

ALGORITHM = "HS256"
LAST_MOMENT_S = 253_402_300_799
"""The end of the year 9999, the last that `datetime` knows."""


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
    """

    scope: Scope
    user_id: str | None = None
    expires_at: datetime | None = None
    key_id: str | None = None


NOBODY: Final = Identity(Scope.USER, user_id="")
"""Who has not said who they are: bound to a user that there is not."""


class Claims(BaseModel):
    """What a token must say, whoever signed it with our secret."""

    sub: Uuid
    exp: Annotated[float, Field(ge=0, le=LAST_MOMENT_S)]
    """RFC 7519, section 4.1.4: seconds since 1970, perhaps with a fraction."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    token: str
    expires_at: datetime


def new_secret() -> str:
    """A key of 256 bits, for HS256 (RFC 7518, section 3.2)."""
    return secrets.token_urlsafe(32)


class Doorkeeper:
    """Issues tokens and reads them. Without a secret each start makes its own, and old tokens end with it."""

    def __init__(self, secret: str | None, ttl_s: float, clock: Clock) -> None:
        self._secret = secret or new_secret()
        self._ttl = timedelta(seconds=ttl_s)
        self._clock = clock

    def issue(self, user_id: str) -> IssuedToken:
        """A token bound to one user."""
        expires_at = (self._clock() + self._ttl).replace(microsecond=0)
        claims = {"sub": user_id, "exp": expires_at}
        return IssuedToken(jwt.encode(claims, self._secret, ALGORITHM), expires_at)

    def identify(self, token: str | None, address: str | None) -> Identity:
        """Who shows ``token``, from ``address``.

        Raises:
            Refused: ``unauthorized`` for a token that is none of ours or has ended, ``forbidden`` for no token
                from another machine.
        """
        if token is None:
            if not is_loopback(address):
                raise Refused(ErrorCode.FORBIDDEN, "Without a token only this machine itself is served.")
            return Identity(Scope.LOCAL)
        try:
            # The end is compared with our own clock below, which tests may set.
            found = jwt.decode(token, self._secret, [ALGORITHM], options={"verify_exp": False, "verify_sub": False})
            claims = Claims.model_validate(found)
        except (jwt.InvalidTokenError, ValidationError):
            raise Refused(ErrorCode.UNAUTHORIZED, "The token is not valid.") from None
        expires_at = datetime.fromtimestamp(claims.exp, UTC)
        if expires_at <= self._clock():
            raise Refused(ErrorCode.UNAUTHORIZED, "The token has ended.")
        return Identity(Scope.USER, claims.sub, expires_at)


def is_loopback(address: str | None) -> bool:
    """Whether a peer's address is this machine's own. None (a Unix socket, a call in process) is."""
    if address is None:
        return True
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    # A socket that listens on IPv6 shows IPv4 peers as ::ffff:127.0.0.1, which Python 3.11 takes for a foreign one.
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return (mapped or parsed).is_loopback
