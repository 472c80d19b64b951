"""One socket that comes back: it connects, listens, and connects again for as long as that makes sense."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from schemas.client_frames import Hello
from schemas.close_codes import CloseCode, may_reconnect
from schemas.codec import encode
from schemas.server_frames import PROTOCOL, JobEvent, ServerFrame, Welcome
from voice_client.backoff import Backoff
from voice_client.errors import ConnectionLost, Unauthorized, Unreachable
from voice_client.reading import read_frame

Notify = Callable[[str], None]

MAX_SERVER_FRAME_BYTES = 16 * 1024 * 1024
"""A snapshot with 52 weeks is far below it."""
SILENCE_SLACK_S = 5.0
FIRST_SILENCE_S = 45.0
"""Before the server has said how often it is heard."""
TOKEN68 = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
"""What may stand in ``Authorization`` (RFC 9110, section 11.2)."""
NOT_ALLOWED = frozenset({CloseCode.UNAUTHORIZED, CloseCode.FORBIDDEN})


class Link:
    """The connection of one client.

    Args:
        url: the address of the socket, as `socket_url` gives it.
        token: gives what is shown at each handshake, too: where others of this address have taken all that it has,
            it has a socket nevertheless.
        greet: gives the first frame of each connection.
        receive: takes every frame of a known type, in order. ``is_open`` is set when it is handed the ``welcome``.
        max_retries: tries in a row to be welcomed again before giving up; None: for ever.
        notify: is told, in a sentence, when the connection is lost and when it is back.
        uniform: the jitter's source of numbers from 0 to 1.
    """

    def __init__(
        self,
        url: str,
        *,
        token: Callable[[], str | None],
        greet: Callable[[], Hello],
        receive: Callable[[ServerFrame | JobEvent], Awaitable[None]],
        max_retries: int | None,
        notify: Notify,
        uniform: Callable[[], float],
    ) -> None:
        self.is_open = asyncio.Event()
        self._url = url
        self._token = token
        self._greet = greet
        self._receive = receive
        self._max_retries = max_retries
        self._notify = notify
        self._backoff = Backoff(uniform)
        self._socket: ClientConnection | None = None
        self._retries = 0
        self._trouble = ""

    async def run(self) -> None:
        """Keep connected until cancelled.

        Raises:
            ConnectionLost: there is to be no further try.
            ProtocolViolation: the server's frames cannot be read.
        """
        while True:
            wait_s = await self._connect_once()
            if self._max_retries is not None and self._retries >= self._max_retries:
                raise Unreachable(f"{self._url}: {self._trouble}")
            self._retries += 1
            self._notify(f"Not connected ({self._trouble}); trying again in {wait_s:.1f} s.")
            await asyncio.sleep(wait_s)

    async def send(self, text: str) -> None:
        """Send, if there is a connection. A cut in the middle is no loss: what has no answer is said again."""
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._socket.send(text)

    async def _connect_once(self) -> float:
        """One connection, from its opening to its end. Returns how long to wait before the next one.

        Raises:
            ConnectionLost: there is to be no next one.
        """
        clock = asyncio.get_running_loop().time
        opened_s: float | None = None
        try:
            async with connect(
                self._url,
                subprotocols=[Subprotocol(PROTOCOL)],
                additional_headers=_bearer(self._token()),
                compression=None,
                max_size=MAX_SERVER_FRAME_BYTES,
                open_timeout=10,
                close_timeout=2,
            ) as socket:
                opened_s = clock()
                self._socket = socket
                try:
                    await self._converse(socket)
                except asyncio.CancelledError:
                    await socket.close()  # as in order, before `connect` says that something went wrong here (1011)
                    raise
        except ConnectionClosed as closed:
            self._trouble = _reason(closed)
            self._check_verdict(closed)
        except InvalidStatus as refused:
            refusal = refusal_of(self._url, refused)
            if isinstance(refusal, Unauthorized):
                raise refusal from None
            self._trouble = str(refusal)
        except TimeoutError:
            self._trouble = "nothing was heard for too long"
        except (OSError, InvalidHandshake) as error:
            self._trouble = getattr(error, "strerror", None) or str(error)
        finally:
            self._socket = None
            self.is_open.clear()
        return self._backoff.failed(0.0 if opened_s is None else clock() - opened_s)

    async def _converse(self, socket: ClientConnection) -> None:
        await socket.send(encode(self._greet()))
        silence_s = FIRST_SILENCE_S
        while True:
            async with asyncio.timeout(silence_s):
                text = await socket.recv()
            frame = read_frame(text)
            if isinstance(frame, Welcome):
                silence_s = 2 * frame.heartbeat_s + SILENCE_SLACK_S
                if self._retries:
                    self._notify("Connected again.")
                self._retries = 0
                self.is_open.set()
            if frame is not None:
                await self._receive(frame)

    def _check_verdict(self, closed: ConnectionClosed) -> None:
        code = closed.rcvd.code if closed.rcvd else CloseCode.ABNORMAL
        if may_reconnect(code):
            return
        refusal = Unauthorized if code in NOT_ALLOWED else ConnectionLost
        raise refusal(self._trouble, code)


def _bearer(token: str | None) -> dict[str, str]:
    """A header that shows a token; none where it would be no header: hello is told why it is no token."""
    return {"Authorization": f"Bearer {token}"} if token and TOKEN68.fullmatch(token) else {}


def socket_url(url: str) -> str:
    """The address of the socket of a server: ``http://host:port`` → ``ws://host:port/ws``.

    Raises:
        ValueError: the address is of no kind that has a socket, or its port is none.
    """
    schemes = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}
    try:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        is_usable = parts.scheme in schemes and parts.hostname is not None and parts.port != 0
    except ValueError as error:  # of the host's brackets, or of the port
        raise ValueError(f"{url!r} is not an http or ws address: {error}") from None
    if not is_usable:
        raise ValueError(f"{url!r} is not an http or ws address")
    path = parts.path.rstrip("/")
    return urlunsplit((schemes[parts.scheme], parts.netloc, path if path.endswith("/ws") else f"{path}/ws", "", ""))


def http_url(url: str) -> str:
    """The address of the endpoints of a server, without a slash at its end: ``ws://host:port/ws`` → ``http://host:port``.

    Raises:
        ValueError: as of `socket_url`.
    """
    parts = urlsplit(socket_url(url))
    return f"{'https' if parts.scheme == 'wss' else 'http'}://{parts.netloc}{parts.path.removesuffix('/ws')}"


def refusal_of(url: str, refused: InvalidStatus) -> ConnectionLost:
    """What an HTTP answer in the place of a socket means."""
    status = refused.response.status_code
    return (Unauthorized if status in (401, 403) else Unreachable)(f"{url} answers {status}")


def _reason(closed: ConnectionClosed) -> str:
    if closed.rcvd is None:
        return "the connection broke"
    return closed.rcvd.reason or f"closed with {closed.rcvd.code}"
