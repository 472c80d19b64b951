"""Listening to Redis: one connection, however many channels. It owns its reconnecting, and tells of every gap."""

import asyncio
import math
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError

from server.push.bus import OnGap
from server.push.redis_link import EXPECTED
from server.push.subscriptions import Requests, Subscriptions

ANSWER_PATIENCE_S = 2.0
"""A server that takes longer is treated like one that is away: nobody waits for it."""

Receive = Callable[[bytes, bytes], None]
"""Takes a channel and what came on it. It must not block or raise."""


class RedisSubscriber:
    """The life of the one pub/sub connection of a process.

    Args:
        sharded: use sharded pub/sub.
        on_gap: called when a connection has everything subscribed that was wanted before it was made.
        ping_interval_s: after a silence this long the server is asked whether it is there; after as much again
            the connection is given up.
    """

    def __init__(self, receive: Receive, on_gap: OnGap, *, sharded: bool, ping_interval_s: float) -> None:
        self._subscribe, self._unsubscribe = ("SSUBSCRIBE", "SUNSUBSCRIBE") if sharded else ("SUBSCRIBE", "UNSUBSCRIBE")
        self._receive = receive
        self._on_gap = on_gap
        self._ping_interval_s = ping_interval_s
        self._subscriptions = Subscriptions()
        self._acknowledged: dict[bytes, asyncio.Event] = {}
        self._has_requests = asyncio.Event()
        self._connection: AbstractConnection | None = None
        self._heard_at_s = 0.0
        self._pong = asyncio.Event()

    async def subscribe(self, channel: bytes) -> None:
        """Want a channel; returns once the server has acknowledged it, or at once if there is no server."""
        self._subscriptions.want(channel)
        if self._connection is None or self._subscriptions.is_live(channel):
            return
        self._has_requests.set()
        acknowledged = self._acknowledged.setdefault(channel, asyncio.Event())
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_PATIENCE_S):
                await acknowledged.wait()

    def unsubscribe(self, channel: bytes) -> None:
        """Want it no more."""
        self._subscriptions.unwant(channel)
        self._has_requests.set()
        self._settle(channel)

    async def ping(self) -> float | None:
        """A round trip, in seconds; None when there is no answer."""
        if self._connection is None:
            return None
        begun_at_s = monotonic()
        self._pong.clear()
        try:
            async with asyncio.timeout(ANSWER_PATIENCE_S):
                await self._connection.send_command("PING")
                await self._pong.wait()
        except EXPECTED:
            return None
        return monotonic() - begun_at_s

    # The life of a connection

    async def live(self, connection: AbstractConnection) -> None:
        self._connection = connection
        requests = self._subscriptions.restore()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._send_requests(connection, requests), name="redis-requests")
            tasks.create_task(self._read(connection), name="redis-reader")
            tasks.create_task(self._watch_silence(connection), name="redis-silence")

    def lost(self) -> None:
        self._connection = None
        for channel in list(self._acknowledged):
            self._settle(channel)

    def unreachable(self) -> None:
        """Nobody waits for it: what is wanted then is subscribed by `live`."""

    async def _send_requests(self, connection: AbstractConnection, requests: Requests) -> None:
        while True:
            commands = self._commands(requests)
            if commands:
                await connection.send_packed_command(connection.pack_commands(commands))
            await self._has_requests.wait()
            self._has_requests.clear()
            requests = self._subscriptions.requests()

    def _commands(self, requests: Requests) -> list[tuple[str, bytes]]:
        """One channel each: in a cluster, channels of one sharded command would have to be of one slot."""
        subscribe = [(self._subscribe, channel) for channel in requests.subscribe]
        return subscribe + [(self._unsubscribe, channel) for channel in requests.unsubscribe]

    async def _read(self, connection: AbstractConnection) -> None:
        self._heard_at_s = monotonic()
        while True:
            # Without a timeout of its own: a timer per message would be dear. `_watch_silence` is for all of them.
            heard = await connection.read_response(timeout=math.inf, disconnect_on_error=False)
            self._heard_at_s = monotonic()
            match heard:
                case [b"message" | b"smessage", channel, content]:
                    self._receive(channel, content)
                case [b"subscribe" | b"ssubscribe", channel, _]:
                    self._answered(channel, is_subscribed=True)
                case [b"unsubscribe" | b"sunsubscribe", channel, _]:
                    self._answered(channel, is_subscribed=False)
                case [b"pong", _] | b"PONG":  # the one with subscriptions, the other without
                    self._pong.set()

    def _answered(self, channel: bytes, *, is_subscribed: bool) -> None:
        is_restored = self._subscriptions.answered(channel, is_subscribed=is_subscribed)
        self._has_requests.set()
        if is_subscribed:
            self._settle(channel)
        if is_restored:
            self._on_gap()

    async def _watch_silence(self, connection: AbstractConnection) -> None:
        self._heard_at_s = monotonic()
        while True:
            heard_at_s = self._heard_at_s
            await asyncio.sleep(heard_at_s + self._ping_interval_s - monotonic())
            if self._heard_at_s > heard_at_s:
                continue
            async with asyncio.timeout(self._ping_interval_s):  # what is to be sent may be stuck as well
                await connection.send_command("PING")
            await asyncio.sleep(self._ping_interval_s)
            if self._heard_at_s == heard_at_s:
                raise RedisConnectionError(f"nothing was heard for {2 * self._ping_interval_s:g} s")

    def _settle(self, channel: bytes) -> None:
        """Let those go on who wait for the channel."""
        acknowledged = self._acknowledged.pop(channel, None)
        if acknowledged is not None:
            acknowledged.set()
