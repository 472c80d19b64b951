"""The jobs of one conversation: which they are, how they stand, and what is told of them.

A job is of the conversation once it is spoken of there: it was started, found or asked about by a call, it was in
flight when the conversation began, or it ended unheard in the hour before. What other clients start meanwhile is not:
whoever starts it there watches it there, and two agents of one user would both announce it. Once asked about, it is.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, TypeVar

from schemas.job import JobSnapshot, JobStatus, Speak
from voice_client.errors import PushError
from voice_client.job_handle import JobHandle
from voice_client.push_client import PushClient
from voice_client.told import Told
from voice_client.tools import comparing
from voice_client.tools.job_state import JobState, after, at
from voice_client.tools.news import News
from voice_client.tools.updates import Telling, Update, UpdateKind

LISTED = 50
"""Jobs that are looked through, newest first."""
Outcome = TypeVar("Outcome")

OWED = frozenset({JobStatus.COMPLETED, JobStatus.FAILED})
"""Ends that the next conversation tells when this one could not. Who stopped a job knows it."""
LOST = "I am sorry, I lost track of your program. Please ask me again in a moment."
_log = logging.getLogger(__name__)


class Desk:
    """Follows jobs, looks at them, and puts what there is to tell into `news`.

    Attributes:
        states: job → how it stands, of the jobs of this conversation.
    """

    def __init__(self, client: PushClient, user_id: str, told: Told, now: Callable[[], datetime]) -> None:
        self.client = client
        self.user_id = user_id
        self.told = told
        self.news = News()
        self.states: dict[str, JobState] = {}
        self._now = now
        self._followed: set[str] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Outcome], name: str) -> asyncio.Task[Outcome]:
        """Have something done until the desk is closed."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """End all that was spawned; the news end behind what waits."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.news.close()

    async def open(self) -> None:
        """Take up what is in flight, and what ended unheard."""
        for job in reversed(self.recent(await self.jobs())):
            if not job.status.is_final:
                await self.adopt(at(job))
            elif job.status in OWED and self.told.last(job.job_id) < job.seq:
                handle = await self.client.follow(job.job_id, after=job.seq - 1)
                self.follow(handle, at(job), news_after=job.seq - 1)

    @property
    def has_no_work(self) -> bool:
        """No job is followed that has not ended, and nothing of one waits to be told."""
        return self.news.is_empty and all(self.states[job_id].status.is_final for job_id in self._followed)

    async def jobs(self) -> list[JobSnapshot]:
        """The user's jobs, newest first."""
        return list((await self.client.jobs(self.user_id, limit=LISTED)).jobs)

    def recent(self, jobs: Sequence[JobSnapshot]) -> list[JobSnapshot]:
        """Of these, those in flight, and those that ended a short while ago."""
        return comparing.recent(jobs, self._now())

    async def look(self, job: JobSnapshot | str) -> JobState:
        """How a job stands, with what there is to tell of its program. From now on it is of this conversation.

        Raises:
            RequestRefused: there is no such job.
        """
        snapshot = await self.client.get(job) if isinstance(job, str) else job
        state = at(snapshot, self.states.get(snapshot.job_id))
        if state.program is not None and state.program.name is None:
            last = await self.client.follow(snapshot.job_id, after=snapshot.seq - 1)
            state = after(state, await last.result())
        if state.status.is_final:
            self._note(state)
        else:
            await self.adopt(state)
        return state

    async def adopt(self, state: JobState) -> None:
        """Follow a job that is in flight, which is known as it stands."""
        self._note(state)
        if state.job_id not in self._followed:
            self.follow(await self.client.follow(state.job_id), JobState(state.job_id), news_after=state.seq)

    def follow(self, handle: JobHandle, state: JobState, *, news_after: int) -> None:
        """Tell what becomes of a job from behind a frame on.

        Args:
            state: before the handle's first frame.
        """
        if handle.job_id not in self._followed:
            self._followed.add(handle.job_id)
            self._note(state)
            self.spawn(self._keep_following(handle, state, news_after), f"follow-{handle.job_id}")

    def _note(self, state: JobState) -> None:
        """A look is ahead of the frames that are on their way."""
        known = self.states.get(state.job_id)
        if known is None or known.seq <= state.seq:
            self.states[state.job_id] = state

    async def _keep_following(self, handle: JobHandle, state: JobState, news_after: int) -> None:
        telling, job_id = Telling(state), handle.job_id
        try:
            async for frame in handle:
                updates = telling.take(frame)
                self._note(telling.state)
                if frame.seq > max(news_after, self.told.last(job_id)):
                    for update in updates:
                        self.news.put(update)
        except Exception as error:  # noqa: BLE001 - whoever waits for news is told; nobody awaits this task
            if not isinstance(error, PushError):
                _log.exception("job %s can be followed no more", job_id)
            self._followed.discard(job_id)
            facts = {"reason": str(error)}
            self.news.put(Update(job_id, telling.state.seq, UpdateKind.LOST, LOST, facts, Speak.NOW))
