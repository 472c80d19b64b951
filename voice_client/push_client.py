"""The asynchronous client: one socket, kept open; jobs go out over it, their frames come in.

It connects again with full jitter, resumes every job where it was, and says again what had no answer. A submission
carries an idempotency key from the first try on, so a cut neither loses nor doubles a job.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Self
from uuid import uuid4

from schemas import client_frames as say
from schemas import server_frames as hear
from schemas.client_frames import OnActive
from schemas.job import JobKind, JobSnapshot, JobStatus
from schemas.model import JsonObject
from voice_client.conversation import Conversation
from voice_client.effects import JobFrame
from voice_client.errors import ConnectionLost, Unfollowed
from voice_client.job_handle import JobHandle
from voice_client.link import Notify, socket_url


class PushClient:
    """Use it as ``async with PushClient("http://127.0.0.1:8000") as client``.

    Args:
        url: the server's address, ``http`` or ``ws``, with or without ``/ws``.
        token: who this client is; none is needed on the server's own machine.
        max_retries: tries in a row to be welcomed again before giving up; None: for ever.
        notify: is told, in a sentence, when the connection is lost and when it is back.
        uniform: the jitter's source of numbers from 0 to 1.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        max_retries: int | None = None,
        notify: Notify | None = None,
        uniform: Callable[[], float] = random.random,
    ) -> None:
        self.url = socket_url(url)
        self._conversation = Conversation(
            self.url, token, max_retries=max_retries, notify=notify or (lambda _: None), uniform=uniform
        )
        self._ask = self._conversation.ask
        self._session = self._conversation.session
        self._readers = self._conversation.readers

    @property
    def welcome(self) -> hear.Welcome | None:
        """What the server said of itself, and of what it allows."""
        return self._conversation.welcome

    async def __aenter__(self) -> Self:
        try:
            await self._conversation.open()
        except BaseException:
            await self.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the socket. Jobs go on without it; whoever waits for something here is told."""
        await self._conversation.close(ConnectionLost("the client was closed"))

    # What can be asked

    async def submit(
        self,
        request: JsonObject,
        *,
        kind: JobKind = JobKind.GENERATE,
        idempotency_key: str | None = None,
        on_active: OnActive = OnActive.CONFIRM,
    ) -> JobHandle:
        """Have a program made. Returns once the job is durable, in milliseconds; also across a cut.

        Raises:
            RequestRefused: the request is wrong, or is not to be done now.
            ConnectionLost: the server is gone for good.
        """
        frame = say.JobSubmit(
            id=_new_id(),
            kind=kind,
            request=request,
            idempotency_key=idempotency_key or _new_id(),
            on_active=on_active,
        )
        handles: list[JobHandle] = []

        def begin(accepted: hear.JobAccepted) -> None:
            # Its frames, the last one too, may come before the submitter goes on.
            handles.append(JobHandle(accepted.job_id, duplicate=accepted.duplicate))
            self._readers.follow(handles[0])

        await self._ask(frame, hear.JobAccepted, begin)
        return handles[0]

    async def revise(
        self,
        program_id: str,
        change_request: str,
        *,
        idempotency_key: str | None = None,
        on_active: OnActive = OnActive.CONFIRM,
    ) -> JobHandle:
        """Have a program changed, in the user's own words: "only three days now". The old program stays as it is.

        Raises:
            RequestRefused: as for `submit`; a change that is not clear is ``invalid_request``, with what to ask back.
            ConnectionLost: the server is gone for good.
        """
        request = {"program_id": program_id, "change_request": change_request}
        return await self.submit(request, kind=JobKind.REVISE, idempotency_key=idempotency_key, on_active=on_active)

    async def follow(self, job_id: str, *, after: int = 0) -> JobHandle:
        """Follow a job that somebody submitted, from the frame behind ``after`` on.

        Raises:
            RequestRefused: there is no such job.
        """
        request = say.JobSubscribe(id=_new_id(), job_id=job_id, after=after)
        handle = JobHandle(request.job_id, after=after)
        self._readers.follow(handle)
        try:
            await self._ask(request, hear.JobSubscribed)
        except BaseException:
            self._readers.drop(handle)
            raise
        return handle

    async def unfollow(self, job_id: str) -> None:
        """Get nothing more of a job; its handles end with `Unfollowed`. A watch of its user goes on."""
        request = say.JobUnsubscribe(id=_new_id(), job_id=job_id)
        self._session.unfollowed(request.job_id)
        self._readers.fail_job(request.job_id, Unfollowed(f"job {request.job_id} is followed no more"))
        await self._ask(request, hear.JobUnsubscribed)

    async def get(self, job_id: str) -> JobSnapshot:
        """The job as it stands.

        Raises:
            RequestRefused: there is no such job.
        """
        return (await self._ask(say.JobGet(id=_new_id(), job_id=job_id), hear.JobSnapshotReply)).snapshot

    async def cancel(self, job_id: str, reason: str | None = None) -> JobStatus:
        """Ask that a job stop; it may still complete.

        Raises:
            RequestRefused: there is no such job.
        """
        frame = say.JobCancel(id=_new_id(), job_id=job_id, reason=reason)
        return (await self._ask(frame, hear.JobCancelAccepted)).status

    async def jobs(
        self, user_id: str | None = None, *, status: JobStatus | None = None, limit: int = 20, cursor: str | None = None
    ) -> hear.JobsListed:
        """Jobs, newest first."""
        frame = say.JobsList(id=_new_id(), user_id=user_id, status=status, limit=limit, cursor=cursor)
        return await self._ask(frame, hear.JobsListed)

    async def watch(self, user_id: str) -> AsyncIterator[JobFrame]:
        """Every frame of every job of a user, those that come later too, until the iteration is closed.

        Each job that is not over comes from its first frame on; where the server had to send the whole state instead
        of frames, that `JobSubscribed` comes.

        Raises:
            RequestRefused: this client may not see that user's jobs.
        """
        request = say.JobsWatch(id=_new_id(), user_id=user_id)
        self._session.watched.setdefault(request.user_id, request.id)
        watcher = self._readers.watch(request.user_id)
        try:
            await self._ask(request, hear.JobsWatched)
            async for frame in watcher:
                yield frame
        finally:
            if self._readers.leave(request.user_id, watcher):
                await self._unwatch(request.user_id)

    async def ping(self) -> float:
        """A round trip through the server's loop, in seconds."""
        begun_s = asyncio.get_running_loop().time()
        await self._ask(say.Ping(id=_new_id()), hear.Pong)
        return asyncio.get_running_loop().time() - begun_s

    async def refresh(self, token: str) -> None:
        """Show a new token, before the old one ends.

        Raises:
            RequestRefused: the token is not valid, or is another user's.
        """
        await self._ask(say.AuthRefresh(id=_new_id(), token=token), hear.AuthRefreshed)
        self._conversation.token = token

    async def _unwatch(self, user_id: str) -> None:
        """Tell the server, without waiting for its answer: whoever leaves may be in a hurry."""
        jobs = self._session.unwatched(user_id)
        for job_id in jobs:  # a catch-up has subscribed it by its own name
            await self._conversation.tell(say.JobUnsubscribe(id=_new_id(), job_id=job_id))
        await self._conversation.tell(say.JobsUnwatch(id=_new_id(), user_id=user_id))


def _new_id() -> str:
    return uuid4().hex
