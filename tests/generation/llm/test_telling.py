"""What is told while a model works: one sentence wherever something new begins, and stages that only rise."""

import itertools
import json
from collections.abc import Callable

import pytest

from schemas.job import Speak, Stage
from server.generation.generator import Brief, Chunk, KeptInMemory, StageReached, Step, WeekWritten
from server.generation.llm.calls import StartedOver
from server.generation.llm.failures import TREATMENTS, Action
from server.generation.llm.outcomes import Failed, Failure, Reasoning, TextDelta
from server.generation.llm.outline import outline_of
from server.generation.llm.telling import CORRECTS, FINISHES, REASONS, THINKS, WRITES_ALL, Telling
from server.generation.person import understand
from tests.generation.llm.asking import brief, spoilt, steps_of
from tests.support.model_plans import good, text_of, weeks_asked
from tests.support.responses_server import Received, ResponsesServer
from tests.support.vendor_answers import Answer, Ending, Turned, Written

WINDOWS = outline_of(understand(brief().request)).windows
ORDER = list(Stage)


def said(steps: list[Step]) -> list[str]:
    return [step.message for step in steps if isinstance(step, StageReached)]


def began(*windows: int) -> Telling:
    """A telling whose call for these windows has begun."""
    telling = Telling()
    telling.called([WINDOWS[number - 1] for number in windows], is_correction=False)
    return telling


def rise(steps: list[Step]) -> bool:
    """Whether stages come in their order, weeks being of the writing."""
    stages = [step.stage if isinstance(step, StageReached) else Stage.WRITING for step in steps[:-1]]
    places = [ORDER.index(stage) for stage in stages]
    return places == sorted(places)


def test_thinking_and_writing_are_told_once_each() -> None:
    """However many signs of them there are; thoughts behind the first word are told no more."""
    telling = began(1)
    told = [telling.heard(sign) for sign in (Reasoning(), Reasoning(), TextDelta("{"), Reasoning(), TextDelta("}"))]
    assert told == [
        StageReached(Stage.ALLOCATING, REASONS, Speak.WHEN_IDLE),
        None,
        StageReached(Stage.WRITING, "I am writing weeks 1 to 3."),
        None,
        None,
    ]
    telling = began(1)
    telling.heard(TextDelta("{"))
    assert telling.heard(Reasoning()) is None


def test_only_what_is_new_may_be_spoken() -> None:
    """The second part is told, but a voice client does not have the same sentence for every part."""
    assert began(2).heard(Reasoning()) == StageReached(Stage.ALLOCATING, "I am working out weeks 4 to 6.")


@pytest.mark.parametrize("failure", Failure)
@pytest.mark.parametrize("in_s", [0.2, 31.4])
def test_another_try_is_told_by_its_reason(failure: Failure, in_s: float) -> None:
    """With the wait where it is long; of an option that is left out nobody hears."""
    telling = began(1)
    telling.heard(TextDelta("{"))
    told = telling.heard(StartedOver(Failed(failure), in_s))
    action = TREATMENTS[failure].action
    if action not in (Action.RETRY, Action.RETRY_ONCE, Action.RETRY_LARGER):
        assert told is None
        return
    assert told is not None
    assert (told.stage, told.speak) == (Stage.WRITING, Speak.WHEN_IDLE)
    assert ("31 seconds" in told.message) == (action is Action.RETRY and in_s > 30)
    assert telling.heard(TextDelta("{")) is not None


async def test_each_part_of_a_program_is_told(vendor_server: ResponsesServer) -> None:
    """When it is thought about, and when it is written; then stages never fall."""
    vendor_server.brain = lambda request: good(request, thoughts=2)
    steps = await steps_of(vendor_server, brief(duration_weeks=10))
    parts = [weeks_asked(request)[0] for request in vendor_server.received]
    later = [
        [f"I am thinking about weeks {first} to {last}.", f"I am working out weeks {first} to {last}."]
        for first, last in parts[1:]
    ]
    writing = [f"I am writing weeks {first} to {last}." for first, last in parts]
    thinking = [[THINKS, REASONS], *later]
    told = [[*before, sentence] for before, sentence in zip(thinking, writing, strict=True)]
    assert said(steps)[1:-1] == [*itertools.chain(*told)]
    assert rise(steps)


def _busy(_: Received) -> Answer:
    return Turned(429, headers={"retry-after": "0.001"})


def _breaks_off(request: Received) -> Answer:
    return Written(text_of(request), Ending.CUT, after_chars=50)


@pytest.mark.parametrize(("at_first", "sentence"), [(_busy, "busy"), (_breaks_off, "broke off")])
async def test_a_call_that_is_begun_anew_says_why(
    vendor_server: ResponsesServer, at_first: Callable[[Received], Answer], sentence: str
) -> None:
    """And what was said to be written is said again once it is."""

    def brain(request: Received) -> Answer:
        return at_first(request) if len(vendor_server.received) == 1 else good(request)

    vendor_server.brain = brain
    steps = await steps_of(vendor_server, brief(duration_weeks=2))
    assert any(sentence in message for message in said(steps))
    assert said(steps)[-2] == "I am writing weeks 1 to 2."
    assert rise(steps)


@pytest.mark.parametrize(("weeks", "good_until", "sentence"), [(4, 0, WRITES_ALL), (12, 6, FINISHES)])
async def test_that_the_rules_write_is_told(
    vendor_server: ResponsesServer, weeks: int, good_until: int, sentence: str
) -> None:
    """Behind the model's weeks, or all; what the model is asked to correct is told before."""

    def brain(request: Received) -> Answer:
        is_good = weeks_asked(request)[0][1] <= good_until
        return good(request) if is_good else spoilt(lambda plan: plan["blocks"].clear())(request)

    vendor_server.brain = brain
    steps = await steps_of(vendor_server, brief(duration_weeks=weeks))
    told = said(steps)
    assert told.index(CORRECTS) < told.index(sentence)
    assert rise(steps)


async def test_an_attempt_that_goes_on_is_writing_from_the_start(vendor_server: ResponsesServer) -> None:
    """Its first weeks are told before the model is asked, and no stage lies before them again."""
    vendor_server.brain = lambda request: good(request, thoughts=1)
    asked = brief()
    await steps_of(vendor_server, asked)
    first: Chunk = (await asked.checkpoints.load())[0]
    kept = KeptInMemory()
    await kept.save(first)
    steps = await steps_of(vendor_server, Brief(asked.request, checkpoints=kept))
    assert [isinstance(step, WeekWritten) for step in steps[1:4]] == [True] * 3
    assert THINKS not in said(steps)
    assert rise(steps)
    assert json.loads(vendor_server.received[-1].input)["blocks"][0]["last_week"] == 12
