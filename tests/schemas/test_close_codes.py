"""Close codes: the range is the verdict."""

import pytest

from schemas.close_codes import CloseCode, may_reconnect

RECONNECT = {1001, 1006, 1011, 1012, 1013, 4000, 4001, 4002, 4003, 4004, 4006}
STAY_AWAY = {1000, 1009, 4500, 4501, 4502, 4503, 4504, 4505}


def test_the_codes_are_those_of_the_protocol() -> None:
    """Nothing was added and nothing forgotten."""
    assert {int(code) for code in CloseCode} == RECONNECT | STAY_AWAY


@pytest.mark.parametrize("code", sorted(RECONNECT))
def test_a_client_comes_back_after_these(code: int) -> None:
    """The connection failed, not the client."""
    assert may_reconnect(code)


@pytest.mark.parametrize("code", [*sorted(STAY_AWAY), 1002, 1003, 1007, 1008, 4999])
def test_a_client_stays_away_after_these(code: int) -> None:
    """The same client would be closed again."""
    assert not may_reconnect(code)


def test_codes_of_newer_servers_are_judged_by_their_range() -> None:
    """A code that this client does not know still has a verdict."""
    assert may_reconnect(4444)
    assert not may_reconnect(4555)
