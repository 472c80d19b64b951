"""When it is tried again: over more than a day, spread by chance, and no sooner than the receiver asks."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest

from server.webhooks.schedule import LONGEST_RETRY_AFTER_S, WAITS_S, failing_since, is_to_be_disabled, wait_s

NOW = datetime(2026, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_the_tries_last_for_more_than_a_day(chance: float) -> None:
    """With whatever luck: the waits grow, and there are eight attempts in all."""
    waits = [wait_s(attempts, chance, None) for attempts in range(1, 9)]
    assert waits.pop() is None
    known = [wait for wait in waits if wait is not None]
    assert known == sorted(known)
    assert len(known) == len(WAITS_S) == 7
    assert 24 * 3600 < list(accumulate(known))[-1] < 48 * 3600


def test_the_waits_are_spread() -> None:
    """What failed at the same moment is not tried again at the same moment."""
    assert wait_s(2, 0.0, None) == 300
    assert wait_s(2, 1.0, None) == 450


def test_a_receiver_is_left_alone_for_as_long_as_it_asks() -> None:
    """Within reason; and no sooner than otherwise, whatever it asks."""
    assert wait_s(1, 0.0, 120.0) == 120
    assert wait_s(3, 0.0, 120.0) == 1800
    assert wait_s(1, 0.0, 10.0**9) == LONGEST_RETRY_AFTER_S


def test_five_days_of_failures_are_enough() -> None:
    """Counted from the first of a series; a success, or a day without any attempt, begins a new one."""
    assert failing_since(None, None, NOW) == NOW
    assert failing_since(None, NOW - DAY, NOW) == NOW
    assert failing_since(NOW - 3 * DAY, NOW - DAY, NOW) == NOW - 3 * DAY
    assert failing_since(NOW - 9 * DAY, NOW - 2 * DAY, NOW) == NOW
    assert is_to_be_disabled(NOW - 5 * DAY, NOW)
    assert not is_to_be_disabled(NOW - 5 * DAY + timedelta(seconds=1), NOW)
