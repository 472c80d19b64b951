"""The fake API does what the real one does, as far as anybody has seen it; dialled by the vendor's own client."""

import base64
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from openai import AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection
from websockets.exceptions import ConnectionClosed

from schemas.model import JsonObject
from tests.support.realtime_frames import server_frame
from tests.support.realtime_response import messages
from tests.support.realtime_script import Call, Rule, Say, Script
from tests.support.realtime_server import RealtimeServer, realtime_server
from tests.support.spoken_audio import silence, spoken, words

SCRIPT = Script(
    Rule("hello", Say("Hello to you.")),
    Rule("program", [Say("One moment."), Call("generate", {"weeks": 4})]),
)
DONE = "response.done"


@pytest.fixture
async def vendor() -> AsyncIterator[RealtimeServer]:
    async with realtime_server(SCRIPT) as running:
        yield running


@contextlib.asynccontextmanager
async def connected(vendor: RealtimeServer, **session: Any) -> AsyncIterator[AsyncRealtimeConnection]:
    async with (
        AsyncOpenAI(base_url=vendor.base_url, api_key="none") as client,
        client.realtime.connect(model="gpt-realtime-2") as connection,
    ):
        await send(connection, {"type": "session.update", "session": {"type": "realtime", **session}})
        await until(connection, "session.updated")
        yield connection


async def send(connection: AsyncRealtimeConnection, frame: Any) -> None:
    await connection.send(frame)


async def until(connection: AsyncRealtimeConnection, kind: str) -> list[Any]:
    """All events up to the first of a type."""
    events: list[Any] = []
    while not events or events[-1].type != kind:
        events.append(await connection.recv())
    return events


async def say(connection: AsyncRealtimeConnection, text: str) -> None:
    item: Any = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    await connection.conversation.item.create(item=item)


async def speak(connection: AsyncRealtimeConnection, pcm: bytes) -> None:
    await connection.input_audio_buffer.append(audio=base64.b64encode(pcm).decode())


async def refusal(connection: AsyncRealtimeConnection) -> Any:
    return (await until(connection, "error"))[-1].error


def types(events: list[Any]) -> list[str]:
    return [event.type for event in events]


async def test_a_text_response_is_streamed(vendor: RealtimeServer) -> None:
    """What the script says to the user's words comes in deltas, and stands in the end of the response."""
    async with connected(vendor, output_modalities=["text"]) as connection:
        await say(connection, "Hello!")
        await connection.response.create(event_id="mine", response={"metadata": {"kind": "turn"}})
        events = await until(connection, DONE)
    assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == "Hello to you."
    done = events[-1].response
    assert (done.status, done.metadata, done.output[0].content[0].text) == (
        "completed",
        {"kind": "turn"},
        "Hello to you.",
    )
    assert vendor.models == ["gpt-realtime-2"]


async def test_a_turn_in_audio_is_detected_transcribed_and_answered(vendor: RealtimeServer) -> None:
    """Loud samples begin a turn, silence ends it; without further word the API answers, in audio."""
    async with connected(vendor, audio={"input": {"transcription": {"model": "gpt-transcribe"}}}) as connection:
        await speak(connection, silence(400) + spoken("hello there") + silence(600))
        events = await until(connection, DONE)
    heard = [kind for kind in types(events) if kind.startswith("input_audio_buffer")]
    assert [kind.rpartition(".")[2] for kind in heard] == ["speech_started", "speech_stopped", "committed"]
    assert "hello there" in [getattr(event, "transcript", None) for event in events]
    audio = b"".join(base64.b64decode(e.delta) for e in events if e.type == "response.output_audio.delta")
    assert words(audio) == "Hello to you."


async def test_nobody_answers_for_a_client_that_wants_to_ask(vendor: RealtimeServer) -> None:
    """With `create_response` off, a turn is only taken."""
    detection: Any = {"type": "server_vad", "create_response": False}
    async with connected(vendor, audio={"input": {"turn_detection": detection}}) as connection:
        await speak(connection, spoken("hello") + silence(600))
        await until(connection, "input_audio_buffer.committed")
        assert vendor.sessions[0].active is None


async def test_speech_breaks_a_response_off(vendor: RealtimeServer) -> None:
    """The response ends as cancelled, its item as incomplete."""
    vendor.pace.may_end.clear()
    async with connected(vendor) as connection:
        await say(connection, "Hello!")
        await connection.response.create()
        await until(connection, "response.output_audio.delta")
        await speak(connection, spoken("wait"))
        done = (await until(connection, DONE))[-1].response
    assert (done.status, done.status_details.reason) == ("cancelled", "turn_detected")
    assert done.output[0].status == "incomplete"


