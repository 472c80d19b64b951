"""What comes before a socket or a route: each head of the corpus is answered as its table says, and never kept."""

import pytest

from tests.hostile.handshake_cases import HANDSHAKES, REQUESTS
from tests.hostile.wire import head_of, wire
from tests.support.server_process import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _answers(port: int, cases: dict[str, bytes]) -> dict[str, int | None]:
    answers = {}
    for name, sent in cases.items():
        async with wire(port) as connection:
            await connection.send(sent)
            answer = await connection.answer()
            answers[name] = None if answer is None else answer.status
    return answers


async def test_each_handshake_is_answered_as_the_rfc_says(house: ServerProcess) -> None:
    """With a status; none is left without an answer."""
    answers = await _answers(house.port, {case.name: case.sent for case in HANDSHAKES})
    assert answers == {case.name: case.status for case in HANDSHAKES}


async def test_each_request_is_answered_as_the_rfc_says(house: ServerProcess) -> None:
    """What is no HTTP too; and an error is a problem document, from whichever layer it comes."""
    answers = await _answers(house.port, {case.name: case.sent for case in REQUESTS})
    assert answers == {case.name: case.status for case in REQUESTS}
    for case in REQUESTS:
        async with wire(house.port) as connection:
            await connection.send(case.sent)
            answer = await connection.answer()
            assert answer is not None
            assert case.status < 400 or answer.problem["detail"], case.name


async def test_compression_is_not_agreed_on(house: ServerProcess) -> None:
    """So nobody can send a small frame that becomes a large one."""
    offer = ("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits; server_max_window_bits=8")
    async with wire(house.port) as connection:
        await connection.send(head_of(house.port, headers=[offer]))
        answer = await connection.answer()
    assert answer is not None
    assert answer.status == 101
    assert "sec-websocket-extensions" not in answer.headers
