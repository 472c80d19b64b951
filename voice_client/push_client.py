"""The asynchronous client: one socket, kept open; jobs go out over it, their frames come in.

It connects again with full jitter, resumes every job where it was, and says again what had no answer. A submission
carries an idempotency key from the first try on, so a cut neither loses nor doubles a job.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from importlib.metadata import version
from types import TracebackType
from typing import Self, TypeVar
from uuid import uuid4

from schemas import client_frames as say
from schemas import server_frames as hear
from schemas.client_frames import ClientFrame, OnActive
from schemas.job import JobKind, JobSnapshot, JobStatus
from schemas.model import JsonObject
from schemas.server_frames import ServerFrame
from voice_client.errors import HistoryLost, ProtocolViolation, PushError, RequestRefused
from voice_client.job_handle import JobHandle
from voice_client.link import Link, Notify, socket_url
from voice_client.session import Answered, Ask, ClientSession, Delivered, Effect, Lost

Reply = TypeVar("Reply", bound=ServerFrame)


class PushClient:
    """Use it as ``async with PushClient("http://127.0.0.1:8000") as client``.

    Args:
        url: the server's address, ``http`` or ``ws``, with or without ``/ws``.
        token: who this client is; none is needed on the server's own machine.
        max_retries: tries to connect in a row before giving up; None: for ever.
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
        self.welcome: hear.Welcome | None = None
        self._token = token
        self._session = ClientSession()
        self._answers: dict[str, asyncio.Future[ServerFrame]] = {}
        self._handles: dict[str, JobHandle] = {}
        self._begun: dict[str, JobHandle] = {}
        self._watchers: dict[str, asyncio.Queue[hear.JobEvent | PushError]] = {}
        self._gone: PushError | None = None
        self._task: asyncio.Task[None] | None = None
        self._link = Link(
            self.url,
            greet=self._hello,
            receive=self._received,
            max_retries=max_retries,
            notify=notify or (lambda _: None),
            uniform=uniform,
        )

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="push-client")
        opened = asyncio.create_task(self._link.is_open.wait())
        await asyncio.wait({opened, self._task}, return_when=asyncio.FIRST_COMPLETED)
        opened.cancel()
        if self._gone is not None:
            await self.aclose()
            raise self._gone
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the socket. Jobs go on without it."""
        await self._link.close()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

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
        accepted = await self._ask(frame, hear.JobAccepted)
        handle = self._begun.pop(frame.id)
        handle.duplicate = accepted.duplicate
        return handle

    async def follow(self, job_id: str, *, after: int = 0) -> JobHandle:
        """Follow a job that somebody submitted, from the frame behind ``after`` on.

        Raises:
            RequestRefused: there is no such job.
        """
        handle = self._handle(job_id)
        await self._ask(say.JobSubscribe(id=_new_id(), job_id=job_id, after=after), hear.JobSubscribed)
        return handle

    async def unfollow(self, job_id: str) -> None:
        """Get nothing more of a job."""
        self._session.feeds.pop(job_id, None)
        self._handles.pop(job_id, None)
        await self._ask(say.JobUnsubscribe(id=_new_id(), job_id=job_id), hear.JobUnsubscribed)

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

    async def watch(self, user_id: str) -> AsyncIterator[hear.JobEvent]:
        """Every frame of every job of a user, those that come later too, until the iteration is closed.

        Raises:
            RequestRefused: this client may not see that user's jobs.
        """
        request = say.JobsWatch(id=_new_id(), user_id=user_id)
        self._session.watched[user_id] = request.id
        queue = self._watchers[user_id] = asyncio.Queue()
        try:
            await self._ask(request, hear.JobsWatched)
            while True:
                event = await queue.get()
                if isinstance(event, PushError):
                    raise event
                yield event
        finally:
            self._session.watched.pop(user_id, None)
            del self._watchers[user_id]

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
        self._token = token

    # Asking

    async def _ask(self, request: ClientFrame, expected: type[Reply]) -> Reply:
        assert request.id is not None  # noqa: S101 - every request of this class names itself
        if self._gone is not None:
            raise self._gone
        answer: asyncio.Future[ServerFrame] = asyncio.get_running_loop().create_future()
        self._answers[request.id] = answer
        self._session.asked(request)
        if self._link.is_open.is_set():
            await self._link.send(request)
        try:
            frame = await answer
        finally:
            self._answers.pop(request.id, None)
            self._session.given_up(request.id)
        if isinstance(frame, hear.Error):
            raise RequestRefused(frame)
        if not isinstance(frame, expected):
            raise ProtocolViolation(f"{request.type} was answered with {frame.type}")
        return frame

    # The connection

    async def _run(self) -> None:
        try:
            await self._link.run()
        except PushError as error:
            self._give_up(error)

    def _hello(self) -> say.Hello:
        who = say.ClientInfo(name="repcast", version=version("repcast"))
        return self._session.hello(_new_id()).model_copy(update={"token": self._token, "client": who})

    async def _received(self, frame: ServerFrame) -> None:
        effects = self._session.received(frame)
        if isinstance(frame, hear.Welcome):
            self.welcome = frame
            # Collected before anything is awaited: what is asked from now on goes out by itself.
            effects = [*effects, *(Ask(request) for request in self._session.again())]
        await self._carry_out(effects)

    async def _carry_out(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            match effect:
                case Ask(request):
                    await self._link.send(request)
                case Answered(request_id, frame):
                    self._answer(request_id, frame)
                case Delivered():
                    self._deliver(effect)
                case Lost(job_id, error):
                    if job_id in self._handles:
                        self._handles.pop(job_id).fail(HistoryLost(error.message))

    def _answer(self, request_id: str, frame: ServerFrame) -> None:
        answer = self._answers.get(request_id)
        if answer is None or answer.done():
            return
        if isinstance(frame, hear.JobAccepted):
            # Its frames, the last one too, may come before the submitter goes on.
            self._begun[request_id] = self._handle(frame.job_id)
        answer.set_result(frame)

    def _deliver(self, delivered: Delivered) -> None:
        job_id, frame = delivered.job_id, delivered.frame
        if job_id in self._handles:
            self._handles[job_id].deliver(frame, is_last=delivered.is_last)
            if delivered.is_last:
                del self._handles[job_id]
        if delivered.is_again or not isinstance(frame, hear.JobEvent):
            return  # whoever watches a user has had it, or gets no state in the place of frames
        if frame.user_id in self._watchers:
            self._watchers[frame.user_id].put_nowait(frame)

    def _handle(self, job_id: str) -> JobHandle:
        return self._handles.setdefault(job_id, JobHandle(job_id))

    def _give_up(self, error: PushError) -> None:
        self._gone = error
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(error)
        for handle in self._handles.values():
            handle.fail(error)
        for queue in self._watchers.values():
            queue.put_nowait(error)


def _new_id() -> str:
    return uuid4().hex
