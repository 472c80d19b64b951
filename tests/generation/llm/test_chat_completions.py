"""The Chat Completions API: what is sent, what comes of its chunks."""

import pytest
from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming
from pydantic import TypeAdapter

from schemas.model import JsonObject
from server.generation.llm.outcomes import Done, Failed, Failure, Reasoning, TextDelta
from server.generation.llm.vendor import VendorApi, VendorSettings, client_of, transport_of
from server.generation.spending import Usage
from tests.generation.llm.calling import KEY, REQUEST, TEXT, called, collected, outcome, settings_for
from tests.support.responses_server import ResponsesServer
from tests.support.vendor_answers import Ending, Tokens, Turned, Written


@pytest.fixture
def settings(vendor_server: ResponsesServer) -> VendorSettings:
    return settings_for(vendor_server, api=VendorApi.CHAT_COMPLETIONS, model="qwen3")


async def test_what_is_sent(vendor_server: ResponsesServer, settings: VendorSettings) -> None:
    """The prompt and the schema, with as few options as will do."""
    vendor_server.script(Written(TEXT))
    await called(settings)
    (received,) = vendor_server.received
    assert received.path == "/v1/chat/completions"
    assert received.headers["authorization"] == f"Bearer {KEY}"
    assert received.body == {
        "model": "qwen3",
        "messages": [
            {"role": "system", "content": "Write a plan."},
            {"role": "user", "content": "Twelve weeks, please."},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "plan", "schema": REQUEST.schema, "strict": True},
        },
        "max_tokens": 1000,
        "store": False,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert received.body.keys() <= CompletionCreateParamsStreaming.__annotations__.keys()
    TypeAdapter(CompletionCreateParamsStreaming).validate_python(received.body)


@pytest.mark.parametrize("chunk_chars", [1, 5, 1000])
async def test_the_text_comes_as_it_was_written(
    vendor_server: ResponsesServer, settings: VendorSettings, chunk_chars: int
) -> None:
    """Delta by delta, and then what it cost, which a chunk behind the end tells."""
    vendor_server.script(Written(TEXT, chunk_chars=chunk_chars, tokens=Tokens(90, 60, 50, 20)))
    *told, ended = await called(settings)
    assert "".join(each.text for each in told if isinstance(each, TextDelta)) == TEXT
    assert len(told) == -(-len(TEXT) // chunk_chars)
    assert ended == Done(Usage(90, 60, 50, 20), "chatcmpl-1")


async def test_thoughts_are_signs_without_words(vendor_server: ResponsesServer, settings: VendorSettings) -> None:
    """Where a server tells them in a field of its own."""
    vendor_server.script(Written(TEXT, thoughts=3, chunk_chars=1000))
    assert (await called(settings))[:-1] == [Reasoning()] * 3 + [TextDelta(TEXT)]


async def test_the_bound_of_the_answer_goes_by_its_other_name_where_it_must(
    vendor_server: ResponsesServer, settings: VendorSettings
) -> None:
    """It is never left out: an answer without a bound has no price."""
    vendor_server.script(Turned(400, code="unsupported_parameter", param="max_tokens"), Written(TEXT))
    async with client_of(settings) as client:
        transport = transport_of(settings, client)
        first, second = [(await collected(transport.stream(REQUEST)))[-1] for _ in range(2)]
    assert isinstance(first, Failed)
    assert first.failure is Failure.UNSUPPORTED_OPTION
    assert isinstance(second, Done)
    assert vendor_server.received[1].body["max_completion_tokens"] == 1000
    assert "max_tokens" not in vendor_server.received[1].body


@pytest.mark.parametrize("option", ["stream_options", "store"])
async def test_an_option_that_is_not_taken_is_not_sent_again(
    vendor_server: ResponsesServer, settings: VendorSettings, option: str
) -> None:
    """A server that counts nothing, or stores nothing, may not know the word for it."""
    vendor_server.script(Turned(422, param=option), Written(TEXT))
    async with client_of(settings) as client:
        transport = transport_of(settings, client)
        await collected(transport.stream(REQUEST))
        ended = (await collected(transport.stream(REQUEST)))[-1]
    assert isinstance(ended, Done)
    assert option not in vendor_server.received[1].body
    assert (ended.usage is None) == (option == "stream_options")


async def test_chunks_of_any_shape_change_nothing(vendor_server: ResponsesServer, settings: VendorSettings) -> None:
    """Without choices, with none, or with something else where text should be."""
    strange: tuple[JsonObject, ...] = (
        {"choices": None},
        {"choices": []},
        {"choices": [{}]},
        {"choices": [{"delta": None}]},
        {"choices": [{"delta": {"content": 7, "reasoning": ""}}]},
        {},
    )
    vendor_server.script(Written(TEXT, extra=strange))
    *told, ended = await called(settings)
    assert "".join(each.text for each in told if isinstance(each, TextDelta)) == TEXT
    assert isinstance(ended, Done)


async def test_the_whole_answer_outlives_a_server_that_does_not_hang_up(
    vendor_server: ResponsesServer, settings: VendorSettings
) -> None:
    """What comes behind the end of the answer may stay away."""
    vendor_server.script(Written(TEXT, Ending.COMPLETED, tokens=None, stalls_after=True))
    ended = await outcome(settings_for(vendor_server, api=settings.api, silence_most_s=0.2))
    assert ended == Done(None, "chatcmpl-1")
