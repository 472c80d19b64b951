"""The tools of one conversation: calls are answered at once, what becomes of their jobs comes later."""

import asyncio
import copy
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from types import MappingProxyType, TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

from schemas.errors import ErrorCode, FieldError
from schemas.job import Speak
from schemas.model import JsonObject
from schemas.request import RequestRejected
from voice_client.errors import ConnectionLost, PushError, RequestRefused
from voice_client.push_client import PushClient
from voice_client.told import Told, ToldInMemory
from voice_client.tools import answers
from voice_client.tools.arguments import wish_of
from voice_client.tools.declarations import TOOLS
from voice_client.tools.desk import Desk
from voice_client.tools.handlers import HANDLERS, Handler
from voice_client.tools.job_state import JobState
from voice_client.tools.updates import Update, UpdateKind

MAX_CALLS = 512
"""Calls whose output is remembered, so that the same call again gets the same."""
DECLARED = MappingProxyType({tool.name: tool for tool in TOOLS})
_log = logging.getLogger(__name__)


class Toolbox:
    """Use it as ``async with Toolbox(client, user_id) as toolbox``; the client stays open for as long.

    Args:
        patience_s: how long a call waits for the server before it is answered with what is known.
        told: what has been told of each job; without it, it is forgotten with the process.
        conversation_id: the same call in the same conversation is the same job, also after a restart.
        now: the time of day, by which "a short while ago" is told.

    Raises:
        ValueError: ``user_id`` is no UUID.
    """

    def __init__(
        self,
        client: PushClient,
        user_id: str,
        *,
        patience_s: float = 2.0,
        told: Told | None = None,
        conversation_id: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.user_id = str(UUID(user_id))
        self.conversation_id = conversation_id or uuid4().hex
        self._patience_s = patience_s
        self._desk = Desk(client, self.user_id, told or ToldInMemory(), now)
        self._calls: dict[tuple[str, str, str], asyncio.Task[JsonObject]] = {}
        self._is_closed = False

    async def __aenter__(self) -> Self:
        # Not awaited: a conversation begins while the server is away, too.
        self._desk.spawn(self._open(), "open-toolbox")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closed = True
        await self._desk.close()

    @property
    def jobs(self) -> Mapping[str, JobState]:
        """Job → how it stands, of the jobs of this conversation."""
        return MappingProxyType(self._desk.states)

    @property
    def has_no_work(self) -> bool:
        """No job of this conversation runs, and nothing of one waits to be taken from `updates`."""
        return self._desk.has_no_work

    async def updates(self) -> AsyncIterator[Update]:
        """What becomes of this conversation's jobs, in order, until the toolbox is closed. For one reader."""
        async for update in self._desk.news:
            yield update

    def mark_told(self, job_id: str, seq: int) -> None:
        """What the log of a job tells up to ``seq`` has really been spoken; no conversation tells it again."""
        self._desk.told.mark(job_id, seq)
        self._desk.news.drop(job_id, seq)

    async def call(self, name: str, arguments: str | Mapping[str, Any] | None, call_id: str) -> JsonObject:
        """The output of a tool, within the patience, whatever happens. The same call again gets the same output.

        Args:
            arguments: a JSON object, or its text.
            call_id: the model's name for this call.
        """
        call = (call_id, name, _canonical(arguments))
        if call not in self._calls:
            if self._is_closed:
                return answers.unreachable()
            ended = (known for known, task in self._calls.items() if task.done())
            for old in list(islice(ended, max(0, len(self._calls) - MAX_CALLS + 1))):
                del self._calls[old]
            self._calls[call] = self._desk.spawn(self._answer(name, arguments, call_id), f"call-{name}")
        answer = self._calls[call]
        try:
            # Whoever stops waiting does not stop the job.
            return copy.deepcopy(await asyncio.shield(answer))
        except asyncio.CancelledError:
            waiting = asyncio.current_task()
            if answer.cancelled() and waiting is not None and not waiting.cancelling():
                return answers.unreachable()  # the toolbox was closed, whoever waits here goes on
            raise

    async def _answer(self, name: str, arguments: str | Mapping[str, Any] | None, call_id: str) -> JsonObject:
        if name not in DECLARED:
            return answers.no_such_tool(name)
        try:
            wish = wish_of(DECLARED[name], arguments, self.user_id)
        except RequestRejected as rejected:
            return answers.needs_details(rejected.errors)
        handler = HANDLERS[name]
        call = f"{self.conversation_id}/{call_id}"
        work = self._desk.spawn(self._outcome(handler, wish, call), f"work-{name}")
        done, _ = await asyncio.wait({work}, timeout=self._patience_s)
        if done:
            return work.result()
        if handler.goes_on:
            work.add_done_callback(partial(self._tell_late, name))
        else:
            work.cancel()
        return handler.meanwhile(self._desk, wish)

    async def _outcome(self, handler: Handler, wish: object, call: str) -> JsonObject:
        try:
            return await handler.handle(self._desk, wish, call)
        except RequestRefused as refusal:
            errors = [e for e in (refusal.details and refusal.details.errors) or () if isinstance(e, FieldError)]
            is_about_fields = refusal.code is ErrorCode.INVALID_REQUEST and errors
            return answers.needs_details(errors) if is_about_fields else answers.refused(refusal)
        except RequestRejected as rejected:
            return answers.needs_details(rejected.errors)
        except ConnectionLost:
            return answers.unreachable()
        except Exception:  # noqa: BLE001 - a model that gets no output hangs; the user is told
            _log.exception("a tool failed")
            return answers.failed()

    def _tell_late(self, name: str, work: asyncio.Task[JsonObject]) -> None:
        if work.cancelled():
            return
        output = work.result()
        is_done = output["status"] in answers.DONE
        kind = UpdateKind.ACCEPTED if is_done else UpdateKind.REFUSED
        # Who asked twice while the server was away is told once that it has begun.
        speak = Speak.SILENT if output["status"] == "already_running" else Speak.NOW
        self._desk.news.put(Update(output.get("job_id"), 0, kind, output["say"], output, speak, name))

    async def _open(self) -> None:
        try:
            await self._desk.open()
        except PushError as error:
            _log.warning("what is in flight could not be taken up: %s", error)
        except Exception:  # noqa: BLE001 - calls are answered all the same
            _log.exception("what is in flight could not be taken up")


def _canonical(arguments: str | Mapping[str, Any] | None) -> str:
    """The same for the same arguments in whichever order they are."""
    try:
        found = json.loads(arguments) if isinstance(arguments, str) else arguments
        return json.dumps(found, sort_keys=True, default=str)
    except (ValueError, TypeError, RecursionError):
        return repr(arguments)
