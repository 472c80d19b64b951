"""Questions that are asked while others are being answered are answered together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

TOLD_AT_ONCE = 8
LINGER_S = 0.005
"""Where several have asked at once, more are about to: they are waited for so long. Who is alone never waits."""

_Asked = tuple[Sequence[Q], asyncio.Future[Sequence[A]]]


class Together(Generic[Q, A]):
    """The more is asked at once, the less each question costs; who asks alone waits for nobody.

    Args:
        answer: to so many questions, in their order. What it raises is raised to all who asked them.
        most: questions that are answered at a time; somebody who asks more is answered alone.
    """

    def __init__(self, answer: Callable[[Sequence[Q]], Awaitable[Sequence[A]]], most: int, name: str) -> None:
        self._answer = answer
        self._most = most
        self._name = name
        self._waiting: list[_Asked[Q, A]] = []
        self._answering: asyncio.Task[None] | None = None

    async def ask(self, questions: Sequence[Q]) -> Sequence[A]:
        """The answers, in their order."""
        answers: asyncio.Future[Sequence[A]] = asyncio.get_running_loop().create_future()
        self._waiting.append((questions, answers))
        if self._answering is None:
            self._answering = asyncio.create_task(self._answer_all(), name=self._name, context=Context())
        return await answers

    async def _answer_all(self) -> None:
        is_crowded = False
        while self._waiting:
            if is_crowded:
                await asyncio.sleep(LINGER_S)
            asked = self._next()
            is_crowded = len(asked) > 1
            questions = [question for each, _ in asked for question in each]
            try:
                found = await self._answer(questions)
            except Exception as error:  # noqa: BLE001 - whoever asked is told
                for _, answers in asked:
                    if not answers.done():
                        answers.set_exception(error)
                continue
            await self._tell(asked, found)
        self._answering = None

    async def _tell(self, asked: Sequence[_Asked[Q, A]], found: Sequence[A]) -> None:
        """A few in each turn of the loop: whoever is told goes on in the next one, and holds up all others."""
        begun = 0
        for number, (each, answers) in enumerate(asked, start=1):
            if not answers.done():  # else who asked has gone
                answers.set_result(found[begun : begun + len(each)])
            begun += len(each)
            if number % TOLD_AT_ONCE == 0:
                await asyncio.sleep(0)

    def _next(self) -> list[_Asked[Q, A]]:
        count, taken = 0, 0
        for each, _ in self._waiting:
            count += len(each)
            if taken and count > self._most:
                break
            taken += 1
        asked, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return asked
