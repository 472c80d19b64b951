"""A generator whose work is done by a process of its own, so that the server's event loop never waits for it.

Until the process is there programs are made here. When it dies, the program that it was making fails as where a
generator crashes, and those that wait are made here.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

from schemas.job import JobKind
from server.generation.generator import Brief, Generator, Step
from server.generation.own_process.process import NotThere, OwnProcess
from server.generation.own_process.wire import request_of


class OwnProcessGenerator:
    """A `server.generation.generator.Generator`.

    Args:
        inner: what makes programs here: the same that the process has.
        process: shared by all that have work for it.
    """

    def __init__(self, inner: Generator, process: OwnProcess) -> None:
        self._inner = inner
        self._process = process

    def provider(self, kind: JobKind) -> str:
        return self._inner.provider(kind)

    def eta_s(self, brief: Brief) -> float | None:
        return self._inner.eta_s(brief)

    async def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        there = cast("AsyncGenerator[Step, None]", self._process.answers(brief.request.user_id, request_of(brief)))
        try:
            async with aclosing(there):
                async for step in there:
                    yield step
                return
        except NotThere:
            pass
        async with aclosing(self._inner.steps(brief)) as steps:
            async for step in steps:
                yield step
