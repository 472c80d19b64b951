"""When to try again, when to give up, when to disable an endpoint. Pure."""

from datetime import datetime, timedelta

WAITS_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400)
"""After the first attempt, the second, …: the schedule of Standard Webhooks 1.0.0 up to a day and more, 31 h 35 min."""

JITTER = 0.5
"""A wait is up to so much longer, by chance. Full jitter (anything from 0) would halve the day that is promised."""

LONGEST_RETRY_AFTER_S = 43_200.0
"""What a receiver may put us off, half a day; longer waits than it asks for are the table's."""

DISABLED_AFTER = timedelta(days=5)
"""Nothing but failures for so long disables an endpoint [Svix, "Automatic retries"]."""

SILENCE = timedelta(days=1)
"""Failures further apart are not one series: nobody knows what was in between. The longest wait is 21 h."""


def wait_s(attempts: int, chance: float, retry_after_s: float | None) -> float | None:
    """How long to wait after an attempt that failed, in seconds; None: it was the last.

    Args:
        attempts: how many there were, with this one.
        chance: from 0 to 1.
        retry_after_s: what the receiver asked for.
    """
    if attempts > len(WAITS_S):
        return None
    by_table = WAITS_S[attempts - 1] * (1 + JITTER * chance)
    return max(by_table, min(retry_after_s or 0.0, LONGEST_RETRY_AFTER_S))


def failing_since(since: datetime | None, last_failure_at: datetime | None, now: datetime) -> datetime:
    """When the series of failures began that the one of now belongs to.

    Args:
        since: when the series before it began; None where the last attempt succeeded.
    """
    if since is None or last_failure_at is None or now - last_failure_at > SILENCE:
        return now
    return since


def is_to_be_disabled(since: datetime, now: datetime) -> bool:
    """Whether a series of failures has lasted too long."""
    return now - since >= DISABLED_AFTER
