"""What is published in Redis is delivered at WebSockets: by Repcast, and by servers that others would take for it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from redis.asyncio import Redis

from tests.load.clients import answer_of
from tests.load.crowd import Measured, Task
from tests.load.measuring import Bench, Goal, Measurement, Round
from tests.load.serving import REPCAST, Contestant, Server, contestants

ONES = 64
MANY = 500
TASKS = {
    "1-1": {"topics": ONES, "in_flight": ONES},
    f"1-{MANY}": {"first_topic": ONES, "sockets_each": MANY, "in_flight": 1},
    "burst 1-1": {"in_flight": 200},
    f"burst 1-{MANY}": {"first_topic": ONES, "sockets_each": MANY, "in_flight": 20},
}
"""A message for one of many sockets, whose turn comes after all others'; and messages for many, one after the other.
So a socket has one message at a time, as in life. In a burst it has many, which a server may send in one write."""
LOW_RATE_PER_S = 100.0
SECONDS = 2.0
QUICK_SECONDS = 1.0
IDLE = (REPCAST, "python-socketio", "bare FastAPI", "ws on Node")
"""Those whose memory is measured, too."""


async def push(contestant: Contestant, bench: Bench) -> Round:
    """One to one and one to many, as fast as it goes; one to one, a hundred a second."""
    figures: dict[str, float] = {}
    shares: dict[str, float] = {}
    seconds = QUICK_SECONDS if bench.is_quick else SECONDS
    async with _running(contestant, bench, topics=ONES + 1) as server:
        task = partial(Task, contestant.dialect, server.port, server.publish_port, server.pids)
        for name, size in TASKS.items():
            prefix = f"{name}/{contestant.name}"
            measured = await crowd(task(seconds=seconds, **size), bench)
            shares[prefix] = measured.client_cpu_s / measured.seconds
            figures[f"{prefix}/deliveries_per_cpu_s"] = measured.deliveries / measured.server_cpu_s
            figures[f"{prefix}/missing"] = float(measured.missing)
        measured = await crowd(task(seconds=1.5 * seconds, rate_per_s=LOW_RATE_PER_S), bench)
        for percent, late_us in measured.late_us.items():
            figures[f"low load/{contestant.name}/{percent}_us"] = late_us
    return Round(figures, shares)


async def stay(contestant: Contestant, bench: Bench) -> Round:
    """Sockets that follow a topic each, and hear nothing."""
    async with _running(contestant, bench, topics=bench.sockets) as server:
        task = Task(contestant.dialect, server.port, server.publish_port, server.pids, seconds=0, topics=bench.sockets)
        measured = await crowd(task, bench)
    return Round({f"idle/{contestant.name}/kib_per_socket": measured.bytes_per_socket / 1024}, {})


@asynccontextmanager
async def _running(contestant: Contestant, bench: Bench, topics: int) -> AsyncIterator[Server]:
    async with Redis(port=bench.redis_port) as redis:
        await redis.flushall()  # what one that was killed had counted of its sockets
    with TemporaryDirectory(dir=bench.folder) as folder:
        async with contestant.serve(bench.redis_port, Path(folder), bench.server_cores, topics) as server:
            yield server


async def crowd(task: Task, bench: Bench) -> Measured:
    """Have the load client do a task."""
    return Measured(**await answer_of("crowd", task, bench.other_cores))


MEASUREMENTS = (
    *(Measurement(f"pushing: {each.name}", partial(push, each)) for each in contestants()),
    # What a socket takes is the same in each round.
    *(Measurement(f"idle: {each.name}", partial(stay, each), rounds=1) for each in contestants() if each.name in IDLE),
)


def _goals() -> Iterator[Goal]:
    for task, absolute, ratios in (
        ("1-1", 50_000, {"python-socketio": 15, "Socket.IO on Node": 2, "ws on Node": 1}),
        ("burst 1-1", 50_000, {"python-socketio": 15, "Socket.IO on Node": 2, "ws on Node": 1}),
        (f"1-{MANY}", 80_000, {"python-socketio": 8, "nchan": 0.85}),
        (f"burst 1-{MANY}", 80_000, {"python-socketio": 8, "nchan": 0.85}),
    ):
        own, row = f"{task}/{REPCAST}/deliveries_per_cpu_s", f"{task.replace('-', ' → ')}: deliveries per second of CPU"
        yield Goal(row, own, "≥", absolute)
        yield Goal(f"{task.replace('-', ' → ')}: messages that did not come", f"{task}/{REPCAST}/missing", "≤", 0)
        for peer, factor in ratios.items():
            yield Goal(row, own, "≥", factor, of=f"{task}/{peer}/deliveries_per_cpu_s")
    own, row = f"low load/{REPCAST}/p50_us", "publish → receive at low load: p50"
    yield Goal(row, own, "≤", 1.2, of="low load/ws on Node/p50_us")
    own, row = f"idle/{REPCAST}/kib_per_socket", "memory of a subscribed idle socket, KiB"
    yield Goal(row, own, "≤", 16)
    yield Goal(row, own, "≤", 0.4, of="idle/python-socketio/kib_per_socket")
    yield Goal(row, own, "≤", 0.5, of="idle/bare FastAPI/kib_per_socket")


GOALS = tuple(_goals())
