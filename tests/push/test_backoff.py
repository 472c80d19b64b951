"""The waits between tries to connect."""

from server.push.backoff import BASE_S, CAP_S, STABLE_S, Backoff


def test_waits_grow_up_to_a_bound_and_are_spread() -> None:
    """From a tenth of a second to two, each anywhere below its bound, however long it goes on."""
    firsts = [Backoff().failed(0) for _ in range(200)]
    assert 0 <= min(firsts) < BASE_S / 4 < BASE_S * 3 / 4 < max(firsts) <= BASE_S
    backoff = Backoff()
    waits = [backoff.failed(0) for _ in range(5000)]
    assert CAP_S * 3 / 4 < max(waits) <= CAP_S
    assert max(waits[:3]) <= BASE_S * 4


def test_a_connection_that_lasted_begins_a_new_series() -> None:
    """One that broke at once does not."""
    backoff = Backoff()
    for _ in range(20):
        backoff.failed(STABLE_S / 2)
    assert backoff.failed(STABLE_S) <= BASE_S
