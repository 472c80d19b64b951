"""The asyncio around one session: a reader, a writer, one timer. It decides nothing, it carries things."""

import asyncio
from asyncio import sleep
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import monotonic
from types import MappingProxyType
from uuid import uuid4

import structlog
from structlog.contextvars import bind_contextvars

from schemas.client_frames import ClientFrame, Hello
from schemas.close_codes import CloseCode
from schemas.codec import BadFrame, decode_client_frame, decode_client_json, encode
from schemas.errors import ErrorCode
from schemas.server_frames import Error, ServerDraining, ServerPing
from server.access.bearer import is_bearing
from server.access.identity import NOBODY
from server.access.quotas import Place
from server.access.visits import Ending, Visit
from server.asked import ASKED
from server.gateway.commands import Caller
from server.gateway.house import NOBODY_KNOWN, Guest, House
from server.gateway.reading import UTF8
from server.gateway.refusing import error_frame, verdict
from server.gateway.session import Abort, Close, Effect, Greet, Heartbeat, Pause, Reply, Serve, Session, State
from server.gateway.writing import Message, Wire, Writer, writer_for
from server.jobs.refusal import Refused
from server.push.outbox import Outgoing
from server.push.reader import Reader
from server.storage.transaction import StorageUnavailable
from server.turnstile import Line

_log = structlog.get_logger("repcast.connection")

NO_STORAGE = Refused(ErrorCode.INTERNAL, "The database does not answer.", retry_after_s=5)

GONE: Mapping[Ending, tuple[CloseCode, str]] = MappingProxyType(
    {
        Ending.REVOKED: (CloseCode.UNAUTHORIZED, "what let you in was revoked"),
        Ending.EXPIRED: (CloseCode.TOKEN_EXPIRED, "what let you in has expired"),
    }
)


