"""Who speaks, as far as it can be told without a server: what they may do, and whether they are at this machine."""

import pytest

from schemas.errors import ErrorCode
from server.access.identity import NOBODY, Identity, Scope, is_loopback
from server.access.ownership import require_operator, require_user, scope_of
from server.jobs.refusal import Refused
from tests.support.samples import new_user


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", None])
def test_this_machine_is_known(address: str | None) -> None:
    """By every address that it has for itself, and where there is none."""
    assert is_loopback(address)


@pytest.mark.parametrize("address", ["10.0.0.1", "203.0.113.9", "fe80::1", "::ffff:10.0.0.1", "localhost", "nonsense"])
def test_other_machines_are_known(address: str) -> None:
    """An address that is no address is another machine's."""
    assert not is_loopback(address)


def test_a_bound_caller_acts_for_one_user_only() -> None:
    """One without a bound acts for all, and nobody for none."""
    user = new_user()
    bound, free = Identity(Scope.USER, user), Identity(Scope.AGENT)
    require_user(bound, user)
    require_user(free, new_user())
    assert (scope_of(bound), scope_of(free)) == (user, None)
    for who, other in ((bound, new_user()), (bound, None), (bound, ""), (NOBODY, user), (NOBODY, None)):
        with pytest.raises(Refused) as refused:
            require_user(who, other)
        assert refused.value.code is ErrorCode.FORBIDDEN


def test_operators_are_admins_and_whoever_is_at_an_open_machine() -> None:
    """Agents and users are not, whomever they act for."""
    for scope in (Scope.ADMIN, Scope.LOCAL):
        require_operator(Identity(scope))
    for identity in (Identity(Scope.AGENT), Identity(Scope.USER, new_user()), NOBODY):
        with pytest.raises(Refused) as refused:
            require_operator(identity)
        assert refused.value.code is ErrorCode.FORBIDDEN
