"""``python -m tests.load.growth_client TASK``: sockets that follow some jobs each, and hear of them at some rates.

``TASK`` is a `Task` as JSON; what was measured is printed as JSON. A process of its own, so that the server's core is
the server's.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import cycle
from statistics import median
from time import monotonic, process_time, time_ns

import uvloop

from tests.load.asking import AskingSocket, asking_socket
from tests.load.descriptors import raise_limit
from tests.load.dialects import DIALECTS, FIRST_SEQ, MARK
from tests.load.process_clock import cpu_ns
from tests.load.publish_requests import SENT_DIGITS, publish_command
from tests.load.ten_thousand_jobs import job_ids

PATIENCE_S = 60.0
QUIET_S = 2.0
"""What has not come so long after the last publication is missing."""
TURNS_PER_S = 250
"""Publications of a rate are spread over so many moments of a second."""
KEPT_UP_US = 50_000.0
"""A server whose frames are later than this at the median is behind, and gets further behind."""
CONNECTING_AT_ONCE = 256
RESUMED_AT_MOST = 500
"""Jobs of a hello: more would not fit into a frame."""
WARMING = 50
"""Sockets that come and go first: the first ones of a server wait for what it puts off until it is needed."""
WARM_UP_S = 0.5
OF_JOB, WELCOME, ERROR = b'{"type":"job.', b'{"type":"welcome"', b'{"type":"error"'


@dataclass(frozen=True, slots=True)
class Task:
    """What to do, and what to measure.

    Attributes:
        pids: of the server; their CPU is what is measured.
        missed: frames that each job's log has for who comes.
        rates_per_s: of frames, of all jobs together, one after the other, until one does not fit.
        stretches: so many times each.
        idle_s: for so long nothing happens, before that.
    """

    port: int
    redis_port: int
    sockets: int
    jobs_each: int
    pids: Sequence[int]
    missed: int
    rates_per_s: Sequence[float] = ()
    stretches: int = 3
    seconds: float = 2.0
    idle_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a stretch of time.

    Attributes:
        server_s: of its CPU; likewise of the client's.
    """

    wall_s: float
    server_s: float
    client_s: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """One at a rate; ``p50_us`` is from publication to reading."""

    rate_per_s: float
    frames: int
    missing: int
    p50_us: float
    cost: Cost

    @property
    def fits(self) -> bool:
        """Whether the server kept up."""
        return not self.missing and self.p50_us <= KEPT_UP_US


def is_kept_up(stretches: Sequence[Stretch]) -> bool:
    """Whether a rate fits: in most stretches, since a machine that others use stands still now and then."""
    return sum(each.fits for each in stretches) * 2 > len(stretches)


@dataclass(frozen=True, slots=True)
class Measured:
    """All of a task."""

    connecting: Cost
    idle: Cost
    stretches: Sequence[Stretch] = field(default_factory=list)


