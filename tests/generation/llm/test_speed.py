"""How long a program takes is learned from the calls that came to their end."""

import pytest

from server.generation.llm.calls import Try
from server.generation.llm.generator import ModelGenerator
from server.generation.llm.outcomes import Done, Failed, Failure
from server.generation.llm.speed import THINKING_S, TOKEN_S, Speed
from server.generation.llm.vendor import vendor
from tests.generation.llm.asking import brief
from tests.generation.llm.calling import settings_for
from tests.support.model_plans import good
from tests.support.responses_server import ResponsesServer

TOKENS = 1000
FAST = Try(Done(), 2000, lasted_s=6.0, first_text_s=2.0)


def test_before_the_first_call_the_assumption_holds() -> None:
    """Each call with its thinking, and its tokens."""
    assert Speed().lasts_s([600, 600]) == pytest.approx(2 * THINKING_S + 1200 * TOKEN_S)


def test_calls_move_it_to_what_they_were() -> None:
    """One a part of the way, many all of it."""
    speed = Speed()
    speed.learn([FAST], TOKENS)
    assert 2.0 < speed.thinking_s < THINKING_S
    assert 0.004 < speed.token_s < TOKEN_S
    speed.learn([FAST] * 50, TOKENS)
    assert speed.thinking_s == pytest.approx(2.0, abs=0.01)
    assert speed.token_s == pytest.approx(0.004, abs=0.0001)


@pytest.mark.parametrize(
    "each",
    [
        Try(None, 2000, 6.0, 2.0),
        Try(Failed(Failure.CUT), 2000, 6.0, 2.0),
        Try(Done(), 0, 6.0, None),
    ],
    ids=["abandoned", "cut", "nothing written"],
)
def test_what_came_to_no_end_teaches_nothing(each: Try) -> None:
    """Its time is not that of an answer."""
    speed = Speed()
    speed.learn([each], TOKENS)
    assert speed == Speed()


async def test_the_estimate_falls_with_a_fast_vendor(vendor_server: ResponsesServer) -> None:
    """The process has seen one program written, and expects the next one sooner."""
    vendor_server.brain = good
    async with vendor(settings_for(vendor_server)) as calls:
        generator = ModelGenerator(calls, "m")
        before = generator.eta_s(brief())
        async for _ in generator.steps(brief()):
            pass
        after = generator.eta_s(brief())
    assert before is not None
    assert after is not None
    assert after < before / 2
