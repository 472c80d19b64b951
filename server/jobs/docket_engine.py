"""The engine of many processes: job ids travel through docket, on Redis, to whichever worker is free.

docket 0.27 is a messenger here, and what it does badly is covered:

- its pool raises when it is out of connections (redis-py 8: at 100): the pool is given more;
- a Redis error makes a worker wait for all its running jobs before it takes another: its pool tries again instead,
  also while Redis is full, as it is under ``noeviction`` when others have filled it;
- an outage of over ``redelivery_s`` delivers a job twice: the claim of a job's row is exclusive (`server.jobs.claim`);
- its graceful end has no limit, and renews no leases meanwhile: jobs are cancelled here after a grace, twice;
- Redis may lose everything: the reconciler starts what it lost;
- arguments are pickled: they are ids only, and Redis wants a password;
- it knows no users, and first come is first served: a worker takes of one user as much as it has room for
  (`server.places`), and says of the rest that it is to come again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any, Self, TypeVar
from urllib.parse import parse_qs, urlsplit

import structlog
from docket import Docket, Worker
from docket.dependencies import AdmissionBlocked, current_execution
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from server.jobs.in_process_engine import end_tasks
from server.jobs.runner import Runner
from server.places import Places

POOL_CONNECTIONS = 1024
RETRY_CAP_S = 1.0
RETRY_BASE_S = 0.05
REOPEN_S = 1.0
COUNT_PATIENCE_S = 1.0
AWAY = (RedisConnectionError, RedisTimeoutError)
FULL_NOTE_INTERVAL_S = 15.0
FAREWELL_S = 5.0
COME_AGAIN = timedelta(seconds=2.0)
"""When a job is offered again, to any worker, of a user who has enough of one's places. A model takes minutes."""

MOST_ORDERS = 10_000
"""Ids that wait for Redis; past it the oldest are left to the reconciler, or to their worker's heartbeat."""


T = TypeVar("T")


class DocketEngine:
    """A `server.jobs.engine.Engine` that shares its work with all processes on one Redis.

    Args:
        url: of Redis.
        name: the docket's; processes with the same one share their jobs.
        concurrency: jobs that this process works on at once; 0: it only hands them out.
        redelivery_s: a worker that renews no lease for longer has lost its jobs to the others, begun or not.
    """

    def __init__(self, runner: Runner, url: str, name: str, concurrency: int, redelivery_s: float) -> None:
        self._runner = runner
        self._url = with_pool_size(url)
        self._name = name
        self._concurrency = concurrency
        self._redelivery_s = redelivery_s
        self._docket: Docket | None = None
        self._to_start: dict[str, tuple[str, bool]] = {}
        self._to_cancel: dict[str, None] = {}
        self._has_orders = asyncio.Event()
        self._places = Places(concurrency)
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._running_for: dict[str, str] = {}
        self._handed_over: dict[str, str] = {}
        self._supervisor: asyncio.Task[None] | None = None
        self._patience = Patience()
        self._is_draining = False
        self._log = structlog.get_logger("repcast.engine")

    @property
    def at_work(self) -> int:
        return len(self._running)

    async def open(self) -> None:
        self._supervisor = asyncio.create_task(self._supervise(), name="docket")

    def start(self, job_id: str, user_id: str, *, is_lost: bool = False) -> None:
        self._order(self._to_start, job_id, (user_id, is_lost))

    def cancel(self, job_id: str) -> None:
        if job_id in self._running:
            self._running[job_id].cancel()
            return
        self._order(self._to_cancel, job_id, None)

    async def drain(self, grace_s: float) -> None:
        if self._supervisor is None:
            return
        self._is_draining = True
        self._handed_over.update(self._running_for)
        self._supervisor.cancel()  # docket takes nothing new, and waits for what runs
        await end_tasks(list(self._running.values()), grace_s)
        self._patience.update_retries(0)  # docket says goodbye to Redis, if it is there
        _, stuck = await asyncio.wait({self._supervisor}, timeout=FAREWELL_S)
        if stuck:  # redis-py can lose a cancellation amid a send (its wait_for, on Python 3.11)
            self._log.error("docket_does_not_end", after_s=FAREWELL_S)
        self._supervisor = None
        if self._handed_over:
            await self._pass_on(self._handed_over)

    async def workers(self) -> int | None:
        if self._docket is None:
            return None
        try:
            async with asyncio.timeout(COUNT_PATIENCE_S):  # the pool's own patience has no end
                return len(await self._docket.workers())
        except (RedisError, TimeoutError):
            return None

    def _order(self, orders: dict[str, T], job_id: str, order: T) -> None:
        orders[job_id] = order
        if len(orders) > MOST_ORDERS:
            del orders[next(iter(orders))]
        self._has_orders.set()

    # The life of the connection

    async def _supervise(self) -> None:
        """Keep a docket open, and a worker on it."""
        while not self._is_draining:
            try:
                async with self._new_docket() as docket:
                    harden(docket, self._patience)
                    self._docket = docket
                    await self._work_on(docket)
            except Exception as error:  # noqa: BLE001 - whatever ended it, it is logged, and begun anew
                self._log.warning("docket_ended", error=repr(error), again_in_s=REOPEN_S)
            finally:
                self._docket = None
            await asyncio.sleep(REOPEN_S)

    async def _work_on(self, docket: Docket) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._carry_out_orders(docket), name="docket-orders")
            if self._concurrency:
                tasks.create_task(self._take_jobs(docket), name="docket-worker")

    async def _take_jobs(self, docket: Docket) -> None:
        worker = Worker(
            docket,
            concurrency=self._concurrency,
            redelivery_timeout=timedelta(seconds=self._redelivery_s),
            reconnection_delay=timedelta(seconds=REOPEN_S),
            minimum_check_interval=timedelta(milliseconds=100),
            schedule_automatic_tasks=False,
        )
        async with worker:
            self._log.info("takes_jobs", at_once=self._concurrency)
            await worker.run_forever()

    async def _carry_out_orders(self, docket: Docket) -> None:
        while True:
            await self._has_orders.wait()
            self._has_orders.clear()
            while self._to_start or self._to_cancel:
                if self._to_start:
                    job_id, (user_id, is_lost) = next(iter(self._to_start.items()))
                    if is_lost:  # to docket it is worked on; a cancel would end whoever took it over meanwhile
                        await docket.replace(self.run_job, datetime.now(UTC), job_id)(job_id, user_id)
                    else:
                        await docket.add(self.run_job, key=job_id)(job_id, user_id)
                    self._to_start.pop(job_id, None)
                else:
                    job_id = next(iter(self._to_cancel))
                    await docket.cancel(job_id)
                    self._to_cancel.pop(job_id, None)

    def _new_docket(self) -> Docket:
        docket = Docket(name=self._name, url=self._url, execution_ttl=timedelta(0))
        docket.register(self.run_job, names=["run_job"])
        return docket

    async def _pass_on(self, jobs: dict[str, str]) -> None:
        """What was handed over is for another worker, now rather than when the reconciler finds it."""
        try:
            async with asyncio.timeout(REOPEN_S), self._new_docket() as docket:
                for job_id, user_id in jobs.items():
                    await docket.add(self.run_job, key=job_id)(job_id, user_id)
        except (RedisError, OSError, TimeoutError) as error:
            self._log.warning("jobs_not_passed_on", jobs=len(jobs), error=repr(error))

    # The task

    async def run_job(self, job_id: str, user_id: str) -> None:
        """What a worker does with an id.

        Raises:
            AdmissionBlocked: which has docket offer it again.
        """
        if job_id in self._running:
            return  # delivered twice to the same process
        if self._is_draining:  # docket had taken it already; begun now, nobody would stop it
            self._handed_over[job_id] = user_id
        elif self._places.take(user_id):
            try:
                await self._work(job_id, user_id)
            finally:
                self._places.leave(user_id)
        else:
            raise AdmissionBlocked(current_execution.get(), "what else the user wants", retry_delay=COME_AGAIN)

    async def _work(self, job_id: str, user_id: str) -> None:
        task = asyncio.create_task(self._runner.run(job_id), name=f"job-{job_id}")
        self._running[job_id] = task
        self._running_for[job_id] = user_id
        try:
            await task
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        finally:
            del self._running[job_id], self._running_for[job_id]


