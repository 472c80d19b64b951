"""The engine of one process: jobs are asyncio tasks, so many at once, the others wait in line."""

import asyncio
from functools import partial

import structlog

from server.jobs.runner import Assignment, Runner, Stop

HAND_OVER_S = 3.0
"""What writing the hand-over of a job may take."""


class InProcessEngine:
    """A `server.jobs.engine.Engine` that owns a task for each job it works on."""

    def __init__(self, runner: Runner, concurrency: int) -> None:
        self._runner = runner
        self._concurrency = concurrency
        self._waiting: dict[str, None] = {}  # in order of arrival
        self._running: dict[str, tuple[Assignment, asyncio.Task[None]]] = {}
        self._is_draining = False
        self._log = structlog.get_logger("repcast.engine")

    def start(self, job_id: str) -> None:
        if job_id not in self._running and job_id not in self._waiting:
            self._waiting[job_id] = None
            self._fill()

    def cancel(self, job_id: str) -> None:
        self._stop(job_id, Stop.CANCEL)

    async def drain(self, grace_s: float) -> None:
        self._is_draining = True
        self._waiting.clear()
        tasks = [task for _, task in self._running.values()]
        if not tasks:
            return
        await asyncio.wait(tasks, timeout=grace_s)
        for job_id in list(self._running):
            self._stop(job_id, Stop.HAND_OVER)
        _, stuck = await asyncio.wait(tasks, timeout=HAND_OVER_S)
        for task in stuck:  # the database is away; the next start finds these jobs as a crash would have left them
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _stop(self, job_id: str, stop: Stop) -> None:
        if job_id in self._running:
            assignment, task = self._running[job_id]
            if assignment.stop is None:
                assignment.stop = stop
                task.cancel()

    def _fill(self) -> None:
        while self._waiting and len(self._running) < self._concurrency and not self._is_draining:
            assignment = Assignment(next(iter(self._waiting)))
            del self._waiting[assignment.job_id]
            task = asyncio.create_task(self._runner.run(assignment), name=f"job-{assignment.job_id}")
            self._running[assignment.job_id] = (assignment, task)
            task.add_done_callback(partial(self._finished, assignment.job_id))

    def _finished(self, job_id: str, task: asyncio.Task[None]) -> None:
        del self._running[job_id]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("job_abandoned", job_id=job_id, exc_info=error)
        self._fill()
