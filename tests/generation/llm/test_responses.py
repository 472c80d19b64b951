"""The Responses API: what is sent, what comes of its events."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.responses import ResponseStreamEvent
from openai.types.responses.response_create_params import ResponseCreateParamsStreaming
from pydantic import TypeAdapter

from schemas.model import JsonObject
from server.generation.llm.outcomes import Done, Failed, Failure, Reasoning, TextDelta, Told
from server.generation.llm.responses import ResponsesReading
from server.generation.llm.vendor import client_of, transport_of
from server.generation.spending import Usage
from tests.generation.llm.calling import KEY, REQUEST, TEXT, called, collected, outcome, settings_for
from tests.support.responses_frames import MODELS, ResponsesStream
from tests.support.responses_server import ResponsesServer
from tests.support.vendor_answers import Ending, Tokens, Turned, Written


def text_of(told: list[Told]) -> str:
    return "".join(each.text for each in told if isinstance(each, TextDelta))


async def test_what_is_sent(vendor_server: ResponsesServer) -> None:
    """The prompt, the schema in strict mode, little thought, few words, and nothing that is to be stored."""
    vendor_server.script(Written(TEXT))
    await called(settings_for(vendor_server))
    (received,) = vendor_server.received
    assert received.path == "/v1/responses"
    assert received.headers["authorization"] == f"Bearer {KEY}"
    assert received.body == {
        "model": "gpt-5-mini",
        "instructions": "Write a plan.",
        "input": "Twelve weeks, please.",
        "max_output_tokens": 1000,
        "reasoning": {"effort": "low", "summary": "auto"},
        "text": {
            "format": {"type": "json_schema", "name": "plan", "schema": REQUEST.schema, "strict": True},
            "verbosity": "low",
        },
        "prompt_cache_key": "plan-1",
        "safety_identifier": "5f2a",
        "store": False,
        "stream": True,
    }
    assert received.body.keys() <= ResponseCreateParamsStreaming.__annotations__.keys()
    TypeAdapter(ResponseCreateParamsStreaming).validate_python(received.body)


@pytest.mark.parametrize("chunk_chars", [1, 5, 1000])
async def test_the_text_comes_as_it_was_written(vendor_server: ResponsesServer, chunk_chars: int) -> None:
    """Delta by delta, and then what it cost."""
    vendor_server.script(Written(TEXT, chunk_chars=chunk_chars, tokens=Tokens(90, 60, 50, 20)))
    *told, ended = await called(settings_for(vendor_server))
    assert text_of(told) == TEXT
    assert len(told) == -(-len(TEXT) // chunk_chars)
    assert ended == Done(Usage(90, 60, 50, 20), "resp_1")


async def test_thoughts_are_signs_without_words(vendor_server: ResponsesServer) -> None:
    """One when they begin and one for each piece of their summary."""
    vendor_server.script(Written(TEXT, thoughts=3, chunk_chars=1000))
    told = await called(settings_for(vendor_server))
    assert told[:-1] == [Reasoning()] * 4 + [TextDelta(TEXT)]


@pytest.mark.parametrize("phase", [None, "final_answer"])
async def test_asides_are_no_part_of_the_answer(vendor_server: ResponsesServer, phase: str | None) -> None:
    """Of several messages only the one counts that calls itself the answer, or nothing."""
    vendor_server.script(Written(TEXT, commentary='Let me think: {"blocks": []}', phase=phase))
    assert text_of(await called(settings_for(vendor_server))) == TEXT


async def test_events_that_nobody_knows_change_nothing(vendor_server: ResponsesServer) -> None:
    """As the sign of life that no document names, and fields of the wrong kind."""
    strange: tuple[JsonObject, ...] = (
        {"type": "keepalive"},
        {"type": "response.of_next_year", "delta": "no"},
        {"type": "response.output_text.delta", "delta": None, "output_index": 0},
        {"type": "response.output_text.delta", "delta": 7},
        {"type": "response.output_text.delta", "delta": [], "output_index": []},
        {"type": "response.output_item.added", "item": {"phase": {}}, "output_index": {}},
        {"type": "response.output_item.added", "item": None},
        {"type": "response.created", "response": []},
        {"type": ["response.completed"]},
        {},
    )
    vendor_server.script(Written(TEXT, extra=strange))
    told = await called(settings_for(vendor_server))
    assert text_of(told) == TEXT
    assert isinstance(told[-1], Done)


async def test_what_it_cost_may_be_left_untold(vendor_server: ResponsesServer) -> None:
    """A compatible server counts less, or nothing."""
    vendor_server.script(Written(TEXT, tokens=None))
    assert await outcome(settings_for(vendor_server)) == Done(None, "resp_1")


@pytest.mark.parametrize(
    ("refused", "left"),
    [
        (["reasoning.summary"], {"reasoning": {"effort": "low"}, "text.verbosity": "low"}),
        (["reasoning.effort", "reasoning.summary", "text.verbosity"], {}),
        (["reasoning"], {"text.verbosity": "low"}),
    ],
    ids=["unverified organization", "a model that does not think", "a server that knows no thoughts"],
)
async def test_an_option_that_is_not_taken_is_not_sent_again(
    vendor_server: ResponsesServer, refused: list[str], left: dict[str, object]
) -> None:
    """Each is named by one refusal, which is told as such, and stays away for good."""
    vendor_server.script(*(Turned(400, code="unsupported_parameter", param=option) for option in refused))
    vendor_server.script(Written(TEXT), Written(TEXT))
    settings = settings_for(vendor_server)
    async with client_of(settings) as client:
        transport = transport_of(settings, client)
        for option in refused:
            (failed,) = await collected(transport.stream(REQUEST))
            assert isinstance(failed, Failed)
            assert (failed.failure, failed.option) == (Failure.UNSUPPORTED_OPTION, option)
        for _ in range(2):
            assert isinstance((await collected(transport.stream(REQUEST)))[-1], Done)
            body = vendor_server.received[-1].body
            sent = {"reasoning": body.get("reasoning"), "text.verbosity": body["text"].get("verbosity")}
            assert {name: value for name, value in sent.items() if value} == left


async def test_calls_that_were_sent_together_find_out_together(vendor_server: ResponsesServer) -> None:
    """An option that both were sent with is the reason for both refusals, whichever comes first."""
    refusal = Turned(400, code="unsupported_parameter", param="reasoning.summary")
    vendor_server.script(refusal, refusal)
    settings = settings_for(vendor_server)
    async with client_of(settings) as client:
        transport = transport_of(settings, client)
        told = await asyncio.gather(*(collected(transport.stream(REQUEST)) for _ in range(2)))
    assert [each.failure for (each,) in told] == [Failure.UNSUPPORTED_OPTION] * 2


async def test_an_option_that_is_refused_twice_is_a_bad_request(vendor_server: ResponsesServer) -> None:
    """It is gone already, so it was not that; and what a request cannot do without is no option."""
    refusal = Turned(400, code="unsupported_parameter", param="reasoning.effort")
    vendor_server.script(refusal, refusal, replace(refusal, param="store"))
    settings = settings_for(vendor_server)
    async with client_of(settings) as client:
        transport = transport_of(settings, client)
        ended = [(await collected(transport.stream(REQUEST)))[-1] for _ in range(3)]
    assert [each.failure for each in ended] == [
        Failure.UNSUPPORTED_OPTION,
        Failure.BAD_REQUEST,
        Failure.BAD_REQUEST,
    ]


def test_an_answer_that_stopped_for_another_reason_was_cut() -> None:
    """Reasons that come with features we do not use are no reason to allow more tokens."""
    reading = ResponsesReading()
    details = {"incomplete_details": {"reason": "steered"}}
    event = {"type": "response.incomplete", "sequence_number": 0, "response": details}
    reading.take(MODELS["response.incomplete"].model_construct(**event, _fields_set=None))
    assert isinstance(reading.outcome, Failed)
    assert reading.outcome.failure is Failure.CUT


@given(
    st.text(min_size=1),
    st.integers(min_value=1, max_value=9),
    st.integers(min_value=0, max_value=2),
    st.sampled_from([Ending.COMPLETED, Ending.TRUNCATED, Ending.REFUSED]),
)
def test_reading_gives_the_text_back(text: str, chunk_chars: int, thoughts: int, ending: Ending) -> None:
    """Whatever was written, however it was cut, and whatever stood around it."""
    answer = Written(text, ending, chunk_chars, thoughts, commentary="by the way", phase="final_answer")
    reading, parse = ResponsesReading(), TypeAdapter[ResponseStreamEvent](ResponseStreamEvent).validate_python
    told = [reading.take(parse(frame.event)) for frame in ResponsesStream(answer, {"model": "m"}).frames()]
    written = "".join(each.text for each in told if isinstance(each, TextDelta))
    assert reading.refusal if ending is Ending.REFUSED else written == text
    assert isinstance(reading.outcome, Done) == (ending is Ending.COMPLETED)
