"""Who speaks: tokens that are bound to one user, and this machine itself."""

import jwt
import pytest

from schemas.errors import ErrorCode
from server.access.identity import NOBODY, Doorkeeper, Identity, Scope, is_loopback
from server.access.ownership import require_user, scope_of
from server.jobs.refusal import Refused
from tests.support.parts import SetClock
from tests.support.samples import new_user

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of these tests
USER = "6f1c7c9e-2f4b-4a55-9f4e-0f8c8a1d2b3c"


def test_a_token_names_its_user_until_it_ends() -> None:
    """To the second."""
    clock, user = SetClock(), new_user()
    door = Doorkeeper(SECRET, 900, clock)
    issued = door.issue(user)
    assert door.identify(issued.token, "203.0.113.9") == Identity(Scope.USER, user, issued.expires_at)
    clock.move(899)
    door.identify(issued.token, None)
    clock.move(1)
    with pytest.raises(Refused) as refused:
        door.identify(issued.token, None)
    assert refused.value.code is ErrorCode.UNAUTHORIZED


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        "a.b.c",
        "ä.ö.ü",
        jwt.encode({"sub": USER, "exp": 4102444800}, "another" * 6, "HS256"),
        jwt.encode({"sub": USER, "exp": 4102444800}, "", "none"),
        jwt.encode({"exp": 4102444800}, SECRET, "HS256"),
        jwt.encode({"sub": USER}, SECRET, "HS256"),
        jwt.encode({"sub": USER, "exp": "soon"}, SECRET, "HS256"),
        jwt.encode({"sub": 7, "exp": 4102444800}, SECRET, "HS256"),
        jwt.encode({"sub": USER, "exp": 4102444800}, SECRET * 2, "HS512"),
        jwt.encode({"sub": "jane", "exp": 4102444800}, SECRET, "HS256"),
        jwt.encode({"sub": USER, "exp": -1}, SECRET, "HS256"),
        jwt.encode({"sub": USER, "exp": 10**20}, SECRET, "HS256"),
    ],
)
def test_what_is_no_token_of_ours_is_unauthorized(token: str) -> None:
    """However it came to be so."""
    with pytest.raises(Refused) as refused:
        Doorkeeper(SECRET, 900, SetClock()).identify(token, "127.0.0.1")
    assert refused.value.code is ErrorCode.UNAUTHORIZED


def test_without_a_secret_each_start_has_its_own() -> None:
    """Tokens of another start are none of ours."""
    clock = SetClock()
    first, second = Doorkeeper(None, 900, clock), Doorkeeper(None, 900, clock)
    with pytest.raises(Refused):
        second.identify(first.issue(new_user()).token, None)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", None])
def test_this_machine_needs_no_token(address: str | None) -> None:
    """And may act for any user."""
    assert Doorkeeper(None, 900, SetClock()).identify(None, address) == Identity(Scope.LOCAL)


@pytest.mark.parametrize("address", ["10.0.0.1", "203.0.113.9", "fe80::1", "::ffff:10.0.0.1", "localhost", "nonsense"])
def test_other_machines_need_one(address: str) -> None:
    """An address that is no address is another machine's."""
    assert not is_loopback(address)
    with pytest.raises(Refused) as refused:
        Doorkeeper(None, 900, SetClock()).identify(None, address)
    assert refused.value.code is ErrorCode.FORBIDDEN


def test_a_bound_caller_acts_for_one_user_only() -> None:
    """One without a bound acts for all."""
    user = new_user()
    bound, free = Identity(Scope.USER, user), Identity(Scope.AGENT)
    require_user(bound, user)
    require_user(free, new_user())
    assert (scope_of(bound), scope_of(free)) == (user, None)
    for who, other in ((bound, new_user()), (bound, None), (bound, ""), (NOBODY, user), (NOBODY, None)):
        with pytest.raises(Refused) as refused:
            require_user(who, other)
        assert refused.value.code is ErrorCode.FORBIDDEN
