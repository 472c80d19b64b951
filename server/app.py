"""The composition root: settings in, one ASGI application out. The lifespan owns every task."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.routing import WebSocketRoute

from server import __version__
from server.access.proxies import TrustedProxies
from server.access.quotas import Gatekeeper
from server.api import events, health, jobs, metrics, programs, tokens, webhooks
from server.api.docs import install_docs
from server.api.origin_guard import OriginGuard
from server.api.page import install_page
from server.api.problems import install_problems
from server.api.request_log import RequestIds, RequestLog
from server.api.rooms import Rooms
from server.api.url_guard import UrlGuard
from server.api.visitors import Visitors
from server.choices import (
    bus,
    database_folder,
    delivery_limits,
    doorkeeper,
    engine,
    finished_plans,
    house_rules,
    lease,
    most_webhooks,
    programs_by,
    quotas,
    reachable,
    retention,
    runner_limits,
    session_limits,
    shared_limits,
)
from server.clock import Clock, utc_now
from server.gateway.commands import Commands
from server.gateway.endpoint import Gateway
from server.gateway.greeting import Greeter
from server.gateway.house import House, lines_of_users
from server.generation.generator import Generator
from server.generation.pace import PacedGenerator
from server.generation.revise.reviser import Reviser
from server.jobs.pruning import Pruner
from server.jobs.recovery import Reconciler, recover
from server.jobs.runner import Runner
from server.jobs.service import JobService
from server.jobs.submission import SubmitLimits
from server.metrics.registry import Metrics, Sources
from server.metrics.survey import Survey
from server.providers import Provided, provided
from server.push.follower import Troubles
from server.push.hub import Hub
from server.push.log_source import LogSource
from server.push.outbox import OutboxLimits
from server.push.reader import Reader
from server.push.tail import TailSweep
from server.settings import Settings
from server.storage.database import open_database
from server.storage.migrate import prepare
from server.storage.shared_clock import SharedClock
from server.storage.transaction import LogFrame
from server.storage.url import is_postgres, parse_url
from server.webhooks.delivery import Deliverer
from server.webhooks.sender import Sender
from server.webhooks.service import WebhookService
from server.webhooks.targets import REGISTERING_THREADS, SystemResolver

CANCEL_AGAIN_S = 0.5
SOCKET_PATH = "/ws"


class Server:
    """All parts of one process, wired. Made by `create_app`, which puts it at ``app.state.server``.

    Args:
        made_by: what makes programs; it is closed when the process ends, once nothing is made any more.
    """

    def __init__(self, settings: Settings, made_by: Provided, clock: Clock, counters: Metrics) -> None:
        self.settings = settings
        self._made_by = made_by
        self._shared_clock = SharedClock(clock) if is_postgres(parse_url(settings.database_url)) else None
        self._clock = clock = self._shared_clock or clock
        self._metrics = counters
        counters.push.keep_time_by(clock)
        self._bus = bus(settings)
        self.hub = Hub(self._bus)
        self.database = open_database(settings.database_url, self._publish, counters.commits.note)
        owner = f"{socket.gethostname()}:{os.getpid()}"
        plans = finished_plans(settings, self.database, clock)
        runner = Runner(self.database, made_by.generator, plans, runner_limits(settings), clock, owner)
        self.engine = engine(settings, runner)
        self._reconciler = Reconciler(self.database, self.engine, lease(settings), clock, settings.reconcile_interval_s)
        self.pruner = Pruner(self.database, retention(settings), clock)
        limits = SubmitLimits(settings.max_active_jobs, settings.submits_per_minute)
        self.service = JobService(self.database, self.engine, limits, clock, counters.jobs.submits.add)
        lacked = counters.push.gap_resyncs.add
        self.tail = TailSweep(self.hub, self.database, clock, settings.tail_interval_s, lacked)
        self._troubles = Troubles(lacked, counters.push.slow_consumers.add)
        self._resolvers = SystemResolver(), SystemResolver(REGISTERING_THREADS)
        sender, scout = (Sender(reachable(settings), resolver) for resolver in self._resolvers)
        self.deliverer = Deliverer(self.database, sender, delivery_limits(settings), clock, counters.webhooks.attempted)
        # Whatever a gap on the bus hid from us is in the database.
        self._bus.connect(self.hub.deliver, self.tail.sweep_soon)
        self.doorkeeper = doorkeeper(settings, self.database, clock)
        self.gatekeeper = Gatekeeper(quotas(settings), shared_limits(settings))
        self._source = LogSource(self.database, settings.outbox_frames, settings.replay_frames)
        self._outbox = OutboxLimits(settings.outbox_frames, settings.outbox_bytes)
        self.gateway = self._gateway()
        self.rooms = Rooms(
            service=self.service,
            database=self.database,
            bus=self._bus if settings.redis_url else None,
            engine=self.engine,
            doorkeeper=self.doorkeeper,
            gatekeeper=self.gatekeeper,
            new_reader=self.new_reader,
            max_body_bytes=settings.max_body_bytes,
            metrics=counters.registry,
            programs_by=programs_by(settings),
            files=made_by.files,
            database_folder=database_folder(settings),
            webhooks=WebhookService(self.database, scout, self.deliverer.wake, most_webhooks(settings), clock),
        )
        self._survey = Survey(self.database, self.engine, clock)
        counters.read_from(Sources(self.gateway, self.rooms, self._survey, self._bus.counts))
        self._log = structlog.get_logger("repcast.server")

    def new_reader(self) -> Reader:
        return Reader(self.hub, self._source, self._outbox, self._troubles)

    def _publish(self, frames: Sequence[LogFrame]) -> None:
        self._metrics.jobs.committed(frames)
        self._bus.publish(frames)
        if any(frame.is_final for frame in frames):
            self.deliverer.wake()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Migrate, recover, serve; and undo it all in reverse."""
        settings = self.settings
        async with AsyncExitStack() as stack:
            await asyncio.to_thread(prepare, settings.database_url)
            stack.push_async_callback(self.gatekeeper.close)
            await self._bus.open()
            stack.push_async_callback(self._bus.close)
            await self.database.open()
            stack.push_async_callback(self.database.close)
            await self._set_clock(stack)
            await self._open_door(stack)
            for resolver in self._resolvers:
                stack.callback(resolver.close)
            stack.push_async_callback(self.deliverer.close)
            self.deliverer.open()
            stack.push_async_callback(self._made_by.close)
            await self.engine.open()
            stack.push_async_callback(self.engine.drain, 0.0)
            if settings.redis_url is None:  # all that is in progress was this process's own
                started = await recover(self.database, self.engine, self._clock, settings.job_max_attempts)
                if started:
                    self._log.info("jobs_recovered", jobs=started)
            for name, work in self._chores():
                stack.push_async_callback(_ended, asyncio.create_task(work, name=name))
            yield

    def _chores(self) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
        """What goes on beside the work until the end."""
        yield "tail-sweep", self.tail.run()
        yield "reconciler", self._reconciler.run()
        yield "gatekeeper", self.gatekeeper.run()
        yield "survey", self._survey.run()
        yield "pulse", self._metrics.pulse.run()
        if interval_s := self.settings.prune_interval_s:
            yield "pruner", self.pruner.run(interval_s)

    async def _set_clock(self, stack: AsyncExitStack) -> None:
        """Before anything is done by it."""
        if self._shared_clock is not None:
            await self._shared_clock.set(self.database)
            setting = asyncio.create_task(self._shared_clock.run(self.database), name="shared-clock")
            stack.push_async_callback(_ended, setting)

    async def _open_door(self, stack: AsyncExitStack) -> None:
        await self.doorkeeper.open()
        if not self.doorkeeper.has_keys:
            self._log.warning(
                "no_keys", told="who is at this machine may do everything; repcast-server keys create makes a key"
            )
        stack.push_async_callback(self.doorkeeper.close)
        stack.push_async_callback(_ended, asyncio.create_task(self.doorkeeper.run(), name="doorkeeper"))

    async def drain(self) -> None:
        """Before the sockets are closed: take nothing new, end or hand over what runs, write what is queued."""
        settings = self.settings
        self._log.info("draining", sockets=len(self.gateway.connections))
        self.rooms.is_draining = True
        self.service.drain()
        await self.gateway.drain(settings.reconnect_within_s)
        self.gatekeeper.drain()
        await self.engine.drain(settings.drain_jobs_s)
        await self.deliverer.rest()  # while sockets take what is queued for them, attempts under way may end
        for reader in list(self.rooms.streams):
            reader.close_soon()
        await self.gateway.close_all(settings.drain_sockets_s)
        self._log.info("drained", sockets=len(self.gateway.connections))

    def _gateway(self) -> Gateway:
        settings = self.settings
        commands = Commands(self.service, self.doorkeeper, self.gatekeeper, settings.max_subscriptions, self._clock)
        greeter = Greeter(self.doorkeeper, commands, house_rules(settings), self._clock)
        counts = self._metrics.sockets.counts
        visits = self.doorkeeper.visits
        limits = session_limits(settings)
        lines = lines_of_users(limits)
        house = House(commands, greeter, self.gatekeeper, limits, self._clock, visits, counts, lines)
        return Gateway(house, self.new_reader, frozenset(settings.allowed_origins))


