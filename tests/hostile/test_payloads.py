"""JSON that was written to break something, as frames and as bodies: what is wrong is said, and said shortly."""

import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.codec import MAX_FRAME_BYTES
from tests.hostile.payloads import FRAMES, GREETINGS, JOB, MARKED, PAYLOADS, QUERIES
from tests.hostile.wire import AFTER, Op, frame, greeted, head_of, outcome, wire
from tests.support.live_server import live_server
from tests.support.server_process import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANSWER_MAX_BYTES = 20_000
GENERATE = "/api/programs/generate"


async def test_each_payload_is_answered_on_the_socket(house: ServerProcess) -> None:
    """Taken, or refused with what is wrong; the socket stays open."""
    said = {}
    for case in PAYLOADS:
        async with greeted(house.port) as socket:
            text = f'{{"type":"job.submit","id":"1","kind":"generate","request":{case.request}}}'
            await socket.send(frame(Op.TEXT, text) + frame(Op.TEXT, AFTER))
            words = (await outcome(socket)).split(", ")
            said[case.name] = (words[0], words[-1])
    assert said == {case.name: (case.answers[0], "served") for case in PAYLOADS}


async def test_each_payload_is_answered_by_rest(house: ServerProcess) -> None:
    """By a problem of few bytes, however large the body was."""
    statuses = {}
    async with httpx.AsyncClient(base_url=house.url, timeout=60) as http:
        for number, case in enumerate(PAYLOADS):
            key = {"Idempotency-Key": f"payload {number}"}
            answer = await http.post(GENERATE, content=case.request.encode(), headers=key)
            statuses[case.name] = answer.status_code
            assert len(answer.content) < ANSWER_MAX_BYTES, case.name
            assert answer.is_success or answer.headers["content-type"] == "application/problem+json"
        assert (await http.post(GENERATE, content=MARKED.encode())).status_code == 400
        assert (await http.post(GENERATE, content=b"\xff\xfe{\0}\0")).status_code == 400
    assert statuses == {case.name: case.answers[1] for case in PAYLOADS}
    _assert_postgres_would_keep(_kept(house))


def _kept(house: ServerProcess) -> list[str]:
    """Every text in the database."""
    database = sqlite3.connect(f"file:{house.log.parent / 'repcast.sqlite3'}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in database.execute(f"SELECT * FROM {table}")]  # noqa: S608 - its own
    finally:
        database.close()
    return [value for row in rows for value in row if isinstance(value, str)]


def _assert_postgres_would_keep(texts: list[str]) -> None:
    """It takes neither NUL, also not as an escape in JSON, nor half a surrogate pair."""
    assert any("DROP TABLE" in text for text in texts)
    assert not [text for text in texts if "\0" in text or "\\u0000" in text]
    for text in texts:
        read = json.loads(text) if text.startswith("{") else text
        json.dumps(read, ensure_ascii=False).encode()


async def test_each_bad_frame_is_told_what_is_wrong_with_it(house: ServerProcess) -> None:
    """And the socket goes on."""
    said = {}
    for name, text in FRAMES.items():
        async with greeted(house.port) as socket:
            await socket.send(frame(Op.TEXT, text) + frame(Op.TEXT, AFTER))
            said[name] = await outcome(socket)
    assert said == dict.fromkeys(FRAMES, "bad_frame, served")


def _hello(resume: list[Any]) -> str:
    return json.dumps({"type": "hello", "id": "h", "resume": resume}, separators=(",", ":"))


async def test_a_greeting_resumes_only_so_many(house: ServerProcess) -> None:
    """One more is a wrong greeting, ten thousand are too large a frame, and depth is no list of jobs."""
    codes = {}
    point = {"job_id": JOB, "after": 0}
    hellos = {name: _hello([point] * count) for name, (count, _) in GREETINGS.items()}
    hellos["as many lists"] = _hello([[]] * 1_000)
    hellos["depth"] = _hello([]).replace("[]", "[" * 30_000)
    for name, hello in hellos.items():
        async with wire(house.port) as socket:
            await socket.send(head_of(house.port))
            await socket.answer()
            await socket.send(frame(Op.TEXT, hello))
            codes[name] = (await outcome(socket, answers_close=True)).split(", ")[-1]
    assert codes == {**{n: str(code) for n, (_, code) in GREETINGS.items()}, "depth": "4501", "as many lists": "4501"}


async def _statuses(url: str) -> dict[str, int]:
    statuses = {}
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        for address in QUERIES:
            answer = await http.get(address)
            statuses[address] = answer.status_code
            assert answer.is_success or answer.headers["content-type"] == "application/problem+json"
            assert len(answer.content) < ANSWER_MAX_BYTES
    return statuses


async def test_each_address_is_answered(house: ServerProcess) -> None:
    """With a problem, and never one of the server's own."""
    assert await _statuses(house.url) == QUERIES


async def test_each_address_is_answered_alike_on_postgres(tmp_path: Path, postgres_url: str) -> None:
    """It refuses to compare with what it would not keep."""
    async with live_server(tmp_path, database_url=postgres_url) as server:
        assert await _statuses(server.url) == QUERIES


async def test_a_body_of_one_byte_too_many_is_413(house: ServerProcess) -> None:
    """Whether its length is told or not; as many as there may be are read."""
    async with httpx.AsyncClient(base_url=house.url) as http:
        for size, status in ((MAX_FRAME_BYTES, 422), (MAX_FRAME_BYTES + 1, 413), (8 * MAX_FRAME_BYTES, 413)):
            body = b'{"notes":"' + b"x" * (size - 12) + b'"}'

            async def chunks(whole: bytes = body) -> AsyncIterator[bytes]:
                for start in range(0, len(whole), 1_000):
                    yield whole[start : start + 1_000]

            assert (await http.post(GENERATE, content=body)).status_code == status
            assert (await http.post(GENERATE, content=chunks())).status_code == status
