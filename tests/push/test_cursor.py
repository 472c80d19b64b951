"""Where a reader stands in a log: order, holes, and whether what is missing can be replayed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.push.cursor import Cursor, is_recoverable


def test_a_live_cursor_takes_the_next_frame_only() -> None:
    """What was had is dropped, what is next is taken, what is further away makes a hole."""
    cursor = Cursor(seq=3, head=3)
    assert not cursor.takes(3)
    assert cursor.takes(4)
    assert not cursor.takes(6)
    assert (cursor.seq, cursor.head, cursor.is_live, cursor.missing) == (4, 6, False, 2)


def test_a_cursor_that_is_behind_takes_from_the_log_only() -> None:
    """The next frame that comes live while it reads would come twice, so it waits for the read."""
    cursor = Cursor(seq=3, head=5)
    assert not cursor.takes(4)
    assert cursor.replays(4)
    assert not cursor.replays(4)
    assert cursor.replays(5)
    assert cursor.is_live


def test_the_state_as_a_whole_takes_the_place_of_frames() -> None:
    """After a snapshot the cursor stands where that was taken."""
    cursor = Cursor(seq=3, head=900)
    cursor.restart(850)
    assert (cursor.seq, cursor.missing) == (850, 50)
    cursor.restart(950)
    assert cursor.is_live


@given(st.lists(st.integers(1, 12), max_size=60), st.integers(0, 5))
def test_whatever_comes_in_whatever_order_is_handed_over_once_and_in_order(seqs: list[int], start: int) -> None:
    """Drops, doubles and reorderings never show: what is handed over is a run of numbers without a gap."""
    cursor = Cursor(start, start)
    taken = [seq for seq in seqs if cursor.takes(seq)]
    assert taken == list(range(start + 1, start + 1 + len(taken)))
    assert cursor.head == max([start, *seqs])
    rest = [seq for seq in range(1, 13) if cursor.replays(seq)]
    assert taken + rest == list(range(start + 1, 13))


@pytest.mark.parametrize(
    ("after", "head", "first_kept", "is_whole"),
    [
        (None, 9, 1, False),  # says nothing
        (0, 9, 1, True),  # from the beginning
        (9, 9, 1, True),  # has all
        (10, 9, 1, False),  # has more than there is
        (9, 9, None, True),  # has all of a log that is gone
        (8, 9, None, False),  # the rest is gone
        (4, 9, 5, True),  # the next one is the first that is kept
        (3, 9, 5, False),  # the next one is gone
        (0, 500, 1, True),  # as many as are replayed
        (0, 501, 1, False),  # one more
    ],
)
def test_what_can_be_replayed(after: int | None, head: int, first_kept: int | None, *, is_whole: bool) -> None:
    """Frames are replayed when all of them can be, and never in part."""
    assert is_recoverable(after, head, first_kept, most=500) is is_whole
