"""``python -m tests.load.ten_thousand_client TASK``: thousands of sockets, each with a job of its own.

``TASK`` is a `Task` as JSON; what was measured is printed as JSON. A process of its own, so that the server's core is
the server's.
"""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address
from itertools import cycle
from time import monotonic, process_time
from urllib.request import urlopen

import psutil
import uvloop

from schemas.framing import text_frame
from server.push.channels import Channels
from server.push.publication import encode
from server.push.redis_wire import packed
from server.storage.transaction import LogFrame
from tests.load.descriptors import raise_limit
from tests.load.resuming_socket import Crowd, ResumingSocket
from tests.load.ten_thousand_jobs import LAST_SEQ, job_ids, progress_of

PATIENCE_S = 60.0
QUIET_S = 5.0
"""What has not come so long after the last publication is missing."""
TURNS_PER_S = 200
"""Publications of a rate are spread over so many moments of a second."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to do, and what to measure.

    Attributes:
        pids: of the server; their CPU is what is measured.
        missed: frames that each client lacks when it comes, and is to be given.
        at_once: sockets that are connecting at a time.
        rate_per_s: of frames, of all jobs together, once all sockets are there.
        seconds: for how long; 0: nothing is published.
        is_probed: the server is `tests.load.probed_server`, which is asked what it saw.
    """

    port: int
    redis_port: int
    prefix: str
    sockets: int
    pids: Sequence[int]
    missed: int
    at_once: int
    rate_per_s: int = 0
    seconds: float = 0.0
    is_probed: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a stretch of time: by the clock, of the server's CPU, of this process's."""

    wall_s: float
    server_s: float
    client_s: float


@dataclass(frozen=True, slots=True)
class Measured:
    """How it went.

    Attributes:
        connecting: until each socket was welcome and had what it missed.
        bytes_per_socket: resident memory of the server that was added meanwhile.
        probed: what the server saw meanwhile.
        missing: frames of the rate that did not come.
    """

    connecting: Cost
    bytes_per_socket: float
    probed: Mapping[str, float]
    following: Cost | None = None
    missing: int = 0


class Clock:
    """Measures stretches of time."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._processes = [psutil.Process(pid) for pid in pids]
        self._begun = self._now()

    @property
    def rss_bytes(self) -> int:
        """Resident memory of the server."""
        return sum(process.memory_info().rss for process in self._processes)

    def lap(self) -> Cost:
        """What was spent since the last one."""
        before, self._begun = self._begun, self._now()
        return Cost(*(now - then for now, then in zip(self._begun, before, strict=True)))

    def _now(self) -> tuple[float, float, float]:
        times = [process.cpu_times() for process in self._processes]
        return monotonic(), sum(each.user + each.system for each in times), process_time()


async def run(task: Task) -> Measured:
    raise_limit()
    ids, crowd = job_ids(task.sockets), Crowd()
    if task.is_probed:
        await _probe(task.port)  # from now on
    clock = Clock(task.pids)
    rss_bytes = clock.rss_bytes
    clock.lap()
    async with asyncio.timeout(PATIENCE_S):
        await _connect(task, ids, crowd)
    connecting = clock.lap()
    bytes_per_socket = (clock.rss_bytes - rss_bytes) / task.sockets
    probed = await _probe(task.port) if task.is_probed else {}
    if not task.seconds:
        return Measured(connecting, bytes_per_socket, probed)
    _, publisher = await asyncio.open_connection("127.0.0.1", task.redis_port)
    before = crowd.frames
    clock.lap()
    published = await _publish(task, ids, publisher)
    following = clock.lap()
    await _quiet(crowd, before + published)
    return Measured(connecting, bytes_per_socket, probed, following, before + published - crowd.frames)


async def _probe(port: int) -> Mapping[str, float]:
    def ask() -> Mapping[str, float]:
        with urlopen(f"http://127.0.0.1:{port}/probe", timeout=PATIENCE_S) as answer:
            told: Mapping[str, float] = json.load(answer)
            return told

    return await asyncio.to_thread(ask)


async def _connect(task: Task, ids: Sequence[str], crowd: Crowd) -> None:
    loop, turns = asyncio.get_running_loop(), asyncio.Semaphore(task.at_once)

    async def connect(number: int, job_id: str) -> None:
        async with turns:
            socket = ResumingSocket(crowd, job_id, LAST_SEQ - task.missed, task.missed)
            await loop.create_connection(lambda: socket, "127.0.0.1", task.port, local_addr=(_own_address(number), 0))
            await socket.is_settled

    await asyncio.gather(*(connect(number, job_id) for number, job_id in enumerate(ids)))


def _own_address(number: int) -> str:
    """All of 127.0.0.0/8 is this machine. Each socket has an address of its own, as those of many people have."""
    return str(IPv4Address("127.1.0.0") + number)


async def _publish(task: Task, ids: Sequence[str], publisher: asyncio.StreamWriter) -> int:
    """At the rate, job after job. Returns how many frames."""
    channels, now, jobs, published = Channels(task.prefix), datetime.now(UTC), cycle(ids), 0
    prepared = {job_id: progress_of(job_id, 0, now).model_dump_json(exclude_none=True) for job_id in ids}
    begun_s = monotonic()
    while (spent_s := monotonic() - begun_s) < task.seconds:
        owed = int(spent_s * task.rate_per_s) - published
        for number in range(published, published + owed):
            job_id, seq = next(jobs), LAST_SEQ + 1 + number // len(ids)
            text = prepared[job_id].replace('"seq":0', f'"seq":{seq}')
            wire = text_frame(text.encode())
            frame = LogFrame(job_id, job_id, seq, "job.progressed", now.timestamp(), wire, is_final=False)
            publisher.write(packed(b"PUBLISH", channels.of(job_id), encode(frame)))
        published += owed
        await asyncio.sleep(1 / TURNS_PER_S)
    return published


async def _quiet(crowd: Crowd, expected: int) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(QUIET_S):
            await crowd.until(expected)


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(run(Task(**json.loads(sys.argv[1])))))))  # noqa: T201 - its output
