"""How much: buckets and counts are exact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.access.limits import ConnectionCount, TokenBucket


def test_a_bucket_gives_a_burst_and_then_a_rate() -> None:
    """Who waits as long as told gets one."""
    bucket = TokenBucket.full(rate_per_s=50, burst=200, now_s=0)
    assert [bucket.take(0) for _ in range(200)] == [0.0] * 200
    assert bucket.take(0) == pytest.approx(0.02)
    assert bucket.take(0.02) == 0
    assert bucket.take(0.02) > 0
    assert [bucket.take(1000) for _ in range(201)].count(0.0) == 200


@given(st.lists(st.floats(0, 0.5), max_size=300))
def test_no_span_of_time_sees_more_than_burst_and_rate(pauses: list[float]) -> None:
    """Whatever the rhythm of the asking."""
    bucket, now_s, taken = TokenBucket.full(10, 5, 0), 0.0, 0
    for pause_s in pauses:
        now_s += pause_s
        taken += bucket.take(now_s) == 0
        assert taken <= 5 + 10 * now_s + 1e-6


def test_connections_are_counted_by_address() -> None:
    """One that goes makes room for one, and an address without any is forgotten."""
    count = ConnectionCount(2)
    assert [count.enter("a") for _ in range(3)] == [True, True, False]
    assert count.enter("b")
    count.leave("a")
    assert count.enter("a")
    for address in ("a", "a", "b"):
        count.leave(address)
    assert not count._open
