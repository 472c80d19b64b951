"""Listening to Redis: one connection, however many channels. It owns its reconnecting, and tells of every gap."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from redis.exceptions import ConnectionError as RedisConnectionError

from server.push.bus import OnGap
from server.push.redis_wire import Wire, packed
from server.push.subscriptions import Requests, Subscriptions

ANSWER_PATIENCE_S = 2.0
"""A server that takes longer is treated like one that is away: nobody waits for it."""

Message = Sequence[bytes]
"""A word that nobody needs any more, a channel, and what came on it."""

Receive = Callable[[Sequence[Message]], None]
"""Takes what came, in order. It must not block or raise."""


@dataclass(frozen=True, slots=True)
class _Wait:
    """For the server to acknowledge a channel; at ``over_at_s``, by the monotonic clock, all the same."""

    is_over: asyncio.Event
    over_at_s: float


class RedisSubscriber:
    """The life of the one pub/sub connection of a process.

    Args:
        sharded: use sharded pub/sub.
        on_gap: called when a connection has everything subscribed that was wanted before it was made.
        ping_interval_s: after a silence this long the server is asked whether it is there; after as much again
            the connection is given up.
    """

    def __init__(self, receive: Receive, on_gap: OnGap, *, sharded: bool, ping_interval_s: float) -> None:
        shard = b"s" if sharded else b""
        self._message, self._subscribe, self._unsubscribe = (
            shard + word for word in (b"message", b"subscribe", b"unsubscribe")
        )
        self._receive = receive
        self._on_gap = on_gap
        self._ping_interval_s = ping_interval_s
        self._subscriptions = Subscriptions()
        self._waits: dict[bytes, _Wait] = {}  # in the order in which they began
        self._patience: asyncio.TimerHandle | None = None
        self._is_about_to_ask = False
        self._wire: Wire | None = None
        self._heard_at_s = 0.0
        self._pong = asyncio.Event()

    async def subscribe(self, channel: bytes) -> None:
        """Want a channel; returns once the server has acknowledged it, or at once if there is no server."""
        self._subscriptions.want(channel)
        if self._wire is None or self._subscriptions.is_live(channel):
            return
        self._ask_soon()
        if channel not in self._waits:
            self._waits[channel] = _Wait(asyncio.Event(), monotonic() + ANSWER_PATIENCE_S)
            self._watch_patience()
        await self._waits[channel].is_over.wait()

    def unsubscribe(self, channel: bytes) -> None:
        """Want it no more."""
        self._subscriptions.unwant(channel)
        if self._wire is not None:
            self._ask_soon()
        self._settle(channel)

    async def ping(self) -> float | None:
        """A round trip, in seconds; None when there is no answer."""
        if self._wire is None:
            return None
        begun_at_s = monotonic()
        self._pong.clear()
        self._wire.write(packed(b"PING"))
        try:
            async with asyncio.timeout(ANSWER_PATIENCE_S):
                await self._pong.wait()
        except TimeoutError:
            return None
        return monotonic() - begun_at_s

    # The life of a connection

    async def live(self, wire: Wire) -> None:
        self._wire = wire
        self._ask(wire, self._subscriptions.restore())
        await self._watch_silence(wire)

    def lost(self) -> None:
        self._wire = None
        for channel in list(self._waits):
            self._settle(channel)

    def unreachable(self) -> None:
        """Nobody waits for it: what is wanted then is subscribed by `live`."""

    def heard(self, replies: Sequence[Any]) -> None:
        self._heard_at_s = monotonic()
        messages: list[Message] = []
        for reply in replies:
            if isinstance(reply, list) and reply[0] == self._message:
                messages.append(reply)
                continue
            if messages:  # a gap is told of after what came before it
                self._receive(messages)
                messages = []
            self._note(reply)
        if messages:
            self._receive(messages)

    # Inside

    def _note(self, reply: Any) -> None:
        match reply:
            case [self._subscribe, channel, _]:
                self._answered(channel, is_subscribed=True)
            case [self._unsubscribe, channel, _]:
                self._answered(channel, is_subscribed=False)
            case [b"pong", _] | b"PONG":  # the one with subscriptions, the other without
                self._pong.set()
            case Exception():
                raise reply

    def _answered(self, channel: bytes, *, is_subscribed: bool) -> None:
        is_restored = self._subscriptions.answered(channel, is_subscribed=is_subscribed)
        self._ask_soon()
        if is_subscribed:
            self._settle(channel)
        if is_restored:
            self._on_gap()

    def _ask_soon(self) -> None:
        """Once a turn of the loop, for all that was wished in it."""
        if not self._is_about_to_ask:
            self._is_about_to_ask = True
            asyncio.get_running_loop().call_soon(self._ask_now)

    def _ask_now(self) -> None:
        self._is_about_to_ask = False
        if self._wire is not None:
            self._ask(self._wire, self._subscriptions.requests())

    def _ask(self, wire: Wire, requests: Requests) -> None:
        """One channel each: in a cluster, channels of one sharded command would have to be of one slot."""
        commands = [packed(self._subscribe, channel) for channel in requests.subscribe]
        commands += [packed(self._unsubscribe, channel) for channel in requests.unsubscribe]
        if commands:
            wire.write(b"".join(commands))

    async def _watch_silence(self, wire: Wire) -> None:
        self._heard_at_s = monotonic()
        while True:
            heard_at_s = self._heard_at_s
            await asyncio.sleep(heard_at_s + self._ping_interval_s - monotonic())
            if self._heard_at_s > heard_at_s:
                continue
            wire.write(packed(b"PING"))
            await asyncio.sleep(self._ping_interval_s)
            if self._heard_at_s == heard_at_s:
                raise RedisConnectionError(f"nothing was heard for {2 * self._ping_interval_s:g} s")

    def _settle(self, channel: bytes) -> None:
        """Let those go on who wait for the channel."""
        wait = self._waits.pop(channel, None)
        if wait is not None:
            wait.is_over.set()

    def _watch_patience(self) -> None:
        """One timer for all who wait: one each took most of the time of a subscription."""
        if self._patience is None and self._waits:
            over_at_s = next(iter(self._waits.values())).over_at_s
            self._patience = asyncio.get_running_loop().call_later(over_at_s - monotonic(), self._lose_patience)

    def _lose_patience(self) -> None:
        self._patience = None
        now_s = monotonic()
        for channel in [channel for channel, wait in self._waits.items() if wait.over_at_s <= now_s]:
            self._settle(channel)
        self._watch_patience()