class Connection:
    """One accepted socket, until it is closed."""

    __slots__ = (
        *("_close", "_frames_in", "_guest", "_house", "_line", "_place", "_reader", "_session"),
        *("_timer", "_visit", "_wire", "_writer", "caller", "id", "was_turned_away"),
    )

    def __init__(self, wire: Wire, guest: Guest, reader: Reader, house: House) -> None:
        self.id = uuid4().hex
        self.was_turned_away = False  # by the answer to hello
        self._wire = wire
        self._guest = guest
        self._reader = reader
        self._house = house
        self.caller = Caller(NOBODY, reader, guest.counted_as)
        self._session = Session(house.limits, monotonic())
        self._writer: Writer | None = None
        self._visit: Visit | None = None
        self._place: Place | None = None
        self._line: Line | None = None  # of its user, once known; of its own where it speaks for many
        self._close: Close | Abort | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._frames_in = 0

    async def run(self) -> int:
        """Serve the socket until it ends. Returns the code with which it did."""
        bind_contextvars(connection_id=self.id)  # in the task of this socket, and in those that it begins
        begun_s = monotonic()
        self._writer = writer_for(self._wire, self._reader, self)
        self._tick()
        code: int = CloseCode.SERVER_ERROR
        try:
            code = await self._read()
        except Exception:  # noqa: BLE001 - one socket's failure is logged and ends that socket alone
            _log.exception("connection_crashed")
            self.close(CloseCode.SERVER_ERROR, "the server failed")
        finally:
            writer = self._writer
            await self._finish(writer)
            code = int(code if self._close is None else self._close.code)
            self._house.counts.closed(code)
            _log.info(
                "connection_closed",
                code=code,
                seconds=round(monotonic() - begun_s, 3),
                frames_in=self._frames_in,
                frames_out=writer.frames_written,
                key_id=self.caller.identity.key_id,
            )
        return code

    @property
    def queued_frames(self) -> int:
        """What waits to be written."""
        return len(self._reader.follower.outbox)

    def announce_drain(self, reconnect_within_s: float) -> None:
        """Tell the client that the server is going down."""
        self._reader.reply(encode(ServerDraining(reconnect_within_s=reconnect_within_s)))

    def close(self, code: CloseCode, reason: str) -> None:
        """Write what is queued, then close."""
        for effect in self._session.close(code, reason):
            self._end(effect)

    def _turn_out(self, ending: Ending) -> None:
        """At once: whoever reads slowly is not given the rest of what they may see no longer."""
        for effect in self._session.close(*GONE[ending]):
            self._end(Abort(effect.code, effect.reason))

    # Reading

    async def _read(self) -> int:
        while (code := await self._read_one()) is None:
            if not self._reader.has_room:
                await self._reader.room()
        return code

    async def _read_one(self) -> int | None:
        """Returns the code when it was the last. A call of its own, so that nothing of a message is kept behind it."""
        message = await self._wire.receive()
        if message["type"] == "websocket.disconnect":
            return int(message.get("code") or CloseCode.ABNORMAL)
        if self._line is not None:
            await self._line.turn()
        await self._house.requests.turn()
        for effect in self._received(message):
            match effect:
                case Serve(request):
                    await self._serve(request)
                case Greet(hello):
                    await self._greet(hello)
                case Pause(seconds):
                    await sleep(seconds)
                case _:
                    self._carry_out(effect)
        return None

    def _received(self, message: Message) -> Iterable[Effect]:
        self._frames_in += 1
        try:
            frame = _decoded(message, self._house.limits.max_frame_bytes)
        except BadFrame as bad:
            return self._session.received_bad(bad, monotonic())
        self._house.counts.received(frame.type)
        return self._session.received(frame, monotonic())

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Reply(frame):
                self._refuse(frame)
            case Heartbeat():
                self._reader.reply(encode(ServerPing(time=self._house.clock())))
            case Close() | Abort():
                self._end(effect)

    async def _serve(self, request: ClientFrame) -> None:
        known = self.caller.identity
        ASKED.set((request.type, request.id))
        try:
            await self._house.commands.serve(self.caller, request)
        except Refused as refused:
            self._refuse(error_frame(request.id, refused))
        except StorageUnavailable as error:
            _log.error("storage_unavailable", error=str(error))
            self._refuse(error_frame(request.id, NO_STORAGE))
        except Exception:  # noqa: BLE001 - one request's failure is logged and answered; the socket goes on
            _log.exception("request_crashed")
            self._refuse(error_frame(request.id, Refused(ErrorCode.INTERNAL, "The server failed at this.")))
        ASKED.set(None)
        if self._visit is not None and self.caller.identity is not known:
            self._visit.identity = self.caller.identity
            self._session.renewed(monotonic(), self._valid_for_s())
            self._tick()

    async def _greet(self, hello: Hello) -> None:
        gatekeeper, guest, self._guest = self._house.gatekeeper, self._guest, NOBODY_KNOWN
        is_shown = hello.token is not None or is_bearing(guest.headers)
        try:
            async with gatekeeper.login(guest.counted_as, is_shown=is_shown):
                identity = await self._house.greeter.identify(hello.token, guest.headers, guest.address)
            self._place = await gatekeeper.socket_of(identity, guest.counted_as)
        except Refused as refused:
            self._turn_away(hello.id, refused, verdict(refused))
            return
        except StorageUnavailable as error:
            _log.error("storage_unavailable", error=str(error))
            self._turn_away(hello.id, NO_STORAGE, CloseCode.SERVER_ERROR)
            return
        if self._session.state is State.CLOSED:
            return
        self.caller.identity = identity
        self._line = self._house.requests_of_one.of(identity.user_id)
        self._visit = self._house.visits.enter(identity, self._turn_out)
        self._session.opened(monotonic(), self._valid_for_s())
        self._tick()
        for not_followed in await self._house.greeter.greet(hello, self.caller, self.id):
            self._refuse(error_frame(None, not_followed))

    def _refuse(self, error: Error) -> None:
        self._house.counts.refused(error.code)
        self._reader.reply(encode(error))

    def _turn_away(self, request_id: str, refused: Refused, code: CloseCode) -> None:
        if self._session.state is State.CLOSED:
            return
        self.was_turned_away = True
        self._refuse(error_frame(request_id, refused))
        for effect in self._session.refused(code, refused.message):
            self._end(effect)

    def _valid_for_s(self) -> float | None:
        ends_at = self.caller.identity.expires_at
        return None if ends_at is None else (ends_at - self._house.clock()).total_seconds()

    # Writing

    @property
    def ending(self) -> Close | Abort | None:
        return self._close

    @property
    def wrote(self) -> Callable[[Sequence[Outgoing], float], None]:
        return self._house.counts.sent

    # Ending

    def _tick(self) -> None:
        """Let the session see the time, and come again when it wants."""
        if self._timer is not None:
            self._timer.cancel()
        now_s, since_s = monotonic(), None
        if self._writer is not None:
            since_s = self._writer.writing_since_s
            self._session.sent(self._writer.written_at_s)
        for effect in self._session.tick(now_s, since_s):
            self._carry_out(effect)
        delay_s = self._session.next_tick_s(now_s, since_s) - now_s
        self._timer = asyncio.get_running_loop().call_later(max(delay_s, 0.01), self._tick)

    def _end(self, effect: Close | Abort) -> None:
        self._close = self._close or effect
        if isinstance(effect, Abort):
            self._wire.end(int(effect.code), effect.reason)
        self._reader.close_soon()

    async def _finish(self, writer: Writer) -> None:
        if self._place is not None:
            self._place.leave()
        if self._visit is not None:
            self._house.visits.leave(self._visit)
            self._visit = None  # it refers to this
        await writer.finish(self._house.limits.write_stall_s)
        self._writer = None  # it refers to this, too
        if self._timer is not None:
            self._timer.cancel()
        await self._reader.close()


def _decoded(message: Message, max_bytes: int) -> ClientFrame:
    if UTF8 in message:
        return decode_client_json(message[UTF8], max_bytes)
    text = message.get("text")
    return decode_client_frame(message["bytes"] if text is None else text, max_bytes)