async def test_calls_come_with_their_arguments_and_take_one_output(vendor: RealtimeServer) -> None:
    """The call is in the end of the response; its output is spoken of by the next response."""
    async with connected(
        vendor, output_modalities=["text"], tools=[{"type": "function", "name": "generate"}]
    ) as client:
        await say(client, "A program, please.")
        await client.response.create()
        message, call = (await until(client, DONE))[-1].response.output
        assert (message.content[0].text, call.name, call.arguments) == ("One moment.", "generate", '{"weeks": 4}')
        output: Any = {"type": "function_call_output", "call_id": call.call_id, "output": '{"say": "It has begun."}'}
        await client.conversation.item.create(item=output)
        await client.response.create(response={"tool_choice": "none"})
        await until(client, DONE)
    assert messages(vendor.sessions[0].items) == ["One moment.", "It has begun."]
    assert vendor.outputs() == [call.call_id]


async def test_instructions_of_a_response_are_followed(vendor: RealtimeServer) -> None:
    """What is listed there is mentioned, behind the answer."""
    async with connected(vendor, output_modalities=["text"], instructions="Persona.") as connection:
        await say(connection, "Hello!")
        await connection.response.create(response={"instructions": "Persona.\nMention:\n- It is ready."})
        await until(connection, DONE)
    assert messages(vendor.sessions[0].items) == ["Hello to you. It is ready."]


async def test_a_second_response_meets_the_first(vendor: RealtimeServer) -> None:
    """The error names the frame that it answers."""
    vendor.pace.may_end.clear()
    async with connected(vendor) as connection:
        await say(connection, "Hello!")
        await connection.response.create()
        await connection.response.create(event_id="second")
        error = await refusal(connection)
    assert (error.code, error.event_id) == ("conversation_already_has_active_response", "second")


BOTH: JsonObject = {"type": "realtime", "output_modalities": ["text", "audio"]}
CALLED: JsonObject = {"type": "function_call_output", "call_id": "call_none", "output": "{}"}


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "response.cancel"}, "response_cancel_not_active"),
        ({"type": "conversation.item.create", "item": CALLED}, "invalid_tool_call_id"),
        ({"type": "conversation.item.delete", "item_id": "none"}, "invalid_value"),
        ({"type": "response.speak"}, "invalid_value"),
        ({"type": "response.create", "response": {"modalities": ["text"]}}, "invalid_value"),
        ({"type": "input_audio_buffer.commit"}, "input_audio_buffer_commit_empty"),
        ({"type": "session.update", "session": BOTH}, "invalid_value"),
    ],
    ids=lambda value: value.get("type") if isinstance(value, dict) else None,
)
async def test_what_the_api_would_not_take_is_an_error(vendor: RealtimeServer, frame: Any, code: str) -> None:
    """Unknown types, fields of the beta, items that are not there."""
    async with connected(vendor, audio={"input": {"turn_detection": None}}) as connection:
        await send(connection, {**frame, "event_id": "mine"})
        error = await refusal(connection)
    assert (error.code, error.event_id) == (code, "mine")


async def test_no_more_is_truncated_than_was_made(vendor: RealtimeServer) -> None:
    """Too long an end is an error; a right one drops the text from the record."""
    async with connected(vendor) as connection:
        await say(connection, "Hello!")
        await connection.response.create()
        item = (await until(connection, DONE))[-1].response.output[0]
        await connection.conversation.item.truncate(item_id=item.id, content_index=0, audio_end_ms=13 * 20 + 1)
        assert (await refusal(connection)).code == "invalid_value"
        await connection.conversation.item.truncate(item_id=item.id, content_index=0, audio_end_ms=100)
        await until(connection, "conversation.item.truncated")
    assert messages(vendor.sessions[0].items) == [""]


async def test_a_session_ends_with_its_cap(vendor: RealtimeServer) -> None:
    """An error says so, then the socket is closed with 1001."""
    async with connected(vendor) as connection:
        await vendor.expire()
        assert (await refusal(connection)).code == "session_expired"
        with pytest.raises(ConnectionClosed, match="1001"):
            await connection.recv()


def test_the_fake_sends_nothing_that_the_real_one_could_not() -> None:
    """A frame with a name of the beta is a fault of the fake."""
    with pytest.raises(AssertionError, match=r"response\.audio\.delta"):
        server_frame("response.audio.delta", event_id="e", delta="")
    with pytest.raises(AssertionError, match="Unknown parameter"):
        server_frame("input_audio_buffer.cleared", event_id="e", item_id="i")
