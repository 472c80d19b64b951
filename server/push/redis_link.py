"""The one place that opens Redis for the bus, and the life of a connection to it: opened again whenever it ends."""

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, Protocol

import structlog
from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.exceptions import RedisError

from server.push.backoff import Backoff
from server.push.redis_wire import Wire, take_over

CONNECT_TIMEOUT_S = 2.0
ANSWER_TIMEOUT_S = 2.0

EXPECTED = (RedisError, OSError, TimeoutError)
"""How a connection ends that is nobody's mistake."""

Address = tuple[str, int]

NewConnection = Callable[[], AbstractConnection]

USE = (
    "use redis://:PASSWORD@HOST:PORT/0, or rediss:// for TLS; in a password, / is %2F, # is %23, ? is %3F and % is %25"
)


class UnknownRedis(ValueError):
    """The URL leads to no Redis. The message does not repeat it: it may hold a password."""


def connector(url: str, name: str, address: Address | None = None) -> NewConnection:
    """Makes connections that are not open yet.

    They are bare ones, and fail at the first error: redis-py's clients and its `PubSub` connect again by themselves,
    and say nothing about what was lost meanwhile (8.1, measured).

    Args:
        url: of Redis; ``rediss://`` and ``unix://`` will do.
        name: what ``CLIENT LIST`` calls them.
        address: of another node of the cluster that ``url`` leads into.

    Raises:
        UnknownRedis: the URL is none, or has options that there are not.
    """
    pool = _pool(url)
    pool.connection_kwargs |= {
        # RESP2: hiredis leaks what RESP3 pushes, which is every message of a subscription (hiredis-py issue 235).
        "protocol": 2,
        "decode_responses": False,
        "client_name": name,
        "retry": None,
        # Timeouts are set here, around whole exchanges. redis-py (8.1) sends within `asyncio.wait_for`, which before
        # Python 3.12 loses a cancellation that comes as the sending ends: the connection could not be closed.
        "socket_timeout": None,
        "socket_connect_timeout": CONNECT_TIMEOUT_S,
    }
    if address is not None:
        pool.connection_kwargs |= {"host": address[0], "port": address[1]}
    return pool.make_connection


def _pool(url: str) -> ConnectionPool:
    try:
        pool = ConnectionPool.from_url(url)
        pool.make_connection()  # type: ignore[no-untyped-call]  # redis-py's; it opens nothing, but looks at the options
    except (ValueError, TypeError, RedisError):  # a ValueError for a port that is no number: it may be half a password
        raise UnknownRedis(f"not a URL of Redis; {USE}") from None
    return pool


def address_of(url: str) -> Address:
    """Where a URL leads to."""
    options = _pool(url).connection_kwargs
    return (options.get("host", "localhost"), options.get("port", 6379))


async def ask(new_connection: NewConnection, *command: str) -> Any:
    """The answer to one command, on a connection of its own."""
    connection = new_connection()
    try:
        await _connect(connection)
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            await connection.send_command(*command)
            return await connection.read_response()
    finally:
        await connection.disconnect(nowait=True)


async def _connect(connection: AbstractConnection) -> None:
    async with asyncio.timeout(CONNECT_TIMEOUT_S):  # the greetings included
        await connection.connect()  # type: ignore[no-untyped-call]  # redis-py's


async def _until_ended(wire: Wire, life: "Life") -> None:
    """Raise what ends the one or the other, or the group of both."""
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wire.ended(), name="redis-wire")
            await life.live(wire)
    finally:
        wire.close()


class Life(Protocol):
    """What a connection is for."""

    async def live(self, wire: Wire) -> None:
        """Use an open connection until cancelled, which is when it has ended; raise to give it up."""

    def heard(self, replies: Sequence[Any]) -> None:
        """What comes on it, in order; an error that Redis answered is an exception. Raise to give it up."""

    def lost(self) -> None:
        """The connection has ended."""

    def unreachable(self) -> None:
        """A connection could not be made."""


class Link:
    """One connection after another, for as long as `run` runs.

    Args:
        on_trouble: told whenever one has ended, or could not be made.

    Attributes:
        is_connected: there is one now.
        was_tried: set after the first try, however that went.
    """

    def __init__(self, new_connection: NewConnection, life: Life, name: str, on_trouble: Callable[[], None]) -> None:
        self._new_connection = new_connection
        self._life = life
        self._on_trouble = on_trouble
        self._backoff = Backoff()
        self._lost_at_s: float | None = None
        self._log = structlog.get_logger("repcast.push").bind(connection=name)
        self.is_connected = False
        self.was_tried = asyncio.Event()

    async def run(self) -> None:
        """Connect, and again whenever that ends, until cancelled."""
        while True:
            begun_at_s = monotonic()
            try:
                await self._connect_and_live()
            except Exception as error:  # noqa: BLE001 - whatever ended it, it is logged, and begun anew
                self._note_loss(error)
            if self.is_connected:
                self.is_connected = False
                self._life.lost()
            else:
                self._life.unreachable()
            self._on_trouble()
            self.was_tried.set()
            await asyncio.sleep(self._backoff.failed(monotonic() - begun_at_s))

    async def _connect_and_live(self) -> None:
        connection = self._new_connection()
        try:
            await _connect(connection)
            wire = await take_over(connection, self._life.heard)
            self._note_success()
            await _until_ended(wire, self._life)
        finally:
            await connection.disconnect(nowait=True)

    def _note_success(self) -> None:
        self.is_connected = True
        self.was_tried.set()
        if self._lost_at_s is not None:
            away_s = monotonic() - self._lost_at_s
            self._log.info("redis_is_back", after_s=round(away_s, 3))
            self._lost_at_s = None

    def _note_loss(self, error: Exception) -> None:
        """Once an outage; but a mistake of our own each time."""
        while isinstance(error, ExceptionGroup):
            error = error.exceptions[0]
        if not isinstance(error, EXPECTED):
            self._log.error("redis_connection_crashed", exc_info=error)
        elif self._lost_at_s is None:
            self._log.warning("redis_is_lost", error=f"{type(error).__name__}: {error}")
        if self._lost_at_s is None:
            self._lost_at_s = monotonic()
