"""What waits for a reader is bounded in frames and in bytes."""

from server.push.outbox import Outbox, OutboxLimits, Undated


def _frame(text: str, size_bytes: int = 1) -> Undated:
    return Undated(text.encode().ljust(size_bytes), "pong")


def test_frames_come_out_in_order() -> None:
    """First in, first out; then nothing."""
    outbox = Outbox(OutboxLimits(10, 1000))
    for text in "abc":
        outbox.put(_frame(text))
    assert [outbox.take() for _ in range(4)] == [*map(_frame, "abc"), None]
    assert outbox.bytes_queued == 0


def test_there_is_room_up_to_so_many_frames() -> None:
    """The bound is exact, and taking one makes room for one."""
    outbox = Outbox(OutboxLimits(max_frames=3, max_bytes=1000))
    for expected in (True, True, True, False):
        assert outbox.has_room is expected
        outbox.put(_frame("x"))
    outbox.take()
    outbox.take()
    assert outbox.has_room


def test_there_is_room_up_to_so_many_bytes() -> None:
    """A few large frames are as much as many small ones."""
    outbox = Outbox(OutboxLimits(max_frames=100, max_bytes=1000))
    outbox.put(_frame("x", 999))
    assert outbox.has_room
    outbox.put(_frame("x"))
    assert not outbox.has_room


def test_some_are_taken_up_to_a_size() -> None:
    """Whole ones and in order; one that is larger by itself."""
    outbox = Outbox(OutboxLimits(10, 1000))
    for size in (10, 10, 10, 50, 1):
        outbox.put(_frame("x", size))
    assert [[len(frame.wire) for frame in outbox.take_some(25)] for _ in range(5)] == [[10, 10], [10], [50], [1], []]
    assert outbox.bytes_queued == 0


def test_what_is_still_over_a_bound_has_no_room() -> None:
    """Replies are taken past it; some of them taken make room only once the rest is within it."""
    outbox = Outbox(OutboxLimits(max_frames=3, max_bytes=1000))
    for _ in range(6):
        outbox.put(_frame("x", 10))
    for expected in (False, True):
        assert len(outbox.take_some(25)) == 2
        assert outbox.has_room is expected
