"""What becomes of answers that are no plan, and of calls that fail: once more, by the rules, or told."""

from collections.abc import Callable

import pytest

from schemas.model import JsonObject
from server.generation.generator import (
    GenerationFailed,
)
from server.generation.llm.failures import TREATMENTS
from server.generation.llm.outcomes import Failure
from tests.generation.llm.asking import brief, passes, program_of, spoilt, steps_of
from tests.support.model_plans import asked_in, good, text_of, weeks_asked
from tests.support.responses_server import Received, ResponsesServer
from tests.support.vendor_answers import Answer, Ending, Turned, Written


def _wrong_id(plan: JsonObject) -> None:
    plan["blocks"][0]["sessions"][0]["exercises"][0]["exercise_id"] = "bench_pres"


def _one_day_less(plan: JsonObject) -> None:
    plan["blocks"][0]["sessions"].pop()


def _other_weeks(plan: JsonObject) -> None:
    plan["blocks"][0]["last_week"] += 1


def _no_block(plan: JsonObject) -> None:
    plan["blocks"].clear()


def _empty_session(plan: JsonObject) -> None:
    plan["blocks"][-1]["sessions"][0]["exercises"] = []


def _no_number(plan: JsonObject) -> None:
    plan["blocks"][0]["sessions"][0]["exercises"][0]["sets"] = "many"


def _lazy(plan: JsonObject) -> None:
    for block in plan["blocks"]:
        for session in block["sessions"]:
            del session["exercises"][1:]


SPOILS = [_lazy, _wrong_id, _one_day_less, _other_weeks, _no_block, _empty_session, _no_number]


@pytest.mark.parametrize("spoil", SPOILS)
async def test_a_bad_answer_is_asked_for_once_more_with_its_faults(
    vendor_server: ResponsesServer, spoil: Callable[[JsonObject], None]
) -> None:
    """What is mended then is the model's program."""

    def brain(request: Received) -> Answer:
        return (good if asked_in(request)["faults"] else spoilt(spoil))(request)

    vendor_server.brain = brain
    program = program_of(await steps_of(vendor_server, brief(duration_weeks=4)))
    assert [bool(asked_in(request)["faults"]) for request in vendor_server.received] == [False, True]
    assert program.provider.name == "openai"
    assert passes(program)
    assert program.warnings == ()


@pytest.mark.parametrize("spoil", SPOILS)
async def test_rules_write_what_a_model_cannot(
    vendor_server: ResponsesServer, spoil: Callable[[JsonObject], None]
) -> None:
    """After the second bad answer, and the program says so; asked again, the job pays for nothing more."""
    vendor_server.brain = spoilt(spoil)
    asked = brief(duration_weeks=4)
    program = program_of(await steps_of(vendor_server, asked))
    assert len(vendor_server.received) == 2
    assert passes(program)
    assert program.provider.name == "rules"
    assert any("by my own rules" in warning for warning in program.warnings)
    assert program_of(await steps_of(vendor_server, asked)) == program
    assert len(vendor_server.received) == 2


SAID = [(_wrong_id, "bench_pres"), (_one_day_less, "the days are"), (_other_weeks, "the block has weeks 1 to 5")]


@pytest.mark.parametrize(("spoil", "words"), SAID)
async def test_the_model_is_told_what_was_wrong(
    vendor_server: ResponsesServer, spoil: Callable[[JsonObject], None], words: str
) -> None:
    """The exercise that there is not, the days and the weeks that were asked for: so that it can mend it."""
    vendor_server.brain = spoilt(spoil)
    await steps_of(vendor_server, brief(duration_weeks=4))
    faults = asked_in(vendor_server.received[1])["faults"]
    assert any(words in fault for fault in faults), faults


async def test_only_the_part_that_broke_off_is_asked_for_again(vendor_server: ResponsesServer) -> None:
    """Once in its own call; the parts before it are not paid for twice."""

    def brain(request: Received) -> Answer:
        is_broken = weeks_asked(request)[0][0] == 4 and len(vendor_server.received) == 2
        return Written(text_of(request), Ending.CUT, after_chars=50) if is_broken else good(request)

    vendor_server.brain = brain
    program = program_of(await steps_of(vendor_server, brief()))
    assert [weeks_asked(request)[0] for request in vendor_server.received] == [(1, 3), (4, 6), (4, 6), (7, 9), (10, 12)]
    assert program.warnings == ()


async def test_rules_finish_behind_weeks_of_the_model(vendor_server: ResponsesServer) -> None:
    """What was told stays, the rest is the rules', and the warning says from which week on."""

    def brain(request: Received) -> Answer:
        return good(request) if weeks_asked(request)[0][0] < 7 else spoilt(_wrong_id)(request)

    vendor_server.brain = brain
    program = program_of(await steps_of(vendor_server, brief()))
    assert passes(program)
    assert len(vendor_server.received) == 4
    assert [block.last_week for block in program.blocks] == [3, 6, 9, 12]
    assert any("from week 7 on" in warning for warning in program.warnings)


FINAL = [
    (Turned(429, code="insufficient_quota"), Failure.QUOTA),
    (Turned(401, code="invalid_api_key"), Failure.BAD_KEY),
    (Turned(404), Failure.NOT_FOUND),
    (Turned(400), Failure.BAD_REQUEST),
    (Written("No.", Ending.REFUSED), Failure.REFUSED),
    (Written('{"name"', Ending.FILTERED), Failure.CONTENT_FILTER),
    (Written('{"name"', Ending.GARBLED), Failure.GARBLED),
]
PASSING = [
    (Turned(429, code="rate_limit_exceeded", headers={"retry-after": "0.01"}), Failure.RATE_LIMITED),
    (Turned(500), Failure.VENDOR_ERROR),
    (Written('{"name"', Ending.CUT), Failure.CUT),
    (Written(""), Failure.EMPTY),
    (Written('{"name"', Ending.STALLED), Failure.STALLED),
    (Turned(500, headers={"x-should-retry": "false"}), Failure.VENDOR_ERROR_FINAL),
]


@pytest.mark.parametrize(("answer", "failure"), [*FINAL, *PASSING], ids=lambda value: getattr(value, "value", ""))
async def test_what_is_no_fault_of_an_answer_fails(
    vendor_server: ResponsesServer, answer: Answer, failure: Failure
) -> None:
    """With the code and the sentence of the table, and whether another attempt may help."""
    vendor_server.brain = lambda _: answer
    with pytest.raises(GenerationFailed) as raised:
        await steps_of(vendor_server, brief(duration_weeks=4), silence_most_s=0.2)
    row = TREATMENTS[failure]
    assert (raised.value.code, raised.value.say) == (row.code, row.say)
    assert raised.value.retryable is row.is_passing is ((answer, failure) in PASSING)


async def test_an_answer_that_never_fits_is_written_by_rules(vendor_server: ResponsesServer) -> None:
    """Tried once with more tokens, not a third time."""
    vendor_server.brain = lambda _: Written('{"name": "', Ending.TRUNCATED)
    program = program_of(await steps_of(vendor_server, brief(duration_weeks=4)))
    caps = [request.body["max_output_tokens"] for request in vendor_server.received]
    assert [cap / caps[0] for cap in caps] == [1.0, pytest.approx(1.5, abs=0.001)]
    assert passes(program)
    assert program.provider.name == "rules"
