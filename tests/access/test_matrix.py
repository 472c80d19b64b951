"""Who may do what: every route and every frame, for each kind of caller, on a server that has it all.

What is not the caller's is answered like what does not exist, to the byte, and is as it was afterwards.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TypeVar, get_args

import pytest
import pytest_asyncio
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from schemas.client_frames import ClientFrame
from tests.access.asking import Answer, answered, asked, opened, said
from tests.access.callers import OTHERS, Caller, Gets
from tests.access.ground import Ground, Ids, ground
from tests.access.matrix import FRAMES, ROUTES, SOCKETS, Ask, Say

pytestmark = pytest.mark.asyncio(loop_scope="module")

Row = TypeVar("Row", Ask, Say)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def keyed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """Where there are keys."""
    async with ground(tmp_path_factory.mktemp("keyed"), has_keys=True) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def keyless(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """Where there are none."""
    async with ground(tmp_path_factory.mktemp("keyless"), has_keys=False) as made:
        yield made


def _routes(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    for route in routes:
        match route:
            case WebSocketRoute():
                yield "socket", route.path
            case Mount():
                yield "GET", route.path
            case Route():
                yield from ((method, route.path) for method in route.methods or ())
            case _:
                yield from _routes(route.original_router.routes)  # type: ignore[attr-defined]  # FastAPI's own, for routers


async def test_every_route_and_frame_has_a_rule(keyed: Ground) -> None:
    """A new one without one fails here, and so does a rule without what it is about."""
    found = set(_routes(keyed.server.uvicorn.config.app.app.routes))  # type: ignore[union-attr]  # it is behind the door
    assert found == {(ask.method, ask.path) for ask in ROUTES} | {("socket", path) for path in SOCKETS}
    frames = {frame.model_fields["type"].default for frame in get_args(get_args(ClientFrame)[0])}
    assert frames == {say.type for say in FRAMES}


@pytest.mark.parametrize("ask", ROUTES, ids=str)
async def test_each_caller_gets_of_a_route_what_the_rule_says(keyed: Ground, keyless: Ground, ask: Ask) -> None:
    """Whoever is refused learns nothing, and changes nothing."""
    for where in (keyed, keyless):
        assert await _faults(where, ask, asked) == []


@pytest.mark.parametrize("say", FRAMES, ids=str)
async def test_each_caller_gets_by_a_frame_what_the_rule_says(keyed: Ground, keyless: Ground, say: Say) -> None:
    """Likewise; whom nobody knows is closed with 4501, whatever else they say."""
    for where in (keyed, keyless):
        assert await _faults(where, say, said) == []


@pytest.mark.parametrize("say", [say for say in FRAMES if say.type != "hello"], ids=str)
async def test_nothing_is_served_before_hello(keyless: Ground, say: Say) -> None:
    """Not even to who may do everything."""
    async with opened(keyless) as socket:
        await socket.send(json.dumps(say.frame(keyless.there)))
        answer = await answered(socket, keyless.there, is_greeted=False)
    assert answer.is_what(Gets.UNAUTHORIZED)


async def _faults(where: Ground, row: Row, ask: Callable[[Ground, Row, Caller, Ids], Awaitable[Answer]]) -> list[str]:
    """What of a row is not as its rule says; those who are refused come first, on what is whole."""
    served = [caller for caller in where.shown if row.rule[caller] is Gets.SERVED]
    refused = [caller for caller in where.shown if caller not in served]
    faults: list[str] = []
    before = await where.holdings()
    for caller in refused:
        answer = await ask(where, row, caller, where.there)
        absent = await ask(where, row, caller, where.absent) if row.names_something else answer
        faults += _unlike(caller, row.rule[caller], where.there, answer, absent)
    if await where.holdings() != before:
        faults.append("something of the owner's has changed")
    for caller in served:
        answer = await ask(where, row, caller, where.there)
        if not answer.is_what(Gets.SERVED):
            faults.append(f"{caller}: {answer.text[:300]}")
        if row.uses_up:
            await where.renew()
    return faults


def _unlike(caller: Caller, gets: Gets, there: Ids, answer: Answer, absent: Answer) -> Iterator[str]:
    if not answer.is_what(gets):
        yield f"{caller}: not {gets} but {answer.text[:300]}"
    if gets is Gets.OWN and there.are_told_in(answer.text, but="other_id" if caller in OTHERS else "user_id"):
        yield f"{caller}: is told of what is the owner's: {answer.text[:300]}"
    if gets is not Gets.OWN and answer.whole != absent.whole:
        yield f"{caller}: {answer.whole} is not {absent.whole}"