def with_pool_size(url: str) -> str:
    """The URL with room for more connections than redis-py's default of 100."""
    query = urlsplit(url).query
    if "max_connections" in parse_qs(query):
        return url
    # Not put together anew from its parts: that makes unix:/path of unix:///path.
    return f"{url}{'&' if query else '?'}max_connections={POOL_CONNECTIONS}"


class Patience(Retry):
    """Tries again while Redis is away or full, on all connections that share it, until it is told to stop."""

    def __init__(self) -> None:
        # Only then: what it answers else, a NOSCRIPT for one, is for docket to see.
        backoff = ExponentialWithJitterBackoff(RETRY_CAP_S, RETRY_BASE_S)
        super().__init__(backoff, retries=-1, supported_errors=(*AWAY, OutOfMemoryError))
        self._note_full_from_s = 0.0
        self._log = structlog.get_logger("repcast.engine")

    async def call_with_retry(self, do: Callable[[], Awaitable[T]], *arguments: Any, **options: Any) -> T:
        return await super().call_with_retry(partial(self._noting, do), *arguments, **options)

    async def _noting(self, do: Callable[[], Awaitable[T]]) -> T:
        """That it is away others say; that it is full shows nowhere else, since to publish takes no memory of it."""
        try:
            return await do()
        except OutOfMemoryError as error:
            if monotonic() >= self._note_full_from_s:
                self._note_full_from_s = monotonic() + FULL_NOTE_INTERVAL_S
                self._log.error("redis_is_full", error=str(error), effect="no job is begun until it has room")
            raise

    def __deepcopy__(self, _memo: Any) -> Self:
        return self  # redis-py makes a copy for each connection, which nobody could tell to stop


def harden(docket: Docket, patience: Patience) -> None:
    """Let the docket's own connections be patient."""
    pool = docket._redis._connection_pool  # noqa: SLF001 - docket offers no other way; hence the pin, and a test
    if pool is None:
        raise RuntimeError("this docket has no connection pool; another release than was tried")
    pool.connection_kwargs["retry"] = patience
