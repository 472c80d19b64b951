"""A generator whose work is done by a process of its own, so that the server's event loop never waits for it.

The process is begun with the first program; until it is there programs are made here. It makes one at a time, and users
go by turns, with a rest between two of the same: what follows from many programs, frames and commits, is not for others
to bear. When it dies, the program that it was making fails as where a generator crashes, those that wait are made here,
and the next one begins another process.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from time import monotonic

import structlog

from schemas.job import JobKind
from server.generation.generator import Brief, GenerationFailed, Generator, Step
from server.generation.own_process.line import Line
from server.generation.own_process.wire import LENGTH, Ended, Hearing, request_of

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


class GeneratorCrashed(Exception):
    """The process died of a program, or a fault of the generator ended it."""


class Instead(Enum):
    """What comes in the place of an answer when the process is gone."""

    MAKE_IT_HERE = auto()
    DIED = auto()


@dataclass(eq=False, slots=True)
class Wanted:
    """A program that somebody waits for, until they do so no longer."""

    request: bytes
    answers: asyncio.Queue[bytes | Instead] = field(default_factory=asyncio.Queue)
    is_wanted: bool = True


class OwnProcessGenerator:
    """A `server.generation.generator.Generator`.

    Args:
        inner: what makes programs here: the same that the process has.

    Attributes:
        is_ready: whether the process is there.
    """

    def __init__(self, inner: Generator) -> None:
        self._inner = inner
        self._line: Line[Wanted] = Line(REST_S, LONGEST_REST_S)
        self._serving: asyncio.Task[None] | None = None
        self.is_ready = False
        self._not_before_s = 0.0
        self._log = structlog.get_logger("repcast.generator")

    def provider(self, kind: JobKind) -> str:
        return self._inner.provider(kind)

    def eta_s(self, brief: Brief) -> float | None:
        return self._inner.eta_s(brief)

    async def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        self.begin()
        made = self._made_there(brief) if self.is_ready else self._inner.steps(brief)
        async with aclosing(made) as steps:
            async for step in steps:
                yield step

    def begin(self) -> None:
        """Have the process begun, if it is not there."""
        if self._serving is None and monotonic() >= self._not_before_s:
            self._serving = asyncio.create_task(self._serve(), name="generator-process")

    async def close(self) -> None:
        """End the process."""
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)

    async def _made_there(self, brief: Brief) -> AsyncGenerator[Step, None]:
        wanted, hearing = Wanted(request_of(brief)), Hearing()
        self._line.join(brief.request.user_id, wanted)
        try:
            while True:
                said = await wanted.answers.get()
                if said is Instead.DIED:
                    raise GeneratorCrashed("the process that made it is gone")
                if said is Instead.MAKE_IT_HERE:
                    break
                answer = hearing.answer(said)
                if isinstance(answer, Ended):
                    _raise(answer)
                    return
                yield answer
        finally:
            wanted.is_wanted = False
        async with aclosing(self._inner.steps(brief)) as steps:
            async for step in steps:
                yield step

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
                wanted.answers.put_nowait(Instead.MAKE_IT_HERE)

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
                wanted.answers.put_nowait(Instead.DIED)
                raise


async def _pass_on(process: Process, wanted: Wanted) -> None:
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
    """Its standard input ends, and so does it; a program that it is at nobody waits for any more."""
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
    if (why := ended.failure) is not None:
        raise GenerationFailed(
            code=why.code, message=why.message, say=why.say, retryable=why.retryable, retry_in_s=why.retry_in_s
        )
    if ended.crash is not None:
        raise GeneratorCrashed(ended.crash)
