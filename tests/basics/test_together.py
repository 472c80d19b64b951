"""Questions that are answered together."""

import asyncio
from collections.abc import Sequence

import pytest

from server.together import Together

MOST = 4


class Answerer:
    """Doubles numbers, once it may; none below zero.

    Attributes:
        asked: what it was asked together, each time.
    """

    def __init__(self) -> None:
        self.asked: list[Sequence[int]] = []
        self.may = asyncio.Event()

    async def __call__(self, questions: Sequence[int]) -> Sequence[int]:
        self.asked.append(list(questions))
        await self.may.wait()
        if min(questions) < 0:
            raise ValueError("below zero")
        return [2 * question for question in questions]


@pytest.fixture
def answerer() -> Answerer:
    return Answerer()


@pytest.fixture
def together(answerer: Answerer) -> Together[int, int]:
    return Together(answerer, MOST, "doubling")


async def _asked(
    together: Together[int, int], answerer: Answerer, *asked: Sequence[int]
) -> list[asyncio.Task[Sequence[int]]]:
    """Those who ask while the first of them is being answered."""
    tasks = [asyncio.create_task(together.ask(questions)) for questions in asked]
    while not answerer.asked:  # noqa: ASYNC110 - the very step is wanted
        await asyncio.sleep(0)
    answerer.may.set()
    return tasks


async def test_each_is_given_its_own_answers(together: Together[int, int], answerer: Answerer) -> None:
    """Whoever asks while others are answered shares one answer, and everybody gets what they asked, in order."""
    tasks = await _asked(together, answerer, [1], [2, 3], [], [4])
    assert await asyncio.gather(*tasks) == [[2], [4, 6], [], [8]]
    assert len(answerer.asked) < len(tasks)


async def test_no_more_are_asked_at_once_than_may_be(together: Together[int, int], answerer: Answerer) -> None:
    """The rest comes next; who asks more is answered alone."""
    tasks = await _asked(together, answerer, *([number] for number in range(9)), [1] * (MOST + 1))
    await asyncio.gather(*tasks)
    assert [len(each) for each in answerer.asked] == [4, 4, 1, 5]


async def test_what_fails_is_told_to_those_who_asked_it(together: Together[int, int], answerer: Answerer) -> None:
    """Who asks afterwards is answered."""
    tasks = await _asked(together, answerer, [-1], [1])
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in outcomes] == [ValueError, ValueError]
    assert await together.ask([3]) == [6]


async def test_who_goes_meanwhile_takes_nobody_along(together: Together[int, int], answerer: Answerer) -> None:
    """Whether what they asked was being answered or still waited."""
    tasks = await _asked(together, answerer, [1], [2], [3])
    tasks[0].cancel()
    assert (await asyncio.gather(*tasks, return_exceptions=True))[1:] == [[4], [6]]
