"""The conversation of one socket, decided without a socket or a clock."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest

from schemas.client_frames import ClientFrame, Hello, Ping
from schemas.close_codes import CloseCode
from schemas.codec import BadFrame, FrameTooBig
from schemas.errors import ErrorCode, FrameProblem
from server.gateway.session import (
    TRANSITIONS,
    Abort,
    Close,
    Effect,
    Event,
    Greet,
    Heartbeat,
    Pause,
    Reply,
    Serve,
    Session,
    SessionLimits,
    State,
)

LIMITS = SessionLimits(
    hello_timeout_s=5,
    heartbeat_s=20,
    write_stall_s=10,
    max_frame_bytes=65536,
    max_bad_frames=3,
    bad_frame_pause_s=0.3,
    frames_per_second=10,
    frames_burst=20,
    frames_over_limit=5,
)
HELLO = Hello(id="h")
BAD = BadFrame((FrameProblem(path="x", message="unknown field"),), "b")


def _open(now_s: float = 0.0, valid_for_s: float | None = None) -> Session:
    session = Session(LIMITS, now_s)
    session.received(HELLO, now_s)
    session.opened(now_s, valid_for_s)
    return session


def _codes(effects: Sequence[Effect]) -> list[CloseCode]:
    return [effect.code for effect in effects if isinstance(effect, Close | Abort)]


def test_hello_comes_first() -> None:
    """A hello is greeted, and what follows is served."""
    session = Session(LIMITS, 0)
    assert session.received(HELLO, 0) == (Greet(HELLO),)
    assert session.state is State.GREETING
    session.opened(0, None)
    assert session.received(Ping(id="p"), 0) == (Serve(Ping(id="p")),)


@pytest.mark.parametrize("first", [Ping(id="p"), BAD], ids=["a request", "a bad frame"])
def test_anything_before_hello_is_unauthorized(first: ClientFrame | BadFrame) -> None:
    """An error that says so, then 4501, then silence."""
    session = Session(LIMITS, 0)
    effects = session.received_bad(first, 0) if isinstance(first, BadFrame) else session.received(first, 0)
    reply, close = effects
    assert isinstance(reply, Reply)
    assert reply.frame.code is ErrorCode.UNAUTHORIZED
    assert _codes((close,)) == [CloseCode.UNAUTHORIZED]
    assert session.received(HELLO, 0) == ()
    assert session.received_bad(BAD, 0) == ()
    assert session.close(CloseCode.DRAINING, "") == ()


def test_hello_has_its_time() -> None:
    """Five seconds, not less and not more."""
    session = Session(LIMITS, 100)
    assert session.next_tick_s(100, None) == 105
    assert session.tick(104.9, None) == ()
    assert _codes(session.tick(105, None)) == [CloseCode.HELLO_TIMEOUT]


def test_a_second_hello_is_a_bad_frame() -> None:
    """Who speaks is settled once."""
    reply, _ = _open().received(HELLO, 1)
    assert isinstance(reply, Reply)
    assert reply.frame.code is ErrorCode.BAD_FRAME


def test_bad_frames_are_answered_until_there_are_too_many() -> None:
    """Whoever sends them waits longer for each answer, and the limit is told by the last error and the close."""
    session = _open()
    for pause_s in (0.3, 0.6, 0.9):
        reply, pause = session.received_bad(BAD, 1)
        assert isinstance(pause, Pause)
        assert pause.seconds == pytest.approx(pause_s)
        assert isinstance(reply, Reply)
        assert (reply.frame.code, reply.frame.id) == (ErrorCode.BAD_FRAME, "b")
        assert reply.frame.details is not None
        assert reply.frame.details.errors == BAD.problems
    assert _codes(session.received_bad(BAD, 1)) == [CloseCode.PROTOCOL_ERROR]
    assert session.state is State.CLOSED


def test_nobody_waits_for_ever_behind_bad_frames() -> None:
    """A second at most: a pong waits as well."""
    session = Session(replace(LIMITS, max_bad_frames=9), 0)
    session.received(HELLO, 0)
    session.opened(0, None)
    pauses = [session.received_bad(BAD, 1)[1] for _ in range(9)]
    assert pauses[3:] == [Pause(1.0)] * 6


def test_a_frame_that_is_too_big_ends_the_socket() -> None:
    """With the code of RFC 6455."""
    big = FrameTooBig((FrameProblem(path="", message="larger"),))
    assert _codes(_open().received_bad(big, 1)) == [CloseCode.MESSAGE_TOO_BIG]


def test_frames_are_bounded_a_second() -> None:
    """A burst is served, the next is told when to come again, and then it may."""
    session = _open()
    served = [session.received(Ping(id="p"), 0)[0] for _ in range(20)]
    assert [type(effect) for effect in served] == [Serve] * 19 + [Reply]
    refusal = served[-1]
    assert isinstance(refusal, Reply)
    assert (refusal.frame.code, refusal.frame.retry_after_s) == (ErrorCode.RATE_LIMITED, 0.1)
    assert session.received(Ping(id="p"), 0.1) == (Serve(Ping(id="p")),)


def test_who_goes_on_after_being_told_to_wait_is_closed() -> None:
    """Bad frames count as frames; who stops in time stays."""
    session = _open()
    for _ in range(19):
        session.received(Ping(id="p"), 0)
    for _ in range(5):
        (reply,) = session.received(Ping(id="p"), 0)
        assert isinstance(reply, Reply)
    session.received(Ping(id="p"), 1)
    for _ in range(9):
        session.received(Ping(id="p"), 1)
    for _ in range(5):
        (reply,) = session.received_bad(BAD, 1)
        assert isinstance(reply, Reply)
        assert reply.frame.code is ErrorCode.RATE_LIMITED
    assert _codes(session.received(Ping(id="p"), 1)) == [CloseCode.RATE_LIMITED]


def test_a_silent_socket_gets_a_ping_frame() -> None:
    """After so long without another frame; a frame that was sent puts it off."""
    session = _open()
    assert session.tick(19.9, None) == ()
    assert session.tick(20, None) == (Heartbeat(),)
    session.sent(10)  # before the ping, which may still be on its way
    assert session.tick(21, None) == ()
    session.sent(30)
    assert session.tick(49, None) == ()
    assert session.tick(50, None) == (Heartbeat(),)


def test_a_token_ends_and_can_be_renewed() -> None:
    """At its end the socket is closed so that the client comes back with another."""
    session = _open(valid_for_s=60)
    session.sent(55)
    assert session.next_tick_s(55, None) == 60
    session.renewed(55, 60)
    assert not _codes(session.tick(60, None))
    assert _codes(session.tick(115, None)) == [CloseCode.TOKEN_EXPIRED]


def test_a_stuck_write_aborts() -> None:
    """Also when the socket was about to be closed, and not a moment early."""
    session = _open()
    assert session.next_tick_s(3, writing_since_s=1) == 11
    assert session.tick(10.9, writing_since_s=1) == ()
    assert session.tick(11, writing_since_s=1) == (Abort(CloseCode.SLOW_CONSUMER, "one write was stuck for too long"),)
    closing = _open()
    closing.close(CloseCode.DRAINING, "bye")
    assert _codes(closing.tick(11, writing_since_s=1)) == [CloseCode.SLOW_CONSUMER]


def test_no_heartbeat_goes_into_a_write_that_is_stuck() -> None:
    """It would only wait behind it."""
    assert _open().tick(25, writing_since_s=24) == ()


def test_a_write_that_begins_at_any_moment_is_seen_in_time() -> None:
    """The next look is never further away than a write may be stuck."""
    session = _open()
    for now_s in range(100):
        assert session.next_tick_s(now_s, None) <= now_s + 10


def test_a_caller_that_may_not_come_in_is_closed() -> None:
    """With the code that the door gives."""
    session = Session(LIMITS, 0)
    session.received(HELLO, 0)
    assert session.refused(CloseCode.FORBIDDEN, "no") == (Close(CloseCode.FORBIDDEN, "no"),)
    assert session.tick(100, None) == ()


@pytest.mark.parametrize(
    ("state", "event"),
    list(itertools.product(State, Event)),
    ids=lambda value: value.value,
)
def test_the_table_knows_every_move_that_can_happen(state: State, event: Event) -> None:
    """A move that is not in the table is a fault of the shell, and raises."""
    session = Session(LIMITS, 0)
    session.state = state
    if (state, event) in TRANSITIONS:
        session._go(event)
        assert session.state is TRANSITIONS[state, event]
    else:
        with pytest.raises(KeyError):
            session._go(event)
