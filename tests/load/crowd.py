"""``python -m tests.load.crowd TASK``: the load client, a process of its own, which also publishes and keeps the time.

``TASK`` is a `Task` as JSON; what was measured is printed as JSON. It measures its own share of a core, too: where
that is near one, it is the client that was measured, and the figure is none.
"""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import quantiles
from time import monotonic, process_time

import psutil
import uvloop

from tests.load.descriptors import raise_limit
from tests.load.dialects import DIALECTS, Dialect
from tests.load.publishing import Publisher
from tests.load.sockets import CountingSocket, Tally, connected

BATCH = 50
"""Messages in one pipeline: as many as a busy commit batch has."""
MOST_OUTSTANDING = 20_000
"""Deliveries that are under way at most; a peer without a bound would queue all that it is given."""
MOST_OUTSTANDING_EACH = 200
"""The same for one socket: who has a bound is not to be past it, for then other work is measured."""
BUSY_AT_MOST = 0.7
"""Of a core that this process takes while it floods. Beyond that it would be what is measured, so it pauses: the
server has idle moments then, and what its CPU costs a delivery is what it is."""
CONNECTING_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Task:
    """What to measure.

    Attributes:
        pids: of the server; their CPU is what deliveries cost.
        seconds: for how long; 0: nothing is published.
        rate_per_s: of messages; None: as fast as they are taken.
    """

    dialect: str
    port: int
    redis_port: int
    topic: str
    sockets: int
    pids: Sequence[int]
    seconds: float
    warm_up_s: float = 1.0
    rate_per_s: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured, all of it in the seconds after the warm-up."""

    deliveries: int
    seconds: float
    server_cpu_s: float
    client_cpu_s: float
    late_us: Mapping[str, float]
    """Percentiles of the time from publication to reading, where a rate was asked for: p50, p90, p99, and the most."""
    missing: int
    """Deliveries that had not come two seconds after the last publication."""
    bytes_per_socket: float
    """Resident memory of the server that was added while the sockets came."""


def rss_bytes(pids: Sequence[int]) -> int:
    """Resident memory of processes."""
    return sum(psutil.Process(pid).memory_info().rss for pid in pids)


def cpu_s(pids: Sequence[int]) -> float:
    """User and system time of processes, so far."""
    times = [psutil.Process(pid).cpu_times() for pid in pids]
    return sum(each.user + each.system for each in times)


class Crowd:
    """Sockets that follow one topic, and its publisher."""

    def __init__(self, task: Task, publisher: Publisher, tally: Tally, sockets: Sequence[CountingSocket]) -> None:
        self._task = task
        self._publisher = publisher
        self._tally = tally
        self._sockets = sockets
        self._news = asyncio.Event()
        tally.on_news = self._news.set

    @property
    def _outstanding(self) -> int:
        return self._publisher.published * len(self._sockets) - self._tally.received

    async def measure(self, bytes_per_socket: float) -> Measured:
        if not self._task.seconds:
            return Measured(0, 0.0, 0.0, 0.0, {}, 0, bytes_per_socket)
        go_on = self._flood if self._task.rate_per_s is None else self._trickle
        await go_on(self._task.warm_up_s)
        await self._quiet(2.0)
        self._tally.late_ns.clear()
        self._tally.is_timing = self._task.rate_per_s is not None
        begun_s, before = monotonic(), self._tally.received
        server_s, client_s = cpu_s(self._task.pids), process_time()
        await go_on(self._task.seconds)
        await self._quiet(2.0)
        return Measured(
            deliveries=self._tally.received - before,
            seconds=monotonic() - begun_s,
            server_cpu_s=cpu_s(self._task.pids) - server_s,
            client_cpu_s=process_time() - client_s,
            late_us=_percentiles([late / 1000 for late in self._tally.late_ns]),
            missing=self._outstanding,
            bytes_per_socket=bytes_per_socket,
        )

    async def _flood(self, seconds: float) -> None:
        begun_s, begun_cpu_s = monotonic(), process_time()
        most = min(MOST_OUTSTANDING, MOST_OUTSTANDING_EACH * len(self._sockets))
        until_s, batch = monotonic() + seconds, max(1, min(BATCH, most // len(self._sockets) // 4))
        while monotonic() < until_s:
            if self._outstanding + batch * len(self._sockets) <= most:
                self._publisher.publish(batch)
                earned_s = begun_s + (process_time() - begun_cpu_s) / BUSY_AT_MOST
                await asyncio.sleep(max(0.0, earned_s - monotonic()))
                continue
            self._news.clear()
            try:
                async with asyncio.timeout(1.0):
                    await self._news.wait()
            except TimeoutError:
                return  # what is under way is lost: `missing` tells

    async def _trickle(self, seconds: float) -> None:
        assert self._task.rate_per_s is not None
        begun_s = monotonic()
        for number in range(int(seconds * self._task.rate_per_s)):
            await asyncio.sleep(begun_s + number / self._task.rate_per_s - monotonic())
            self._publisher.publish(1)

    async def _quiet(self, patience_s: float) -> None:
        """Until everything came, or nothing has for so long."""
        while self._outstanding > 0:
            self._news.clear()
            try:
                async with asyncio.timeout(patience_s):
                    await self._news.wait()
            except TimeoutError:
                return


def _percentiles(late_us: Sequence[float]) -> Mapping[str, float]:
    if len(late_us) < 2:
        return {}
    cuts = quantiles(late_us, n=100)
    return {"p50": cuts[49], "p90": cuts[89], "p99": cuts[98], "most": max(late_us)}


async def run(task: Task) -> Measured:
    dialect: Dialect = DIALECTS[task.dialect]
    loop, tally = asyncio.get_running_loop(), Tally()
    _, publisher = await loop.create_connection(
        lambda: Publisher(*dialect.publication(task.topic)), "127.0.0.1", task.redis_port
    )
    raise_limit()
    before_bytes = rss_bytes(task.pids)
    sockets = await connected(task.port, dialect, [task.topic] * task.sockets, tally, CONNECTING_AT_ONCE)
    bytes_per_socket = (rss_bytes(task.pids) - before_bytes) / task.sockets
    return await Crowd(task, publisher, tally, sockets).measure(bytes_per_socket)


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(run(Task(**json.loads(sys.argv[1])))))))  # noqa: T201 - its output
