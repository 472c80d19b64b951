"""What waits for a reader is bounded in frames and in bytes."""

from server.push.outbox import Outbox, OutboxLimits


def test_frames_come_out_in_order() -> None:
    """First in, first out; then nothing."""
    outbox = Outbox(OutboxLimits(10, 1000))
    for text in "abc":
        outbox.put(text, 1)
    assert [outbox.take() for _ in range(4)] == ["a", "b", "c", None]
    assert outbox.bytes_queued == 0


def test_there_is_room_up_to_so_many_frames() -> None:
    """The bound is exact, and taking one makes room for one."""
    outbox = Outbox(OutboxLimits(max_frames=3, max_bytes=1000))
    for expected in (True, True, True, False):
        assert outbox.has_room is expected
        outbox.put("x", 1)
    outbox.take()
    outbox.take()
    assert outbox.has_room


def test_there_is_room_up_to_so_many_bytes() -> None:
    """A few large frames are as much as many small ones."""
    outbox = Outbox(OutboxLimits(max_frames=100, max_bytes=1000))
    outbox.put("x", 999)
    assert outbox.has_room
    outbox.put("x", 1)
    assert not outbox.has_room
