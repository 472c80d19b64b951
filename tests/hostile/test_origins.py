"""Pages of other origins get nowhere, on loopback too: neither by the socket nor by REST, before anything is read."""

import json
from collections.abc import Iterator

import pytest

from tests.hostile.origins import FOREIGN_HOSTS, FOREIGN_ORIGINS, OWN_ORIGINS
from tests.hostile.wire import head_of, wire
from tests.support.samples import program_request
from tests.support.server_process import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOCKET, LIST, SUBMIT = "the socket", "a list", "a submission"

Headers = list[tuple[str, str]]


def _request(port: int, way: str, headers: Headers) -> bytes:
    """As a page can have it sent without asking first: a form's content type, no header of its own."""
    named = headers if any(name == "Host" for name, _ in headers) else [("Host", f"127.0.0.1:{port}"), *headers]
    if way == SOCKET:
        return head_of(port, without=["Host"], headers=named)
    body = json.dumps(program_request()) if way == SUBMIT else ""
    method, path = ("POST", "/api/programs/generate") if way == SUBMIT else ("GET", "/api/programs")
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in named)]
    return "\r\n".join([*lines, "Content-Type: text/plain", f"Content-Length: {len(body)}", "", body]).encode("latin-1")


async def _status(port: int, way: str, headers: Headers) -> int:
    async with wire(port) as connection:
        await connection.send(_request(port, way, headers))
        answer = await connection.answer()
    assert answer is not None
    return answer.status


def _tricks(port: int) -> Iterator[tuple[str, Headers]]:
    for header, table in (("Origin", FOREIGN_ORIGINS), ("Host", FOREIGN_HOSTS)):
        for name, values in table.items():
            yield f"{header}: {name}", [(header, value.format(port=port)) for value in values]


@pytest.mark.parametrize("way", [SOCKET, LIST, SUBMIT])
async def test_no_trick_passes(house: ServerProcess, way: str) -> None:
    """403 for each, before the upgrade; two origins in a handshake are no handshake."""
    tricks = dict(_tricks(house.port))
    answers = {name: await _status(house.port, way, headers) for name, headers in tricks.items()}
    assert answers == {
        name: 400 if way == SOCKET and [each for each, _ in headers].count("Origin") > 1 else 403
        for name, headers in tricks.items()
    }


@pytest.mark.parametrize(("way", "status"), [(SOCKET, 101), (LIST, 200), (SUBMIT, 202)])
async def test_our_own_page_is_served(house: ServerProcess, way: str, status: int) -> None:
    """By each of its names, and so is who is no browser."""
    origins: list[Headers] = [[("Origin", origin.format(port=house.port))] for origin in OWN_ORIGINS]
    for headers in [*origins, []]:
        assert await _status(house.port, way, headers) == status
