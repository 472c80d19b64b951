"""How long a client waits before it connects again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_client.backoff import Backoff


def test_waits_double_up_to_a_cap() -> None:
    """From half a second to twenty."""
    backoff = Backoff(uniform=lambda: 1.0)
    assert [backoff.failed(0) for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 20, 20]


@given(st.floats(0, 1), st.integers(1, 2000))
def test_jitter_is_full(share: float, times: int) -> None:
    """Any wait from nothing to the whole is as likely as any other, however often it failed."""
    backoff = Backoff(uniform=lambda: share)
    for _ in range(times):
        wait_s = backoff.failed(0)
    assert wait_s == pytest.approx(share * min(20, 0.5 * 2 ** (times - 1)) if times < 60 else share * 20)


def test_a_stable_connection_ends_the_series() -> None:
    """One that lasted thirty seconds, and not one that lasted a little less."""
    backoff = Backoff(uniform=lambda: 1.0)
    for _ in range(5):
        backoff.failed(0)
    assert backoff.failed(29.9) == 16
    assert backoff.failed(30) == 0.5
