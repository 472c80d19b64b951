"""Thousands of random steps: submissions, cuts, slow reads, and live frames that are lost, doubled and reordered.

Everything between the database and the client's user is real, the gateway's session, the outbox, the cursors, the log
and the client's own session among it; only the bus is made bad, and the network is replaced by wires that a step cuts.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Executor, Future
from enum import Enum
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from schemas.client_frames import JobSubmit, JobsWatch, OnActive
from schemas.job import JobFailure, JobKind, JobStatus, Speak, Stage
from server.app import Server
from server.clock import utc_now
from server.jobs.lifecycle import STEPS, Cancelled, Failed, Happening, Progressed, Retried, Started
from server.jobs.log import append
from server.storage.transaction import LogFrame
from tests.support.parts import running_parts
from tests.support.samples import program_request
from tests.support.wire import WiredClient

P = ParamSpec("P")
T = TypeVar("T")

CLIENTS = 3
USERS = 2
OUTBOX_FRAMES = 4
MOST_WAITING = 2 * OUTBOX_FRAMES
"""Job frames fill the outbox; replies come on top, until the socket is not read further."""
STEPS_TOTAL = 10_000
STEPS_EACH = 50
TURNS = 60
"""Of the loop: more than anything takes to come to rest, without threads and without a network."""
LIVES = STEPS_TOTAL * 3 // 100
"""Runs from an empty world; not each of them takes all of its steps."""

PROGRESS = Progressed(Stage.WRITING, "On it.", 10, Speak.SILENT)
FAILURE = JobFailure(code="internal", message="It broke.", say="I am sorry.")
GOES_ON: Sequence[Happening] = (PROGRESS, PROGRESS, PROGRESS, Started("rules", None), Retried("r", 0, is_failure=True))
ENDS: Sequence[Happening] = (Cancelled(None), Failed(FAILURE))


class Fate(Enum):
    """What becomes of a live frame on the bad bus."""

    PASSES = "passes"
    IS_LOST = "is lost"
    COMES_TWICE = "comes twice"
    IS_LATE = "is late"


class Inline(Executor):
    """In the place of the database's threads: a step ends when everything that follows from it has happened."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as a pool of threads does
            future.set_exception(error)
        return future

    async def run(self, do: Callable[[], T]) -> T:
        return do()

    def close(self) -> None:
        """It has nothing."""


class BadBus:
    """Between the commit and the hub. It also writes down the truth."""

    def __init__(self, server: Server) -> None:
        self._deliver = server.hub.deliver
        server.hub._bus.connect(self.take)  # type: ignore[arg-type]  # the local bus brings no references
        self.fate = Fate.PASSES
        self.late: list[LogFrame] = []
        self.truth: dict[str, list[str]] = {}
        self.status: dict[str, JobStatus] = {}

    def take(self, frames: Sequence[LogFrame]) -> None:
        for frame in frames:
            self.truth.setdefault(frame.job_id, []).append(frame.json.decode())
            if self.fate is Fate.IS_LATE:
                self.late.append(frame)
            elif self.fate is not Fate.IS_LOST:
                self._deliver([frame] * (2 if self.fate is Fate.COMES_TWICE else 1))

    def release(self, order: Sequence[int]) -> None:
        late, self.late = self.late, []
        self._deliver(sorted(late, key=lambda frame: order[frame.seq % len(order)]))


