"""Asking a server as somebody, and what came of it, with the ids in it masked."""

import asyncio
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from schemas.close_codes import CloseCode
from schemas.errors import ErrorCode
from schemas.model import JsonObject
from server.problem_documents import STATUS
from tests.access.callers import Caller, Gets
from tests.access.ground import Ground, Ids
from tests.access.matrix import Ask, Say
from tests.support.keys import bearer
from tests.support.waiting import PATIENCE_S

REQUEST_ID = "of-the-matrix"
OF_THE_MOMENT = re.compile(r'"(time|connection_id)":"[^"]*"')


@dataclass(frozen=True, slots=True)
class Answer:
    """What came.

    Attributes:
        whole: all of it, as it came, but that ids have their names in their places.
        text: as it came, ids and all.
        code: of an error; None where somebody is served.
    """

    whole: Any
    text: str
    code: str | None

    def is_what(self, gets: Gets) -> bool:
        is_served = gets in (Gets.SERVED, Gets.OWN, Gets.SAME)
        return self.code is None if is_served else self.code == gets


async def asked(ground: Ground, ask: Ask, caller: Caller, ids: Ids) -> Answer:
    """Ask a route. Of an event stream the first line is the answer."""
    credential = ground.shown[caller]
    headers = {"X-Request-ID": REQUEST_ID} | ({} if credential is None else bearer(credential))
    address, body = ids.in_(ask.address or ask.path), None if ask.body is None else ids.in_(ask.body)
    async with ground.http.stream(ask.method, address, params=ids.in_(ask.query), json=body, headers=headers) as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            text = await anext(answer.aiter_lines())
        else:
            text = (await answer.aread()).decode()
    told = [(name, value) for name, value in answer.headers.raw if name.lower() != b"date"]
    if answer.is_success:
        return Answer((answer.status_code, told, ids.out_of(text)), text, None)
    code = json.loads(text)["code"]
    assert STATUS[ErrorCode(code)] == answer.status_code
    return Answer((answer.status_code, told, ids.out_of(text)), text, code)


async def said(ground: Ground, say: Say, caller: Caller, ids: Ids) -> Answer:
    """Say a frame behind a hello, or as one; the answer is whatever comes before that to a ping behind it."""
    credential = ground.shown[caller]
    frame = say.frame(ids)
    hello = {"type": "hello", "id": "hello"} | ({} if credential is None else {"token": credential})
    first = [{**hello, **frame}] if say.type == "hello" else [hello, frame]
    async with opened(ground) as socket:
        with suppress(ConnectionClosed):
            for each in first:
                await socket.send(json.dumps(each))
        return await answered(socket, ids, is_greeted=say.type != "hello")


def opened(ground: Ground) -> connect:
    return connect(ground.server.socket_url, subprotocols=[Subprotocol("repcast.v1")], compression=None)


async def answered(socket: ClientConnection, ids: Ids, *, is_greeted: bool) -> Answer:
    """All that comes until what was sent is answered, or the socket is closed."""
    with suppress(ConnectionClosed):
        await socket.send('{"type":"ping","id":"end"}')
    texts: list[str] = []
    with suppress(ConnectionClosed):
        while True:
            async with asyncio.timeout(PATIENCE_S):
                text = await socket.recv()
            if '"id":"end"' in str(text):
                break
            texts.append(str(text))
    if is_greeted and texts and '"type":"welcome"' in texts[0]:
        texts.pop(0)
    text = "\n".join(texts)
    frames: list[JsonObject] = [json.loads(each) for each in texts]
    codes = [frame["code"] for frame in frames if frame["type"] == "error"]
    is_closed = socket.close_code is not None
    assert (codes == [ErrorCode.UNAUTHORIZED]) is is_closed
    assert not is_closed or socket.close_code == CloseCode.UNAUTHORIZED
    whole = (OF_THE_MOMENT.sub("", ids.out_of(text)), socket.close_code, socket.close_reason)
    return Answer(whole, text, codes[0] if codes else None)
