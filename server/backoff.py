"""How long to wait before the next try: full jitter [AWS Architecture Blog 2015], doubled from try to try. Pure."""

MAX_DOUBLINGS = 64
"""Far above any cap; without it the power overflows after a thousand failures, some hours of an outage."""


def full_jitter_s(failures: int, chance: float, *, base_s: float, cap_s: float) -> float:
    """The wait after one more failure, in seconds: anything up to a bound that doubles.

    Args:
        failures: how many there were before it.
        chance: from 0 to 1, for instance by `random.random`.
        base_s: bound of the first wait.
        cap_s: bound of every wait.
    """
    return chance * min(cap_s, base_s * 2.0 ** min(failures, MAX_DOUBLINGS))
