"""How often: buckets are exact, and forget whom they can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.access.limits import Buckets, TokenBucket


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


def test_who_is_drained_gets_none_for_as_long_as_told() -> None:
    """Then one, and more as they come again."""
    bucket = TokenBucket.full(rate_per_s=1, burst=60, now_s=0)
    bucket.drain(0, 30)
    assert bucket.take(0) == pytest.approx(30)
    assert bucket.take(29) == pytest.approx(1)
    assert bucket.take(30) == 0
    assert bucket.take(30) > 0


def test_each_name_has_a_bucket() -> None:
    """What one takes, the other does not lack."""
    buckets = Buckets(rate_per_s=1, burst=2, most=100)
    assert [buckets.take("a", 0) for _ in range(3)] == [0, 0, 1]
    assert buckets.take("b", 0) == 0
    assert (buckets.wait_s("a", 0.5), buckets.wait_s("nobody", 0.5)) == (0.5, 0)


def test_whoever_may_take_all_again_is_forgotten() -> None:
    """Those who come later pay for it with a step or two each."""
    buckets = Buckets(rate_per_s=1, burst=10, most=1000)
    for number in range(100):
        buckets.take(f"old {number}", 0)
    for number in range(100):
        buckets.take(f"new {number}", 2)
    assert len(buckets) == 100


def test_invented_names_do_not_fill_the_memory() -> None:
    """Nor do they make anybody forgotten who goes on."""
    buckets = Buckets(rate_per_s=0.01, burst=1, most=100)
    for number in range(1000):
        assert buckets.take(f"invented {number}", 0) == 0
        assert (buckets.take("constant", 0) == 0) is (number == 0)
    assert len(buckets) == 100
