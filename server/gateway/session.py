"""One socket's conversation. Pure: frames and moments in, effects out; no asyncio, no clock.

The shell calls `received`, `received_bad`, `opened`, `refused`, `sent` and `tick`, and carries out what they return.
Moments are seconds of one monotonic clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from schemas.client_frames import ClientFrame, Hello
from schemas.close_codes import CloseCode
from schemas.codec import BadFrame, FrameTooBig
from schemas.errors import ErrorCode, ErrorDetails, FrameProblem
from schemas.server_frames import Error
from server.access.limits import TokenBucket


class State(StrEnum):
    AWAITING_HELLO = "awaiting_hello"
    GREETING = "greeting"
    """A ``hello`` came; the shell finds out who speaks."""
    OPEN = "open"
    CLOSED = "closed"


class Event(StrEnum):
    HELLO = "hello"
    REQUEST = "request"
    BAD = "bad"
    OPENED = "opened"
    REFUSED = "refused"
    CLOSE = "close"


TRANSITIONS = MappingProxyType(
    {
        (State.AWAITING_HELLO, Event.HELLO): State.GREETING,
        (State.AWAITING_HELLO, Event.REQUEST): State.CLOSED,
        (State.AWAITING_HELLO, Event.BAD): State.CLOSED,
        (State.AWAITING_HELLO, Event.CLOSE): State.CLOSED,
        (State.GREETING, Event.OPENED): State.OPEN,
        (State.GREETING, Event.REFUSED): State.CLOSED,
        (State.GREETING, Event.CLOSE): State.CLOSED,
        (State.OPEN, Event.HELLO): State.OPEN,
        (State.OPEN, Event.REQUEST): State.OPEN,
        (State.OPEN, Event.BAD): State.OPEN,
        (State.OPEN, Event.CLOSE): State.CLOSED,
        (State.CLOSED, Event.CLOSE): State.CLOSED,
    }
)
"""State, event → state. What is not here is a fault of the shell."""


@dataclass(frozen=True, slots=True)
class SessionLimits:
    hello_timeout_s: float
    heartbeat_s: float
    write_stall_s: float
    max_frame_bytes: int
    max_bad_frames: int
    bad_frame_pause_s: float
    frames_per_second: float
    frames_burst: int
    frames_over_limit: int


@dataclass(frozen=True, slots=True)
class Greet:
    """Find out who says this, then call `Session.opened` or `Session.refused`."""

    hello: Hello


@dataclass(frozen=True, slots=True)
class Serve:
    """Do what the request asks, and reply."""

    request: ClientFrame


@dataclass(frozen=True, slots=True)
class Reply:
    frame: Error


@dataclass(frozen=True, slots=True)
class Pause:
    """Read on after so long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Send a ``ping`` frame."""


@dataclass(frozen=True, slots=True)
class Close:
    """Write what is queued, then close."""

    code: CloseCode
    reason: str


@dataclass(frozen=True, slots=True)
class Abort:
    """Close without waiting for what is queued: the reader does not take it."""

    code: CloseCode
    reason: str


LONGEST_PAUSE_S: Final = 1.0
"""Behind a bad frame; it delays a pong and the next request as much."""

Effect = Greet | Serve | Reply | Pause | Heartbeat | Close | Abort


class Session:
    """The conversation of one socket, from its accept to its close."""

    __slots__ = ("_bad_frames", "_bucket", "_expires_s", "_limits", "_opened_s", "_over_limit", "_sent_s", "state")

    def __init__(self, limits: SessionLimits, now_s: float) -> None:
        self.state = State.AWAITING_HELLO
        self._limits = limits
        self._bucket = TokenBucket.full(limits.frames_per_second, limits.frames_burst, now_s)
        self._opened_s = now_s
        self._sent_s = now_s
        self._expires_s: float | None = None
        self._bad_frames = 0
        self._over_limit = 0

    def received(self, frame: ClientFrame, now_s: float) -> Sequence[Effect]:
        """A frame of the client."""
        if self.state is State.CLOSED:
            return ()
        if isinstance(frame, Hello):
            return self._hello(frame, now_s)
        if self.state is State.AWAITING_HELLO:
            self._go(Event.REQUEST)
            return _unauthorized(frame.id, "Say hello first.")
        if wait_s := self._bucket.take(now_s):
            return self._too_fast(frame.id, wait_s)
        self._over_limit = 0
        self._go(Event.REQUEST)
        return (Serve(frame),)

    def received_bad(self, bad: BadFrame, now_s: float) -> Sequence[Effect]:
        """Something came that is no frame."""
        if self.state is State.CLOSED:
            return ()
        if isinstance(bad, FrameTooBig):
            self._go(Event.CLOSE)
            return (Close(CloseCode.MESSAGE_TOO_BIG, f"at most {self._limits.max_frame_bytes} bytes"),)
        if self.state is State.AWAITING_HELLO:
            self._go(Event.BAD)
            return _unauthorized(bad.request_id, f"Say hello first. {bad}")
        if wait_s := self._bucket.take(now_s):
            return self._too_fast(bad.request_id, wait_s)
        self._go(Event.BAD)
        return self._bad(bad.request_id, str(bad), bad.problems)

    def opened(self, now_s: float, valid_for_s: float | None) -> None:
        """The client is known, for ``valid_for_s`` seconds; None: for as long as the socket lives."""
        self._go(Event.OPENED)
        self.renewed(now_s, valid_for_s)

    def renewed(self, now_s: float, valid_for_s: float | None) -> None:
        """The client showed a new token."""
        self._expires_s = None if valid_for_s is None else now_s + valid_for_s

    def refused(self, code: CloseCode, reason: str) -> Sequence[Close]:
        """The client may not come in."""
        self._go(Event.REFUSED)
        return (Close(code, reason),)

    def close(self, code: CloseCode, reason: str) -> Sequence[Close]:
        """The server wants to end this."""
        if self.state is State.CLOSED:
            return ()
        self._go(Event.CLOSE)
        return (Close(code, reason),)

    def sent(self, now_s: float) -> None:
        """The last frame was written then."""
        self._sent_s = max(self._sent_s, now_s)

    def tick(self, now_s: float, writing_since_s: float | None) -> Sequence[Effect]:
        """Time has passed. ``writing_since_s``: since when one write has been waiting, if one is."""
        if writing_since_s is not None and now_s >= writing_since_s + self._limits.write_stall_s:
            self._go(Event.CLOSE)
            return (Abort(CloseCode.SLOW_CONSUMER, "one write was stuck for too long"),)
        if self.state is State.CLOSED:
            return ()
        if self.state is State.AWAITING_HELLO and now_s >= self._opened_s + self._limits.hello_timeout_s:
            return self.close(CloseCode.HELLO_TIMEOUT, "no hello in time")
        if self._expires_s is not None and now_s >= self._expires_s:
            return self.close(CloseCode.TOKEN_EXPIRED, "what let you in has expired")
        if self.state is State.OPEN and writing_since_s is None and now_s >= self._sent_s + self._limits.heartbeat_s:
            self._sent_s = now_s
            return (Heartbeat(),)
        return ()

    def next_tick_s(self, now_s: float, writing_since_s: float | None) -> float:
        """The moment at which to call `tick` again.

        It is never further away than a stuck write may last: one that begins now is then seen in time.
        """
        stall_s = self._limits.write_stall_s
        moments = [now_s + stall_s if writing_since_s is None else writing_since_s + stall_s]
        if self.state is State.AWAITING_HELLO:
            moments.append(self._opened_s + self._limits.hello_timeout_s)
        if self.state is State.OPEN and writing_since_s is None:
            moments.append(self._sent_s + self._limits.heartbeat_s)
        if self._expires_s is not None and self.state is not State.CLOSED:
            moments.append(self._expires_s)
        return min(moments)

    def _hello(self, hello: Hello, now_s: float) -> Sequence[Effect]:
        if self.state is State.AWAITING_HELLO:
            self._bucket.take(now_s)
            self._go(Event.HELLO)
            return (Greet(hello),)
        self._go(Event.HELLO)
        problem = FrameProblem(path="type", message="hello was said before; it comes first, and once")
        return self._bad(hello.id, problem.message, (problem,))

    def _bad(self, request_id: str | None, message: str, problems: tuple[FrameProblem, ...]) -> Sequence[Effect]:
        self._bad_frames += 1
        details = ErrorDetails(errors=problems)
        error = Reply(Error(id=request_id, code=ErrorCode.BAD_FRAME, message=message, retryable=False, details=details))
        if self._bad_frames <= self._limits.max_bad_frames:
            return (error, Pause(min(self._bad_frames * self._limits.bad_frame_pause_s, LONGEST_PAUSE_S)))
        return (error, *self.close(CloseCode.PROTOCOL_ERROR, "too many bad frames"))

    def _too_fast(self, request_id: str | None, wait_s: float) -> Sequence[Effect]:
        self._over_limit += 1
        if self._over_limit > self._limits.frames_over_limit:
            return self.close(CloseCode.RATE_LIMITED, "went on sending after being told to wait")
        error = Error(
            id=request_id,
            code=ErrorCode.RATE_LIMITED,
            message=f"More than {self._limits.frames_per_second:g} frames a second.",
            retryable=True,
            retry_after_s=round(wait_s, 3),
        )
        return (Reply(error),)

    def _go(self, event: Event) -> None:
        self.state = TRANSITIONS[self.state, event]


def _unauthorized(request_id: str | None, message: str) -> Sequence[Effect]:
    error = Error(id=request_id, code=ErrorCode.UNAUTHORIZED, message=message, retryable=False)
    return (Reply(error), Close(CloseCode.UNAUTHORIZED, "say hello first"))