def new_server(settings: Settings, generator: Generator | None = None, clock: Clock = utc_now) -> Server:
    """The parts of a process, not yet running.

    Args:
        generator: what makes programs; the one that is set, unless given. It need not know how to exchange exercises.
    """
    counters = Metrics()
    chosen = provided(settings, counters.model.count) if generator is None else Provided(Reviser(generator))
    if settings.pace_s:
        chosen = replace(chosen, generator=PacedGenerator(chosen.generator, settings.pace_s))
    return Server(settings, chosen, clock, counters)


def create_app(settings: Settings, generator: Generator | None = None, clock: Clock = utc_now) -> FastAPI:
    """The ASGI application.

    Args:
        generator: what makes programs; the one that is set, unless given.
    """
    server = new_server(settings, generator, clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with server.running():
            yield

    app = FastAPI(
        title="Repcast",
        version=__version__,
        description="Generation jobs for voice agents. The socket is at `/ws`; its protocol is at `/asyncapi.json`.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.server = server
    app.state.rooms = server.rooms
    install_problems(app)
    for routes in (jobs, events, programs, tokens, webhooks, health, metrics):
        app.include_router(routes.router)
    install_docs(app)
    install_page(app)
    app.router.routes.append(WebSocketRoute(SOCKET_PATH, server.gateway))
    if settings.allowed_origins:
        app.add_middleware(CORSMiddleware, **_cross_origin(settings.allowed_origins))
    app.add_middleware(OriginGuard, allowed=frozenset(settings.allowed_origins))
    app.add_middleware(UrlGuard)
    # What is refused costs as much as what is not.
    app.add_middleware(Visitors, doorkeeper=server.doorkeeper, gatekeeper=server.gatekeeper)
    app.add_middleware(RequestLog)
    app.add_middleware(RequestIds)
    app.add_middleware(TrustedProxies, trusted=settings.trusted_proxies)
    return app


def _cross_origin(origins: Sequence[str]) -> dict[str, Any]:
    """What pages of other origins may send and read; whether they may at all, the guard in front says."""
    return {
        "allow_origins": origins,
        "allow_methods": ["GET", "POST"],
        "allow_headers": ["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID"],
        "expose_headers": ["Location", "Retry-After", "X-Request-ID"],
    }


async def _ended(task: asyncio.Task[None]) -> None:
    """Stop a task, and again until it has stopped: amid a call of redis-py a cancellation can be lost (Python 3.11)."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=CANCEL_AGAIN_S)
    with suppress(asyncio.CancelledError):
        await task
