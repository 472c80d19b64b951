"""The waits between tries."""

from server.backoff import full_jitter_s


def test_the_bound_doubles_up_to_the_cap() -> None:
    """From the base on, and a thousand failures are as many as eight."""
    waits_s = [full_jitter_s(failures, 1.0, base_s=0.1, cap_s=2.0) for failures in (0, 1, 2, 3, 8, 1000, 100_000)]
    assert waits_s == [0.1, 0.2, 0.4, 0.8, 2.0, 2.0, 2.0]


def test_chance_picks_anything_below_the_bound() -> None:
    """So that those who failed together do not come back together."""
    assert [full_jitter_s(1, chance, base_s=1.0, cap_s=9.0) for chance in (0.0, 0.25, 0.5)] == [0.0, 0.5, 1.0]
