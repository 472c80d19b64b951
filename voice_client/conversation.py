"""The asyncio around a client's session: requests and their answers, frames and their readers, over one link.

It decides nothing: the session says what is to be done, this does it.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, TypeVar
from uuid import uuid4

from schemas import client_frames as say
from schemas import server_frames as hear
from schemas.client_frames import ClientFrame
from schemas.codec import encode
from schemas.server_frames import ServerFrame
from voice_client.effects import Answered, Ask, AskLater, Delivered, Effect, Lost, LostWatch
from voice_client.errors import (
    ClientFailed,
    HistoryLost,
    ProtocolViolation,
    PushError,
    RequestRefused,
    RequestTooBig,
    UnsendableRequest,
)
from voice_client.link import Link, Notify
from voice_client.readers import Readers
from voice_client.session import ClientSession

Reply = TypeVar("Reply", bound=ServerFrame)


@dataclass(frozen=True, slots=True)
class _Question:
    """Somebody waits for ``answer``; ``at_once`` sees it before any frame that follows it is looked at."""

    expected: type[Any]
    at_once: Callable[[Any], object]
    answer: asyncio.Future[ServerFrame]


class Conversation:
    """One client's, over all its connections.

    Attributes:
        welcome: what the server said of itself, the last time.
        token: who this client is, as the next connection is told.
    """

    def __init__(
        self, url: str, token: str | None, *, max_retries: int | None, notify: Notify, uniform: Callable[[], float]
    ) -> None:
        self.session = ClientSession()
        self.readers = Readers()
        self.welcome: hear.Welcome | None = None
        self.token = token
        self._questions: dict[str, _Question] = {}
        self._later: set[asyncio.Task[None]] = set()
        self._gone: PushError | None = None
        self._task: asyncio.Task[None] | None = None
        self._link = Link(
            url,
            token=lambda: self.token,
            greet=self._hello,
            receive=self._received,
            max_retries=max_retries,
            notify=notify,
            uniform=uniform,
        )

    async def open(self) -> None:
        """Connect; returns once welcome.

        Raises:
            PushError: that does not come to pass.
        """
        self._task = asyncio.create_task(self._run(), name="push-client")
        opened = asyncio.create_task(self._link.is_open.wait())
        try:
            await asyncio.wait({opened, self._task}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            opened.cancel()
        if self._gone is not None:
            raise self._gone

    async def close(self, reason: PushError) -> None:
        """End it; whoever waits for something is told ``reason``, now and later."""
        self._give_up(reason)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def ask(
        self, request: ClientFrame, expected: type[Reply], at_once: Callable[[Reply], object] = lambda _: None
    ) -> Reply:
        """Ask, and wait for the answer, across cuts too.

        Raises:
            RequestRefused: it is an ``error``.
            UnsendableRequest: it cannot be asked.
            ConnectionLost: the server is gone for good, or the client was closed.
        """
        assert request.id is not None  # noqa: S101 - every request of the client names itself
        if self._gone is not None:
            raise self._gone
        answer: asyncio.Future[ServerFrame] = asyncio.get_running_loop().create_future()
        self._questions[request.id] = _Question(expected, at_once, answer)
        try:
            text = self._encoded(request)
            self.session.asked(request)
            if self._link.is_open.is_set():
                await self._link.send(text)
            frame = await answer
        finally:
            del self._questions[request.id]
            self.session.given_up(request.id)
        if isinstance(frame, hear.Error):
            raise RequestRefused(frame)
        if not isinstance(frame, expected):
            raise ProtocolViolation(f"{request.type} was answered with {frame.type}")
        return frame

    async def tell(self, request: ClientFrame) -> None:
        """Ask, if there is a connection, and do not wait for the answer."""
        if self._link.is_open.is_set():
            await self._link.send(encode(request))

    def _encoded(self, request: ClientFrame) -> str:
        try:
            text = encode(request)
        except ValueError as error:
            raise UnsendableRequest(f"the request cannot be written as JSON: {error}") from error
        size_bytes = len(text.encode())
        if self.welcome is not None and size_bytes > self.welcome.limits.max_frame_bytes:
            raise RequestTooBig(size_bytes, self.welcome.limits.max_frame_bytes)
        return text

    # The connection

    async def _run(self) -> None:
        try:
            await self._link.run()
        except PushError as error:
            self._give_up(error)
        except Exception as error:  # noqa: BLE001 - whoever waits is told; nobody awaits this task's outcome
            failure = ClientFailed(f"the client failed: {error!r}")
            failure.__cause__ = error
            self._give_up(failure)
        finally:
            for task in self._later:
                task.cancel()
            await asyncio.gather(*self._later, return_exceptions=True)

    def _hello(self) -> say.Hello:
        who = say.ClientInfo(name="repcast", version=version("repcast"))
        return self.session.hello(uuid4().hex).model_copy(update={"token": self.token, "client": who})

    async def _received(self, frame: ServerFrame | hear.JobEvent) -> None:
        effects = self.session.received(frame)
        again: Sequence[ClientFrame] = ()
        if isinstance(frame, hear.Welcome):
            self.welcome = frame
            # Collected before anything is awaited: what is asked from now on goes out by itself.
            again = self.session.again()
        for effect in effects:
            await self._carry_out(effect)
        for request in again:
            await self._say_again(request)

    async def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Ask(request):
                await self.tell(request)
            case AskLater(request, delay_s):
                # As many as the session has requests of its own: one a job.
                task = asyncio.create_task(self._ask_later(request, delay_s), name=f"later-{request.id}")
                self._later.add(task)
                task.add_done_callback(self._later.discard)
            case Answered(request_id, frame):
                self._answer(request_id, frame)
            case Delivered():
                self.readers.deliver(effect)
            case Lost(job_id, error):
                self.readers.fail_job(job_id, HistoryLost(error.message))
            case LostWatch(user_id, error):
                self.readers.fail_watch(user_id, RequestRefused(error))

    async def _ask_later(self, request: ClientFrame, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        if self.session.wants(request):
            await self.tell(request)

    async def _say_again(self, request: ClientFrame) -> None:
        try:
            await self._link.send(self._encoded(request))
        except UnsendableRequest as error:  # this server takes less than the one before
            question = self._questions.get(request.id or "")
            if question is not None and not question.answer.done():
                question.answer.set_exception(error)

    def _answer(self, request_id: str, frame: ServerFrame) -> None:
        question = self._questions.get(request_id)
        if question is None or question.answer.done():
            return
        if isinstance(frame, question.expected):
            question.at_once(frame)
        question.answer.set_result(frame)

    def _give_up(self, error: PushError) -> None:
        if self._gone is not None:
            return
        self._gone = error
        for question in self._questions.values():
            if not question.answer.done():
                question.answer.set_exception(error)
        self.readers.fail_all(error)
