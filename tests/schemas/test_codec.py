"""The codec: whatever the text is, the answer is a frame or a typed error."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.client_frames import JobSubmit, Ping
from schemas.codec import (
    MAX_FRAME_BYTES,
    BadFrame,
    FrameTooBig,
    decode_client_frame,
    decode_log_event,
    decode_server_frame,
    encode,
)
from schemas.server_frames import Pong, ServerPing

PING = '{"type":"ping","id":"%s"}'

HOSTILE = {
    "nothing": ("", "not JSON"),
    "no JSON": ("hello", "not JSON"),
    "half a frame": ('{"type":"ping"', "not JSON"),
    "two frames": ('{"type":"ping"}{"type":"ping"}', "not JSON"),
    "a comment": ('{"type":"ping"} // hello', "not JSON"),
    "NaN as a word": ('{"type":"ping","id":nan}', "not JSON"),
    "a list": ("[]", "not a JSON object"),
    "a list around a frame": ('[{"type":"ping"}]', "not a JSON object"),
    "a number": ("7", "not a JSON object"),
    "a text": ('"ping"', "not a JSON object"),
    "null": ("null", "not a JSON object"),
    "an empty object": ("{}", "no type"),
    "a type that is no text": ('{"type":7}', "unknown type"),
    "a type that is null": ('{"type":null}', "unknown type"),
    "a type that is an object": ('{"type":{}}', "unknown type"),
    "an unknown type": ('{"type":"job.explode"}', "unknown type 'job.explode'; known are 'hello'"),
    "a type of the server": ('{"type":"job.completed"}', "unknown type"),
    "a type with a control": ('{"type":"\\u001b[2J"}', "unknown type"),
    "depth": ("[" * 30_000, "not JSON"),
    "depth inside a field": (
        '{"type":"job.submit","id":"1","kind":"generate","request":' + '{"a":' * 12_000,
        "not JSON",
    ),
    "a number of 5,000 digits": ('{"type":"ping","id":' + "9" * 5000 + "}", "not JSON: number out of range"),
    "a seq of 4,000 digits": (
        '{"type":"job.subscribe","id":"1","job_id":"6f1c7c9e-2f4b-4a55-9f4e-0f8c8a1d2b3c","after":' + "9" * 4000 + "}",
        "after",
    ),
    "an escaped lone surrogate": (PING % "\\ud800", "not JSON"),
    "a lone surrogate": (PING % "\ud800", "not valid UTF-8"),
    "NUL": (PING % "\\u0000", "id: Value error, contains the character U+0000, which is not text"),
    "a raw control": (PING % "\x01", "not JSON"),
    "an escape code": (PING % "\\u001b[31m", "id: Value error, contains the character U+001B"),
    "an id without length": (PING % "", "id"),
    "an id that is too long": (PING % ("x" * 65), "id"),
    "an unknown field": ('{"type":"ping","di":"1"}', "di: unknown field"),
    "an unknown field with a control": ('{"type":"ping","\\u0007":"1"}', "\\x07: unknown field"),
    "a missing field": ('{"type":"job.get","id":"1"}', "job_id: Field required"),
    "a job that is no UUID": ('{"type":"job.get","id":"1","job_id":"1"}', "job_id"),
    "a reason with NUL": (
        '{"type":"job.cancel","id":"1","job_id":"6f1c7c9e-2f4b-4a55-9f4e-0f8c8a1d2b3c","reason":"\\u0000"}',
        "reason",
    ),
    "a limit out of bounds": ('{"type":"jobs.list","id":"1","limit":101}', "limit"),
    "a limit below zero": ('{"type":"jobs.list","id":"1","limit":-1}', "limit"),
    "an unknown kind": ('{"type":"job.submit","id":"1","kind":"bake","request":{}}', "kind"),
    "a request that is no object": ('{"type":"job.submit","id":"1","kind":"generate","request":[]}', "request"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_answered_with_what_is_wrong(name: str) -> None:
    """No hostile text is more than a bad frame, and the message says what and where."""
    text, expected = HOSTILE[name]
    with pytest.raises(BadFrame) as bad:
        decode_client_frame(text)
    assert expected in str(bad.value)
    assert not isinstance(bad.value, FrameTooBig)
    assert all(line.isprintable() for line in str(bad.value).splitlines())
    assert all(len(problem.message) <= 601 for problem in bad.value.problems)


def test_a_binary_frame_is_a_bad_frame() -> None:
    """Bytes are refused even when they are the JSON of a frame."""
    with pytest.raises(BadFrame, match="binary"):
        decode_client_frame(b'{"type":"ping"}')


@pytest.mark.parametrize("character", ["x", "é", "€", "😀"])
def test_the_largest_frame_is_taken_and_one_byte_more_is_not(character: str) -> None:
    """The bound is in bytes of UTF-8, to the byte."""
    shell = len(b'{"type":"job.submit","id":"1","kind":"generate","request":{"a":""}}')
    room = MAX_FRAME_BYTES - shell
    width = len(character.encode())
    filling = character * (room // width) + "x" * (room % width)

    def frame(content: str) -> str:
        return '{"type":"job.submit","id":"1","kind":"generate","request":{"a":"' + content + '"}}'

    assert len(frame(filling).encode()) == MAX_FRAME_BYTES
    assert isinstance(decode_client_frame(frame(filling)), JobSubmit)
    with pytest.raises(FrameTooBig):
        decode_client_frame(frame(filling + "x"))


def test_a_bad_frame_keeps_the_id_where_there_is_one() -> None:
    """The sender of a bad frame learns which of its requests it was."""
    with pytest.raises(BadFrame) as bad:
        decode_client_frame('{"type":"job.get","id":"mine"}')
    assert bad.value.request_id == "mine"
    with pytest.raises(BadFrame) as bad:
        decode_client_frame('{"type":"job.get","id":7}')
    assert bad.value.request_id is None


def test_many_wrong_places_are_told_up_to_a_bound() -> None:
    """A frame of unknown fields does not make an answer of the same size."""
    fields = ",".join(f'"f{n}":{n}' for n in range(500))
    with pytest.raises(BadFrame) as bad:
        decode_client_frame('{"type":"ping",' + fields + "}")
    assert len(bad.value.problems) == 10


@given(st.text(st.characters(codec=None)) | st.binary())
def test_any_text_is_a_frame_or_a_bad_frame(message: str | bytes) -> None:
    """Nothing else is ever raised, and what is raised can be sent back."""
    try:
        decode_client_frame(message)
    except BadFrame as bad:
        for problem in bad.problems:
            problem.model_dump_json().encode()


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["hello", "auth.refresh", "job.submit", "job.subscribe", "jobs.list", "ping"])},
        optional={
            "id": st.text(max_size=70),
            "after": st.integers() | st.floats(allow_nan=False, allow_infinity=False),
            "resume": st.lists(st.dictionaries(st.sampled_from(["job_id", "after"]), st.integers())),
            "request": st.dictionaries(st.text(), st.integers()),
            "kind": st.sampled_from(["generate", "revise", "x"]),
            "token": st.text(max_size=10),
        },
    )
)
def test_any_object_is_a_frame_or_a_bad_frame(fields: dict[str, object]) -> None:
    """Right types with wrong fields in any mix lead to nothing else either."""
    try:
        decode_client_frame(json.dumps(fields))
    except BadFrame as bad:
        str(bad).encode()


def test_a_client_ignores_what_a_newer_server_says() -> None:
    """Unknown fields are dropped, frames of unknown types are none."""
    assert decode_server_frame('{"type":"job.dreamt","job_id":"1"}') is None
    known = decode_server_frame('{"type":"pong","id":"1","time":"2026-01-02T03:04:05Z","mood":"fine"}')
    assert isinstance(known, Pong)
    with pytest.raises(BadFrame):
        decode_server_frame('{"type":"pong","id":"1"}')
    with pytest.raises(BadFrame):
        decode_server_frame("pong")


def test_the_log_holds_numbered_frames_only() -> None:
    """A notice is no event of a job."""
    ping = decode_server_frame('{"type":"ping","time":"2026-01-02T03:04:05Z"}')
    assert isinstance(ping, ServerPing)
    with pytest.raises(BadFrame):
        decode_log_event(encode(ping))


def test_optional_fields_without_a_value_are_left_out() -> None:
    """A frame says nothing about what it has nothing to say about."""
    assert json.loads(encode(Ping())) == {"type": "ping"}
