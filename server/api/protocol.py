"""uvicorn's HTTP protocol, with bounds: how long a request may take to arrive, and how large its head may be.

Stock uvicorn waits for ever for a request that was begun, keeps a head of any length, and refuses what is no HTTP in
plain text (measured on 0.54.0 with httptools).
"""

from asyncio import Transport
from asyncio.events import TimerHandle
from http import HTTPStatus
from typing import Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from schemas.errors import ErrorCode
from server.jobs.refusal import Refused
from server.problem_documents import problem
from server.turnstile import Pace, Step, Turnstile

HEAD_MAX_BYTES: Final = 32 * 1024
"""Request line and headers: as much as nginx takes (``large_client_header_buffers``)."""

LINGER_S: Final = 2.0
"""After a refusal what still comes is thrown away for so long: a TCP connection that is closed on unread bytes is
reset, and the reset may overtake the refusal (RFC 9112, section 9.6)."""

ARRIVALS: Final = Pace(Step(1, pause_s=0.004), of_a_crowd=Step(8, pause_s=0.004))
"""Of new connections. Until one is welcome a millisecond passes, so others have three quarters of the loop: without the
pause a submission that met twenty new sockets took 10 ms more, for it takes many turns, and with half of it 2 ms. One
at a time would cost each of a crowd two thirds more, for what those who come together ask of the database is asked
together. Of ten thousand who come again none waits longer than clients do, 10 s (all measured)."""

SENTENCES: Final = {
    HTTPStatus.BAD_REQUEST: "This is no HTTP request that can be served.",
    HTTPStatus.REQUEST_TIMEOUT: "The request took too long to arrive.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: f"The head of the request is larger than {HEAD_MAX_BYTES} bytes.",
}


class WrongHead(Exception):
    """Ends the parser's work on a request whose head is not accepted."""


class BoundedProtocol(HttpToolsProtocol):
    """Use a class of `bounded` as ``uvicorn.Config(http=...)``.

    Attributes:
        arrival_s: how long a connection may take to complete a request.
        turnstile: where new connections wait for their turn to be heard.
    """

    arrival_s: float
    turnstile: Turnstile

    _is_in = False
    _early = b""
    """What came before it was its turn."""
    _deadline: TimerHandle | None = None
    _is_refused = False
    _is_in_head = False
    _head_bytes = 0
    _fault = HTTPStatus.BAD_REQUEST

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        super().connection_made(transport)
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_no_request()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        if not self._is_in:
            self._wait_for_turn(data)
            return
        self._expect_request()
        was_in_head = self._is_in_head
        super().data_received(data)
        if was_in_head and self._is_in_head:  # what the parser keeps until a header is whole
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_MAX_BYTES:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _wait_for_turn(self, data: bytes) -> None:
        """What a new connection says first is heard when it is its turn; no more is read until then."""
        was_waiting, self._early = bool(self._early), self._early + data
        if was_waiting or self.turnstile.enter(self._let_in, self.loop):
            return
        self.transport.pause_reading()
        self._expect_no_request()  # it is not they who are late

    def _let_in(self) -> None:
        self._is_in = True
        early, self._early = self._early, b""
        if not self.transport.is_closing():
            self.transport.resume_reading()
            self.data_received(early)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_in_head = True
        self._head_bytes = 0
        self._expect_request()  # the one before it may have been in the same chunk

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        fault = self._fault_of_head()
        if fault is not None:
            self._fault = fault
            raise WrongHead
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._expect_no_request()

    def handle_websocket_upgrade(self) -> None:
        self._expect_no_request()
        super().handle_websocket_upgrade()
        # The parser and this refer to each other: without that both are gone with the handshake, and no collector of
        # garbage has to look for them.
        del self.parser, self.flow

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's signature
        self._refuse(self._fault)

    def timeout_keep_alive_handler(self) -> None:
        if not self._is_in_head:  # else a request is on its way, and has its deadline
            super().timeout_keep_alive_handler()

    def _fault_of_head(self) -> HTTPStatus | None:
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > HEAD_MAX_BYTES:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        is_current = self.parser.get_http_version() == "1.1"
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (is_current and not hosts) or not self.url.isascii():  # RFC 9112, section 3.2
            return HTTPStatus.BAD_REQUEST
        if self.parser.should_upgrade() and self._should_upgrade() and not is_current:  # RFC 6455, section 4.2.1
            return HTTPStatus.BAD_REQUEST
        return None

    def _expect_request(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.arrival_s, self._too_late)

    def _expect_no_request(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_late(self) -> None:
        self._deadline = None
        answering = self._answering()
        if self.pipeline or (answering and not answering.more_body):
            self._expect_request()  # an earlier request is being answered, and what is behind it waits
        elif self._is_in_head or (answering and not answering.response_started):
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.close()

    def _answering(self) -> RequestResponseCycle | None:
        """The request whose head came last, until it is answered."""
        cycle = cast("RequestResponseCycle | None", self.cycle)  # declared as always there
        return cycle if cycle is not None and not cycle.response_complete else None

    def _refuse(self, status: HTTPStatus) -> None:
        if self._is_refused or self.transport.is_closing():
            return
        self._is_refused = True
        if self.pipeline:  # several answers are owed, and this is none of them
            self.transport.close()
            return
        if answering := self._answering():
            answering.disconnected = True
            answering.message_event.set()
        answer = problem(Refused(ErrorCode.BAD_FRAME, SENTENCES[status]), status)
        lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode()]
        lines += [name + b": " + value for name, value in answer.raw_headers]
        self.transport.write(b"\r\n".join([*lines, b"connection: close", b"", bytes(answer.body)]))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._expect_no_request()
        self._deadline = self.loop.call_later(LINGER_S, self.transport.abort)


def bounded(arrival_s: float) -> type[BoundedProtocol]:
    """The protocol for ``uvicorn.Config``, which makes one of a class for each connection."""

    class Bounded(BoundedProtocol):
        pass

    Bounded.arrival_s = arrival_s
    Bounded.turnstile = Turnstile(ARRIVALS)
    return Bounded
