"""Which node of a cluster has a channel."""

from server.push.slots import SlotRange, node_of, read_slots

REPLY = [
    [0, 8191, [b"10.0.0.1", 6379, b"id1", []], [b"10.0.0.3", 6379, b"id3", []]],
    [8192, 16000, [b"", 7000, b"id2", []]],
]


def test_slots_are_those_of_their_main_node() -> None:
    """A replica has none, and a node that does not know its own name is the one that was asked."""
    assert read_slots(REPLY, ("asked", 1)) == [
        SlotRange(0, 8191, ("10.0.0.1", 6379)),
        SlotRange(8192, 16000, ("asked", 7000)),
    ]


def test_a_channel_is_where_its_slot_is() -> None:
    """CLUSTER KEYSLOT of these gives 12182 and 4813; a slot that nobody has is nowhere."""
    ranges = read_slots(REPLY, ("asked", 1))
    assert node_of(b"foo", ranges) == ("asked", 7000)
    assert node_of(b"b", ranges[:1]) == ("10.0.0.1", 6379)
    assert node_of(b"foo", ranges[:1]) is None
