"""A process of our own for work that would hold up the event loop: it gives way to the server.

It is begun with the first work there is. It does one thing at a time, and users go by turns, with a rest between two of
the same: what follows from many programs, frames and commits, is not for others to bear.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from time import monotonic

import structlog

from server.generation.own_process.line import Line
from server.generation.own_process.wire import LENGTH, Answer, Ended, Hearing

COMMAND = (sys.executable, "-P", "-c", "from server.generation.own_process.child import main; main()")
LONGEST_S = 60.0
"""Of one program. A year's takes 0.2 s of a core, of which the process has a tenth at least."""
BEGIN_AGAIN_S = 30.0
"""From one process that could not even begin to the next."""
REST_S = 0.5
LONGEST_REST_S = 1.0
"""From one program of a user to their next, the first one and what it grows to: one a second is what
`REPCAST_SUBMITS_PER_MINUTE` lets them have. On one core the 99th percentile of others' frames is some 20 percent more
with four a second, and 4 to 15 with one (`make flood-report`)."""
FAREWELL_S = 2.0
"""What the process may take to end."""


class NotThere(Exception):
    """There is no process: it has not begun, or has ended before this work was."""


class Crashed(Exception):
    """The process died of this work, or a fault in what it does ended the work."""


class _Instead(Enum):
    """What comes in the place of an answer when the process is gone."""

    NOT_BEGUN = auto()
    DIED = auto()


@dataclass(eq=False, slots=True)
class _Wanted:
    """Work that somebody waits for, until they do so no longer."""

    request: bytes
    answers: asyncio.Queue[bytes | _Instead] = field(default_factory=asyncio.Queue)
    is_wanted: bool = True


class OwnProcess:
    """One, and the next when it has died.

    Attributes:
        is_ready: whether it is there.
    """

    def __init__(self) -> None:
        self._line: Line[_Wanted] = Line(REST_S, LONGEST_REST_S)
        self._serving: asyncio.Task[None] | None = None
        self.is_ready = False
        self._not_before_s = 0.0
        self._log = structlog.get_logger("repcast.generator")

    def begin(self) -> None:
        """Have it begun, if it is not there."""
        if self._serving is None and monotonic() >= self._not_before_s:
            self._serving = asyncio.create_task(self._serve(), name="own-process")

    async def close(self) -> None:
        """End it."""
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)

    async def answers(self, user_id: str, request: bytes) -> AsyncGenerator[Answer, None]:
        """What the work comes to, step by step.

        Args:
            user_id: for whom it is.
            request: made by `server.generation.own_process.wire`.

        Raises:
            NotThere: before the first answer; another process is begun meanwhile.
            Crashed: the work will not be done.
            GenerationFailed: as it was raised there.
        """
        self.begin()
        if not self.is_ready:
            raise NotThere
        wanted, hearing = _Wanted(request), Hearing()
        self._line.join(user_id, wanted)
        try:
            while True:
                said = await wanted.answers.get()
                if said is _Instead.DIED:
                    raise Crashed("the process that did it is gone")
                if said is _Instead.NOT_BEGUN:
                    raise NotThere
                answer = hearing.answer(said)
                if isinstance(answer, Ended):
                    _raise(answer)
                    return
                yield answer
        finally:
            wanted.is_wanted = False

    async def _serve(self) -> None:
        """For as long as one process lives."""
        self._not_before_s = monotonic() + BEGIN_AGAIN_S
        try:
            process = await asyncio.create_subprocess_exec(*COMMAND, stdin=PIPE, stdout=PIPE)
            try:
                await self._serve_by(process)
            finally:
                self.is_ready = False
                await _ended(process)
        except (OSError, EOFError, TimeoutError) as error:
            self._log.error("generator_process_died", error=repr(error))
        finally:
            self._serving = None
            for wanted in self._line.leave():
                wanted.answers.put_nowait(_Instead.NOT_BEGUN)

    async def _serve_by(self, process: Process) -> None:
        await _heard(process)
        self.is_ready = True
        self._not_before_s = 0.0
        while True:
            user_id, wanted = await self._line.next()
            if not wanted.is_wanted:
                continue
            self._line.rest(user_id)
            try:
                async with asyncio.timeout(LONGEST_S):
                    await _pass_on(process, wanted)
            except BaseException:
                wanted.answers.put_nowait(_Instead.DIED)
                raise


async def _pass_on(process: Process, wanted: _Wanted) -> None:
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    process.stdin.write(LENGTH.pack(len(wanted.request)) + wanted.request)
    await process.stdin.drain()
    while said := await _heard(process):
        wanted.answers.put_nowait(said)


async def _heard(process: Process) -> bytes:
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    return await process.stdout.readexactly(length)


async def _ended(process: Process) -> None:
    """Its standard input ends, and so does it; work that it is at nobody waits for any more."""
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    process.stdin.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL_S):
            await process.wait()
            return
    process.kill()
    await process.wait()


def _raise(ended: Ended) -> None:
    """What it ended with, if not well."""
    if ended.failure is not None:
        raise ended.failure.error()
    if ended.crash is not None:
        raise Crashed(ended.crash)