class Delivery(RuleBasedStateMachine):
    """A few clients of a few users, and what happens to them."""

    runner: asyncio.Runner
    server: Server
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.bus = BadBus(self.server)
        self.clients = [WiredClient(self.server) for _ in range(CLIENTS)]
        self.users = [str(uuid4()) for _ in range(USERS)]
        self.requests: list[dict[str, Any]] = []
        self.asked = 0

    def happen(self, work: Coroutine[Any, Any, None] | None = None) -> None:
        """One step: do it, and let everything that follows from it come to rest or to a reader that waits."""

        async def step() -> None:
            if work is not None:
                await work
            for _ in range(TURNS):
                await asyncio.sleep(0)

        Delivery.steps += 1
        self.runner.run(step())
        for client in self.clients:
            assert client.waiting_frames <= MOST_WAITING

    @initialize()
    def begin(self) -> None:
        async def connect() -> None:
            for client in self.clients:
                client.connect()

        self.happen(connect())

    @rule(client=st.integers(0, CLIENTS - 1), user=st.integers(0, USERS - 1), fate=st.sampled_from(Fate))
    def submit(self, client: int, user: int, fate: Fate) -> None:
        self.requests.append(program_request(self.users[user], session_minutes=10 + len(self.requests)))
        self._ask(client, self.requests[-1], fate)

    @rule(client=st.integers(0, CLIENTS - 1), which=st.integers(0, 99), fate=st.sampled_from(Fate))
    def say_ok(self, client: int, which: int, fate: Fate) -> None:
        if self.requests:
            self._ask(client, {**self.requests[which % len(self.requests)], "goal_raw": "OK"}, fate)

    @rule(
        which=st.integers(0, 99),
        happenings=st.lists(st.sampled_from(GOES_ON), min_size=1, max_size=8),
        fate=st.sampled_from(Fate),
    )
    def work(self, which: int, happenings: list[Happening], fate: Fate) -> None:
        self.happen(self._write(which, happenings, fate))

    @rule(which=st.integers(0, 99), end=st.sampled_from(ENDS), fate=st.sampled_from(Fate))
    def finish(self, which: int, end: Happening, fate: Fate) -> None:
        self.happen(self._write(which, [end], fate))

    @rule(client=st.integers(0, CLIENTS - 1), user=st.integers(0, USERS - 1))
    def watch(self, client: int, user: int) -> None:
        request = JobsWatch(id=uuid4().hex, user_id=self.users[user])
        self.clients[client].session.watched[self.users[user]] = request.id

        async def ask() -> None:
            self.clients[client].ask(request)

        self.happen(ask())

    @rule(client=st.integers(0, CLIENTS - 1), frames=st.integers(1, 12))
    def read(self, client: int, frames: int) -> None:
        async def take() -> None:
            self.clients[client].read(frames)

        self.happen(take())

    @rule(client=st.integers(0, CLIENTS - 1))
    def cut_or_connect(self, client: int) -> None:
        async def change() -> None:
            chosen = self.clients[client]
            if chosen.is_connected:
                await chosen.cut()
            else:
                chosen.connect()

        self.happen(change())

    @rule(order=st.permutations(range(5)))
    def late_frames_come(self, order: list[int]) -> None:
        async def release() -> None:
            self.bus.release(order)

        self.happen(release())

    @rule()
    def sweep(self) -> None:
        self.happen(self.server.tail.sweep())

    def teardown(self) -> None:
        """Whatever happened: once everybody is connected and reads, each has the exact log."""
        self.runner.run(self._come_to_rest())
        for client in self.clients:
            assert client.violations == []
            for job_id in {*client.delivered, *client.session.feeds}:
                assert client.delivered.get(job_id, []) == self.bus.truth[job_id]
            assert client.session.pending == {}
            assert client.states == 0
        assert len(self.bus.truth) <= self.asked  # said again after a cut, a submission makes no second job

    def _ask(self, client: int, request: dict[str, Any], fate: Fate) -> None:
        self.asked += 1
        name = uuid4().hex
        frame = JobSubmit(
            id=name, kind=JobKind.GENERATE, request=request, idempotency_key=name, on_active=OnActive.PARALLEL
        )

        async def ask() -> None:
            self.bus.fate = fate
            self.clients[client].ask(frame)

        self.happen(ask())

    async def _write(self, which: int, happenings: Sequence[Happening], fate: Fate) -> None:
        self.bus.fate = fate
        running = [job_id for job_id in self.bus.truth if not self.bus.status.get(job_id, JobStatus.PENDING).is_final]
        for happening in happenings if running else ():
            job_id = running[which % len(running)]
            if self.bus.status.get(job_id, JobStatus.PENDING) in STEPS[type(happening)].sources:
                state = await self.server.database.write(
                    lambda tx, job_id=job_id, happening=happening: append(tx, job_id, happening, utc_now())  # type: ignore[misc]  # mypy does not see the defaults
                )
                assert state is not None
                self.bus.status[job_id] = state.status

    async def _come_to_rest(self) -> None:
        for client in self.clients:
            if not client.is_connected:
                client.connect()
        async with asyncio.timeout(30):
            while not all(map(self._has_all, self.clients)):
                if not sum(client.read(100) for client in self.clients):
                    await self.server.tail.sweep()
                await asyncio.sleep(0)
        for client in self.clients:
            await client.cut()

    def _has_all(self, client: WiredClient) -> bool:
        followed = {*client.delivered, *client.session.feeds}
        whole = all(len(client.delivered.get(job_id, [])) >= len(self.bus.truth[job_id]) for job_id in followed)
        return whole and not client.session.pending


def test_every_client_ends_with_the_exact_log(tmp_path: Path) -> None:
    """None lost, none doubled, in thousands of steps."""
    limits = {"max_active_jobs": 1000, "submits_per_minute": 1000, "outbox_frames": OUTBOX_FRAMES, "heartbeat_s": 3600}
    with asyncio.Runner() as runner:
        parts = running_parts(tmp_path, **limits)  # type: ignore[arg-type]  # settings
        server = runner.run(parts.__aenter__())
        runner.run(server.engine.drain(0))
        server.database._write_thread = server.database._read_threads = Inline()  # type: ignore[attr-defined]  # SQLite's
        Delivery.runner, Delivery.server, Delivery.steps = runner, server, 0
        try:
            run_state_machine_as_test(
                Delivery,
                settings=settings(
                    max_examples=LIVES,
                    stateful_step_count=STEPS_EACH,
                    derandomize=True,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(parts.__aexit__(None, None, None))
    assert Delivery.steps >= STEPS_TOTAL
