"""An artificial delay, named as what it is: it spreads a generator's steps out, so that a person can watch them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from schemas.job import JobKind
from server.generation.generator import Brief, Generator, Step

STEPS_BESIDE_WEEKS = 5
"""Stages and the program itself, for the estimate."""


class PacedGenerator:
    """Another generator, with ``pace_s`` seconds of waiting before each of its steps."""

    def __init__(
        self, inner: Generator, pace_s: float, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._inner = inner
        self._pace_s = pace_s
        self._sleep = sleep

    def provider(self, kind: JobKind) -> str:
        return self._inner.provider(kind)

    def eta_s(self, brief: Brief) -> float | None:
        inner_s = self._inner.eta_s(brief)
        waiting_s = self._pace_s * (brief.request.duration_weeks + STEPS_BESIDE_WEEKS)
        return None if inner_s is None else round(inner_s + waiting_s, 1)

    async def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        async with aclosing(self._inner.steps(brief)) as steps:
            async for step in steps:
                await self._sleep(self._pace_s)
                yield step
