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
from tests.load.dialects import DIALECTS, Dialect, topic_of
from tests.load.publishing import Publisher
from tests.load.sockets import Tally, connected

BATCH = 50
"""Messages in one pipeline at most: as many as a busy commit batch has."""
BUSY_AT_MOST = 0.7
"""Of a core that this process takes while it floods. Beyond that it would be what is measured, so it pauses: the
server has idle moments then, and what its CPU costs a delivery is what it is."""
CONNECTING_AT_ONCE = 64
PATIENCE_S = 2.0
"""What has not come when nothing has come for so long is lost."""
BEGINNINGS = 20
BEGINNING_S = 0.25


@dataclass(frozen=True, slots=True)
class Task:
    """What to measure.

    Attributes:
        publish_port: where publications are taken, Redis's or the server's own.
        pids: of the server; their CPU is what deliveries cost.
        first_topic: its number; topics are numbered one after the other.
        sockets_each: that follow one topic.
        seconds: for how long; 0: nothing is published.
        in_flight: messages that are published and did not come to all yet, at most. A server without a bound would
            queue all that it is given, and one with a bound is not to be past it, for then other work is measured.
        rate_per_s: of messages; None: as fast as they come.
    """

    dialect: str
    port: int
    publish_port: int
    pids: Sequence[int]
    seconds: float
    first_topic: int = 0
    topics: int = 1
    sockets_each: int = 1
    in_flight: int = 1
    warm_up_s: float = 0.5
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
    """Deliveries that did not come."""
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
    """Sockets that follow topics, and their publisher."""

    def __init__(self, task: Task, publisher: Publisher, tally: Tally) -> None:
        self._task = task
        self._publisher = publisher
        self._tally = tally
        self._missed = 0
        self._news = asyncio.Event()
        tally.on_news = self._news.set

    @property
    def _outstanding(self) -> int:
        return self._publisher.published * self._task.sockets_each - self._missed - self._tally.received

    async def measure(self, bytes_per_socket: float) -> Measured:
        if not self._task.seconds:
            return Measured(0, 0.0, 0.0, 0.0, {}, 0, bytes_per_socket)
        await self._begin()
        go_on = self._flood if self._task.rate_per_s is None else self._trickle
        await go_on(self._task.warm_up_s)
        await self._quiet(PATIENCE_S)
        self._tally.late_ns.clear()
        self._tally.is_timing = self._task.rate_per_s is not None
        begun_s, before = monotonic(), self._tally.received
        server_s, client_s = cpu_s(self._task.pids), process_time()
        await go_on(self._task.seconds)
        await self._quiet(PATIENCE_S)
        return Measured(
            deliveries=self._tally.received - before,
            seconds=monotonic() - begun_s,
            server_cpu_s=cpu_s(self._task.pids) - server_s,
            client_cpu_s=process_time() - client_s,
            late_us=_percentiles([late / 1000 for late in self._tally.late_ns]),
            missing=self._outstanding,
            bytes_per_socket=bytes_per_socket,
        )

    async def _begin(self) -> None:
        """Some peers say that a topic is followed before they have subscribed; what they lose until then is forgiven.

        Raises:
            ConnectionError: nothing comes.
        """
        for _ in range(BEGINNINGS):
            self._publisher.publish(self._task.topics)
            await self._quiet(BEGINNING_S)
            lost = self._outstanding
            self._missed += lost
            if lost <= 0:  # or what was given up came after all
                return
        raise ConnectionError("messages do not come")

    async def _flood(self, seconds: float) -> None:
        begun_s, begun_cpu_s = monotonic(), process_time()
        each = self._task.sockets_each
        until_s, batch = monotonic() + seconds, max(1, min(BATCH, self._task.in_flight // 4))
        while monotonic() < until_s:
            if self._outstanding + batch * each <= self._task.in_flight * each:
                self._publisher.publish(batch)
                earned_s = begun_s + (process_time() - begun_cpu_s) / BUSY_AT_MOST
                await asyncio.sleep(max(0.0, earned_s - monotonic()))
                continue
            self._news.clear()
            try:
                async with asyncio.timeout(PATIENCE_S):
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
    raise_limit()
    dialect: Dialect = DIALECTS[task.dialect]
    loop, tally = asyncio.get_running_loop(), Tally()
    topics = [topic_of(task.first_topic + number) for number in range(task.topics)]
    publications = [dialect.publication(topic) for topic in topics]
    _, publisher = await loop.create_connection(
        lambda: Publisher(dialect.handover, publications), "127.0.0.1", task.publish_port
    )
    followed = [topic for topic in topics for _ in range(task.sockets_each)]
    # What a server needs for its first socket alone is not counted.
    sockets = await connected(task.port, dialect, followed[:1], tally, CONNECTING_AT_ONCE)
    before_bytes = rss_bytes(task.pids)
    sockets += await connected(task.port, dialect, followed[1:], tally, CONNECTING_AT_ONCE)
    bytes_per_socket = (rss_bytes(task.pids) - before_bytes) / len(sockets)
    return await Crowd(task, publisher, tally).measure(bytes_per_socket)


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(run(Task(**json.loads(sys.argv[1])))))))  # noqa: T201 - its output
