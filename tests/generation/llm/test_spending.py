"""Before each try somebody is asked whether it may be made, and behind it told what it cost."""

import asyncio
from datetime import UTC, datetime

import pytest

from server.generation.generator import Brief, ProgramWritten
from server.generation.llm.calls import CallEnded
from server.generation.llm.generator import ModelGenerator
from server.generation.llm.outcomes import Failed, Failure
from server.generation.llm.vendor import vendor
from server.generation.spending import OverBudget, Spent, Usage
from tests.generation.llm.asking import brief, passes
from tests.generation.llm.calling import REQUEST, TEXT, collected, in_s, settings_for
from tests.support.model_plans import good, weeks_asked
from tests.support.responses_server import ResponsesServer
from tests.support.vendor_answers import Ending, Gate, Tokens, Turned, Written

TOMORROW = datetime(2026, 1, 3, tzinfo=UTC)
NOTHING_LEFT = (
    "The model has written all that it may for today, so I wrote this program by my own rules; "
    "it writes again from 3 January 2026, 00:00 UTC."
)
A_HALF_LEFT = (
    "The model has written all that it may for today, so I wrote the rest from week 7 on by my own rules; "
    "it writes again from 3 January 2026, 00:00 UTC."
)
NEVER_ENOUGH = "The model may not write so much in a day, so I wrote this program by my own rules."


class Purse:
    """Allows so many calls, and remembers what it was told."""

    def __init__(self, calls: int = 100, again_at: datetime | None = TOMORROW) -> None:
        self.reserved: list[int] = []
        self.settled: dict[str, Spent] = {}
        self._calls = calls
        self._again_at = again_at

    async def reserve(self, tokens: int) -> str:
        if len(self.reserved) == self._calls:
            raise OverBudget(self._again_at)
        self.reserved.append(tokens)
        return str(len(self.reserved))

    async def settle(self, call: str, spent: Spent) -> None:
        assert call not in self.settled
        self.settled[call] = spent


async def test_every_try_is_allowed_before_and_settled_behind(vendor_server: ResponsesServer) -> None:
    """With the bound of that very try, and its own cost."""
    cut = Written(TEXT, Ending.TRUNCATED, after_chars=20, tokens=Tokens(90, 60, 50, 20))
    vendor_server.script(Turned(500), cut, Written(TEXT, tokens=None))
    purse = Purse()
    async with vendor(settings_for(vendor_server)) as calls:
        await collected(calls.stream(REQUEST, in_s(60.0), purse))
    sent = REQUEST.most_tokens - REQUEST.max_output_tokens
    assert purse.reserved == [1000 + sent, 1000 + sent, 1500 + sent]
    assert purse.settled == {
        "1": Spent("vendor_error", Usage(), 0),
        "2": Spent("truncated", Usage(90, 60, 50, 20), 20),
        "3": Spent("done", None, len(TEXT)),
    }


async def test_a_try_that_may_not_be_made_is_not_sent(vendor_server: ResponsesServer) -> None:
    """The call ends with that, and its place is free for others."""
    vendor_server.script(Turned(500), Written(TEXT))
    async with vendor(settings_for(vendor_server, concurrency=1)) as calls:
        ended = (await collected(calls.stream(REQUEST, in_s(60.0), Purse(calls=1))))[-1]
        assert isinstance(ended, CallEnded)
        assert isinstance(ended.outcome, Failed)
        assert (ended.outcome.failure, ended.outcome.again_at) == (Failure.OVER_BUDGET, TOMORROW)
        assert len(ended.tries) == len(vendor_server.received) == 1
        assert (await collected(calls.stream(REQUEST, in_s(60.0), Purse())))[-1].tries


@pytest.mark.parametrize("is_cancelled", [True, False], ids=["cancelled", "closed"])
async def test_who_goes_away_has_paid(vendor_server: ResponsesServer, is_cancelled: bool) -> None:
    """What was written until then is told, though nobody waits for the answer any more."""
    gate = Gate()
    vendor_server.script(Written(TEXT, chunk_chars=20, gates={20: gate}))
    purse = Purse()
    async with vendor(settings_for(vendor_server)) as calls:
        stream = calls.stream(REQUEST, in_s(60.0), purse)
        await anext(stream)
        await gate.reached.wait()
        if is_cancelled:
            reading = asyncio.create_task(collected(stream))
            await asyncio.sleep(0)
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        else:
            await stream.aclose()
    assert purse.settled == {"1": Spent("abandoned", None, 20)}


@pytest.mark.parametrize(
    ("calls", "again_at", "sentence"),
    [(0, TOMORROW, NOTHING_LEFT), (0, None, NEVER_ENOUGH), (2, TOMORROW, A_HALF_LEFT)],
    ids=["nothing left", "never enough", "enough for a half"],
)
async def test_without_a_budget_the_rules_write(
    vendor_server: ResponsesServer, calls: int, again_at: datetime | None, sentence: str
) -> None:
    """All of the program or the rest of it, which passes every gate and says so in one sentence."""
    vendor_server.brain = good
    asked = Brief(brief().request, spending=Purse(calls, again_at))
    async with vendor(settings_for(vendor_server)) as model_calls:
        steps = [step async for step in ModelGenerator(model_calls, "m").steps(asked)]
    assert isinstance(steps[-1], ProgramWritten)
    program = steps[-1].program
    assert [warning for warning in program.warnings if "model" in warning] == [sentence]
    assert passes(program)
    assert len(program.weeks) == 12
    assert len(vendor_server.received) == calls


async def test_another_attempt_asks_again(vendor_server: ResponsesServer) -> None:
    """A budget that did not suffice is no fault of the model: what is missing is its own to write, once it may."""
    vendor_server.brain = good
    poor = Brief(brief().request, spending=Purse(calls=2))
    async with vendor(settings_for(vendor_server)) as calls:
        generator = ModelGenerator(calls, "m")
        assert [step async for step in generator.steps(poor)]
        rich = Brief(poor.request, checkpoints=poor.checkpoints, spending=Purse())
        last = [step async for step in generator.steps(rich)][-1]
    assert isinstance(last, ProgramWritten)
    assert last.program.warnings == ()
    assert [weeks_asked(request) for request in vendor_server.received] == [[(1, 3)], [(4, 6)], [(7, 9)], [(10, 12)]]
