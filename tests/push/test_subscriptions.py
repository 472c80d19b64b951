"""Which channels are wanted, against a server that answers when it likes."""

from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from server.push.subscriptions import Requests, Subscriptions

NOTHING = Requests([], [])


def test_a_wish_is_asked_for_once() -> None:
    """However often it is wished, and not at all once it is fulfilled."""
    subscriptions = Subscriptions()
    subscriptions.want(b"a")
    subscriptions.want(b"a")
    assert subscriptions.requests() == Requests([b"a"], [])
    assert not subscriptions.is_live(b"a")
    subscriptions.want(b"a")
    assert subscriptions.requests() == NOTHING
    subscriptions.answered(b"a", is_subscribed=True)
    assert subscriptions.is_live(b"a")
    subscriptions.want(b"a")
    assert subscriptions.requests() == NOTHING


def test_a_wish_that_is_taken_back_before_it_is_asked_for_is_no_request() -> None:
    """Nor does it leave anything behind."""
    subscriptions = Subscriptions()
    for _ in range(3):
        subscriptions.want(b"a")
        subscriptions.unwant(b"a")
    assert subscriptions.requests() == NOTHING
    assert not subscriptions._to_ask


def test_a_wish_that_changes_while_it_is_asked_for_waits_for_the_answer() -> None:
    """The answer is so never taken for that of another request."""
    subscriptions = Subscriptions()
    subscriptions.want(b"a")
    subscriptions.requests()
    subscriptions.unwant(b"a")
    assert subscriptions.requests() == NOTHING
    subscriptions.answered(b"a", is_subscribed=True)
    assert subscriptions.requests() == Requests([], [b"a"])
    subscriptions.want(b"a")
    assert not subscriptions.is_live(b"a")
    assert subscriptions.requests() == NOTHING
    subscriptions.answered(b"a", is_subscribed=False)
    assert subscriptions.requests() == Requests([b"a"], [])


def test_a_new_connection_is_asked_for_everything() -> None:
    """It is restored with the last answer to that, and what is wished meanwhile does not put that off."""
    subscriptions = Subscriptions()
    for channel in (b"a", b"b"):
        subscriptions.want(channel)
    subscriptions.requests()
    subscriptions.answered(b"a", is_subscribed=True)
    requests = subscriptions.restore()
    assert sorted(requests.subscribe) == [b"a", b"b"]
    assert not subscriptions.is_live(b"a")
    subscriptions.want(b"c")
    subscriptions.unwant(b"b")
    assert not subscriptions.answered(b"a", is_subscribed=True)
    assert subscriptions.answered(b"b", is_subscribed=True)
    assert subscriptions.requests() == Requests([b"c"], [b"b"])
    assert not subscriptions.answered(b"c", is_subscribed=True)


def test_a_channel_that_the_server_ends_is_asked_for_again() -> None:
    """As a node of a cluster does whose slots are moved."""
    subscriptions = Subscriptions()
    subscriptions.want(b"a")
    subscriptions.requests()
    subscriptions.answered(b"a", is_subscribed=True)
    subscriptions.answered(b"a", is_subscribed=False)
    assert subscriptions.requests() == Requests([b"a"], [])


@given(st.lists(st.tuples(st.sampled_from(["want", "unwant", "send", "answer", "cut"]), st.sampled_from([b"a", b"b"]))))
def test_the_server_ends_up_with_what_is_wanted(steps: list[tuple[str, bytes]]) -> None:
    """In whatever order wishes, requests, answers and broken connections come."""
    subscriptions, sent, has = Subscriptions(), deque[tuple[bytes, bool]](), set[bytes]()

    def send(requests: Requests) -> None:
        sent.extend((channel, True) for channel in requests.subscribe)
        sent.extend((channel, False) for channel in requests.unsubscribe)

    def answer() -> None:
        channel, is_subscribed = sent.popleft()
        (has.add if is_subscribed else has.discard)(channel)
        subscriptions.answered(channel, is_subscribed=is_subscribed)

    for step, channel in steps:
        match step:
            case "want":
                subscriptions.want(channel)
            case "unwant":
                subscriptions.unwant(channel)
            case "send":
                send(subscriptions.requests())
            case "answer" if sent:
                answer()
            case "cut":
                sent.clear()
                has.clear()
                send(subscriptions.restore())
        assert len({each for each, _ in sent}) == len(sent)
        assert all(not subscriptions.is_live(each) or each in has for each in (b"a", b"b"))
    for _ in range(3):
        send(subscriptions.requests())
        while sent:
            answer()
    assert has == subscriptions.wanted