class Clock:
    """Measures stretches of time."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._pids = pids
        self._begun = self._now()

    def lap(self) -> Cost:
        """What was spent since the last one."""
        before, self._begun = self._begun, self._now()
        return Cost(*(now - then for now, then in zip(self._begun, before, strict=True)))

    def _now(self) -> tuple[float, float, float]:
        return monotonic(), cpu_ns(self._pids) / 1e9, process_time()


class Heard:
    """What came to all sockets."""

    def __init__(self) -> None:
        self.frames = 0
        self.late_ns: list[int] = []
        self.failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._owed: dict[AskingSocket, int] = {}
        self._is_settled = asyncio.Event()
        self._expected = 0
        self._have_come = asyncio.Event()

    def owes(self, socket: AskingSocket, frames: int) -> None:
        """A new socket is to get so many before it is settled."""
        self._is_settled.clear()
        self._owed[socket] = frames

    async def settled(self) -> None:
        """Once no socket is owed anything."""
        await self._or_failure(self._is_settled)

    async def until(self, expected: int) -> None:
        """Wait until so many frames came."""
        self._expected = expected
        if self.frames < expected:
            self._have_come.clear()
            await self._or_failure(self._have_come)

    def __call__(self, socket: AskingSocket, text: bytes) -> None:
        if text.startswith(OF_JOB):
            self.frames += 1
            begun = text.find(MARK) + len(MARK)
            if begun >= len(MARK):
                self.late_ns.append(time_ns() - int(text[begun : begun + SENT_DIGITS]))
            else:
                self._paid(socket)
            if self.frames == self._expected:
                self._have_come.set()
        elif text.startswith(WELCOME):
            self._paid(socket)
        elif text.startswith(ERROR) and not self.failure.done():
            self.failure.set_exception(ConnectionError(text[:200].decode()))

    def _paid(self, socket: AskingSocket) -> None:
        self._owed[socket] -= 1
        if self._owed[socket] == 0:
            del self._owed[socket]
            if not self._owed:
                self._is_settled.set()

    async def _or_failure(self, event: asyncio.Event) -> None:
        waiting = asyncio.create_task(event.wait())
        try:
            await asyncio.wait((waiting, self.failure), return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if self.failure.done():
            await self.failure


async def run(task: Task) -> Measured:
    raise_limit()
    ids, heard = job_ids(task.sockets * task.jobs_each), Heard()
    async with asyncio.timeout(PATIENCE_S):
        for socket in await _connect(task, ids[: WARMING * task.jobs_each], heard):
            socket.close()
        clock = Clock(task.pids)
        await _connect(task, ids, heard)
    connecting = clock.lap()
    await asyncio.sleep(task.idle_s)
    idle = clock.lap()
    _, publisher = await asyncio.open_connection("127.0.0.1", task.redis_port)
    commands, stretches = _commands(ids), list[Stretch]()
    for rate_per_s in task.rates_per_s:
        await _stretch(commands, rate_per_s, WARM_UP_S, publisher, heard)
        for _ in range(task.stretches):
            heard.late_ns.clear()
            before = heard.frames
            clock.lap()
            missing = await _stretch(commands, rate_per_s, task.seconds, publisher, heard)
            cost, late_ns = clock.lap(), heard.late_ns
            stretches.append(Stretch(rate_per_s, heard.frames - before, missing, median(late_ns) / 1000, cost))
        if not is_kept_up(stretches[-task.stretches :]):
            break
    return Measured(connecting, idle, stretches)


async def _connect(task: Task, ids: Sequence[str], heard: Heard) -> list[AskingSocket]:
    turns, after = asyncio.Semaphore(CONNECTING_AT_ONCE), FIRST_SEQ - 1 - task.missed

    async def connect(jobs: Sequence[str]) -> AskingSocket:
        async with turns:
            socket = await asking_socket(task.port, heard, DIALECTS["repcast"].subprotocol)
            resumed, subscribed = jobs[:RESUMED_AT_MOST], jobs[RESUMED_AT_MOST:]
            heard.owes(socket, 1 + len(subscribed) + task.missed * len(jobs))
            points = [{"job_id": job_id, "after": after} for job_id in resumed]
            socket.say(_packed({"type": "hello", "id": "1", "resume": points}))
            for job_id in subscribed:
                socket.say(_packed({"type": "job.subscribe", "id": "2", "job_id": job_id, "after": after}))
            return socket

    starts = range(0, len(ids), task.jobs_each)
    sockets = await asyncio.gather(*(connect(ids[start : start + task.jobs_each]) for start in starts))
    await heard.settled()
    return sockets


def _packed(content: object) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()


def _commands(ids: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    """For ever: the next number of the next job, and how it is published."""
    commands = [publish_command(*DIALECTS["repcast"].publication(job_id)) for job_id in ids]
    for number, command in enumerate(cycle(commands)):
        yield FIRST_SEQ + number // len(ids), command


async def _stretch(
    commands: Iterator[tuple[int, bytes]],
    rate_per_s: float,
    seconds: float,
    publisher: asyncio.StreamWriter,
    heard: Heard,
) -> int:
    """Publish at a rate, job after job, and wait until all has come. Returns how many frames have not."""
    expected, published, begun_s = heard.frames, 0, monotonic()
    while (spent_s := monotonic() - begun_s) < seconds:
        owed = int(spent_s * rate_per_s) - published
        for seq, command in (next(commands) for _ in range(owed)):
            publisher.write(command % (seq, seq, time_ns()))
        published += owed
        await asyncio.sleep(1 / TURNS_PER_S)
    with suppress(TimeoutError):
        async with asyncio.timeout(QUIET_S):
            await heard.until(expected + published)
    return expected + published - heard.frames


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(run(Task(**json.loads(sys.argv[1])))))))  # noqa: T201 - its output
