"""A generator that does what a test wants: waits, fails, crashes; its weeks are real ones.

    ScriptedGenerator()                        the rules' steps, at once
    ScriptedGenerator([[Fail(error)], []])     the first attempt fails, the second is as the rules'
    ScriptedGenerator([[Hold()]])              each job waits, before its first week, until `release`

A script is a list of attempts; an attempt is what happens before its weeks, in order. The last attempt of the
script serves all further ones.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from schemas.job import JobKind, Stage
from server.generation.generator import Brief, StageReached, Step
from server.generation.rules.generator import RulesGenerator


@dataclass(frozen=True, slots=True)
class Fail:
    """Raise this."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Hold:
    """Wait for `ScriptedGenerator.release`; ``after_weeks`` weeks are written before."""

    after_weeks: int = 0


@dataclass(frozen=True, slots=True)
class Say:
    """Report progress, so many times."""

    times: int


Act = Fail | Hold | Say


class ScriptedGenerator:
    """A `server.generation.generator.Generator` for tests."""

    def __init__(self, script: Sequence[Sequence[Act]] = ((),)) -> None:
        self._script = script
        self._released = asyncio.Event()
        self._attempts: Counter[str] = Counter()
        self.begun = 0
        self.closed = 0
        self.holding = 0

    def provider(self, kind: JobKind) -> str:
        return "scripted"

    def release(self) -> None:
        """Let all that hold go on, now and later."""
        self._released.set()

    def hold(self) -> None:
        """Let those that hold from now on wait again."""
        self._released.clear()

    def eta_s(self, brief: Brief) -> float:
        return float(brief.request.duration_weeks)

    async def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        key = f"{brief.request.user_id}:{brief.request.fingerprint()}"
        acts = self._script[min(self._attempts[key], len(self._script) - 1)]
        self._attempts[key] += 1
        self.begun += 1
        try:
            weeks = 0
            holds = [act.after_weeks for act in acts if isinstance(act, Hold)]
            for act in acts:
                async for step in self._act(act):
                    yield step
            async for step in RulesGenerator().steps(brief):
                if weeks in holds and type(step).__name__ == "WeekWritten":
                    holds.remove(weeks)
                    await self._hold()
                weeks += type(step).__name__ == "WeekWritten"
                yield step
        finally:
            self.closed += 1

    async def _act(self, act: Act) -> AsyncGenerator[Step, None]:
        match act:
            case Fail(error):
                raise error
            case Say(times):
                for count in range(times):
                    yield StageReached(Stage.SCREENING, f"Thought {count}.")
            case Hold():
                return

    async def _hold(self) -> None:
        self.holding += 1
        try:
            await self._released.wait()
        finally:
            self.holding -= 1
