"""The engine of one process: jobs are asyncio tasks, so many at once, the others wait in line."""

import asyncio
from collections.abc import Sequence
from contextvars import Context
from functools import partial

import structlog

from server.jobs.runner import Runner
from server.places import PlacesInTurn

HAND_OVER_S = 3.0
"""What writing the hand-over of a job may take."""


async def end_tasks(tasks: Sequence[asyncio.Task[None]], grace_s: float) -> None:
    """Let jobs go on for ``grace_s``, then stop them; they hand themselves over."""
    if not tasks:
        return
    _, running = await asyncio.wait(tasks, timeout=grace_s)
    for task in running:
        task.cancel()
    _, stuck = await asyncio.wait(tasks, timeout=HAND_OVER_S)
    for task in stuck:  # the database is away; somebody finds these jobs as a crash would have left them
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class InProcessEngine:
    """A `server.jobs.engine.Engine` that owns a task for each job it works on."""

    def __init__(self, runner: Runner, concurrency: int) -> None:
        self._runner = runner
        self._concurrency = concurrency
        self._places: PlacesInTurn[str] = PlacesInTurn(concurrency)
        self._known: set[str] = set()  # those that wait or run
        self._running: dict[str, asyncio.Task[None]] = {}
        self._is_draining = False
        self._log = structlog.get_logger("repcast.engine")

    @property
    def at_work(self) -> int:
        return len(self._running)

    async def open(self) -> None:
        """Nothing to do: it stands on nothing."""

    def start(self, job_id: str, user_id: str, *, is_lost: bool = False) -> None:
        del is_lost  # there is no other one
        if job_id not in self._known:
            self._known.add(job_id)
            self._places.join(user_id, job_id)
            self._fill()

    def cancel(self, job_id: str) -> None:
        if job_id in self._running:
            self._running[job_id].cancel()

    async def drain(self, grace_s: float) -> None:
        self._is_draining = True
        self._places.give_up()
        await end_tasks(list(self._running.values()), grace_s)

    async def workers(self) -> int:
        return 0 if self._is_draining else self._concurrency

    def _fill(self) -> None:
        while not self._is_draining and (turn := self._places.next()) is not None:
            self._begin(*turn)

    def _begin(self, user_id: str, job_id: str) -> None:
        # In a context of its own: its lines are the job's, not those of whoever began it or made room for it.
        task = asyncio.create_task(self._runner.run(job_id), name=f"job-{job_id}", context=Context())
        self._running[job_id] = task
        task.add_done_callback(partial(self._finished, user_id, job_id), context=Context())

    def _finished(self, user_id: str, job_id: str, task: asyncio.Task[None]) -> None:
        del self._running[job_id]
        self._known.remove(job_id)
        self._places.leave(user_id)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("job_abandoned", job_id=job_id, exc_info=error)
        self._fill()
