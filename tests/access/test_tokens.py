"""Tokens: whom they speak for, how long, and by which secret."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from server.access.identity import Identity, Scope
from server.access.tokens import NoToken, TokenMint, kid_of
from tests.support.samples import new_user

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of these tests
NEXT = "fedcba9876543210fedcba9876543210"
USER = "6f1c7c9e-2f4b-4a55-9f4e-0f8c8a1d2b3c"
NOW = datetime(2026, 5, 1, 12, 0, 0, 250_000, tzinfo=UTC)
MISSING = "missing"
AGENT = Identity(Scope.AGENT, key_id="k1")
LATER = 4_102_444_800
LONG = SECRET * 2
MINT = TokenMint([SECRET, LONG], ttl_s=900, session_s=3600)


def test_a_token_names_its_user_its_key_and_its_end() -> None:
    """To the second, and never beyond what was asked for."""
    user = new_user()
    issued = MINT.make(user, NOW, AGENT)
    assert issued.expires_at == datetime(2026, 5, 1, 12, 15, tzinfo=UTC)
    assert MINT.read(issued.token) == Identity(Scope.USER, user, issued.expires_at, "k1", NOW)


def test_a_token_outlives_neither_its_key_nor_its_session() -> None:
    """However often it was renewed: each has the beginning of the first."""
    soon = NOW + timedelta(seconds=60)
    assert MINT.make(USER, NOW, Identity(Scope.AGENT, None, soon, "k1")).expires_at == soon.replace(microsecond=0)
    identity, now = MINT.read(MINT.make(USER, NOW, AGENT).token), NOW
    for _ in range(10):
        now += timedelta(seconds=600)
        identity = MINT.read(MINT.make(USER, now, identity).token)
        assert (identity.signed_in_at, identity.key_id) == (NOW, "k1")
    assert identity.expires_at == (NOW + timedelta(seconds=3600)).replace(microsecond=0)


def test_a_secret_is_changed_without_anybodys_noticing() -> None:
    """The first signs, all are read, by the name that a token has of its own; one taken away is none of ours."""
    both = TokenMint([NEXT, SECRET], 900, 3600)
    old, new = MINT.make(USER, NOW, AGENT).token, both.make(USER, NOW, AGENT).token
    assert jwt.get_unverified_header(old)["kid"] == kid_of(SECRET) != kid_of(NEXT)
    assert jwt.get_unverified_header(new)["kid"] == kid_of(NEXT)
    assert both.read(old).user_id == both.read(new).user_id == USER
    for mint, token in ((MINT, new), (TokenMint([NEXT], 900, 3600), old)):
        with pytest.raises(NoToken):
            mint.read(token)
    assert SECRET not in kid_of(SECRET)


KID = kid_of(SECRET)


def _signed(secret: str = SECRET, algorithm: str = "HS256", kid: str | None = KID, **changes: Any) -> str:
    claims = {"sub": USER, "exp": LATER, "auth_time": 0, "key": None, **changes}
    headers = {} if kid is None else {"kid": kid}
    return jwt.encode({name: value for name, value in claims.items() if value != MISSING}, secret, algorithm, headers)


def test_what_the_next_ones_are_cut_from_is_a_token() -> None:
    """Or they would prove nothing."""
    assert MINT.read(_signed()).user_id == USER


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        "a.b.c",
        "ä.ö.ü",
        _signed(NEXT),
        _signed("", "none"),
        _signed(SECRET * 2, "HS512"),
        _signed(LONG, "HS512", kid_of(LONG)),
        _signed(kid=None),
        _signed(kid=kid_of(NEXT)),
        _signed(NEXT, kid=kid_of(NEXT)),
        _signed(kid=""),
        _signed(sub=MISSING),
        _signed(sub=7),
        _signed(sub="jane"),
        _signed(exp=MISSING),
        _signed(exp=-1),
        _signed(exp=10**20),
        _signed(auth_time=MISSING),
        _signed(auth_time=10**20),
        _signed(key=7),
    ],
)
def test_what_is_no_token_of_ours_is_none(token: str) -> None:
    """However it came to be so."""
    with pytest.raises(NoToken):
        MINT.read(token)
