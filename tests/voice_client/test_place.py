"""How far one reader has one job's log."""

import pytest

from schemas.server_frames import JobEvent
from tests.support.session_frames import job_subscribed, progress
from voice_client.effects import JobFrame
from voice_client.place import Place


def _frame(seq: int) -> JobEvent:
    frame = progress(seq)
    assert isinstance(frame, JobEvent)
    return frame


def _state(seq: int, *, after: int) -> JobFrame:
    return job_subscribed(after, seq, recovered=False)  # type: ignore[return-value]  # of its type


def test_a_reader_takes_the_next_frame_and_no_other() -> None:
    """Not what it has, and not what is ahead of what it lacks."""
    place = Place(4)
    assert [seq for seq in (3, 4, 6, 5, 5, 7, 6) if place.takes(_frame(seq))] == [5, 6]
    assert place.seq == 6


@pytest.mark.parametrize(
    ("at", "seq", "after", "takes"),
    [
        (4, 900, 4, True),
        (850, 900, 0, True),  # asked for by somebody else, but more than this one has
        (900, 900, 0, False),
        (900, 895, 0, False),
        (900, 10, 900, True),  # the log does not reach there: its database was lost
    ],
)
def test_a_state_is_taken_where_it_says_more_than_the_reader_has(at: int, seq: int, after: int, takes: bool) -> None:
    """Or where it says that the reader's own place does not exist."""
    place = Place(at)
    assert place.takes(_state(seq, after=after)) is takes
    assert place.seq == (seq if takes else at)
