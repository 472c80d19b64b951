"""Ids of jobs."""

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

from server.jobs.ids import new_job_id

NOW = datetime(2026, 3, 4, 5, 6, 7, 890_000, tzinfo=UTC)


def test_an_id_is_a_uuid_of_version_7() -> None:
    """It tells its time, in milliseconds."""
    made = UUID(new_job_id(NOW))
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == NOW.timestamp() * 1000


def test_ids_sort_in_the_order_of_their_times() -> None:
    """From one millisecond to the next."""
    made = [new_job_id(NOW + timedelta(milliseconds=number)) for number in range(300)]
    assert made == sorted(made)


def test_ids_of_the_same_moment_differ_in_every_bit_that_is_by_chance() -> None:
    """74 of them."""
    made = [UUID(new_job_id(NOW)).int for _ in range(300)]
    ever_set = ever_clear = 0
    for each in made:
        ever_set |= each
        ever_clear |= ~each
    assert (ever_set & ever_clear & (1 << 128) - 1).bit_count() == 74
