"""A page of somebody else, at another port of this machine, in a real browser: it gets nothing, and does nothing."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.support.live_server import LiveServer
from tests.support.raw_client import raw_client
from tests.support.samples import program_request

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HTML = b"<!doctype html><p>evil</p>"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
    len(HTML),
    HTML,
)

TRY_SOCKET = """url => new Promise(done => {
  const socket = new WebSocket(url, 'repcast.v1');
  socket.onopen = () => done('open');
  socket.onerror = () => done('refused');
})"""

TRY_REST = """async ([url, request]) => {
  const tried = {};
  const tell = async (name, options) => {
    try { const answer = await fetch(url, options); tried[name] = answer.type === 'opaque' ? 'opaque' : answer.status; }
    catch { tried[name] = 'refused'; }
  };
  await tell('a form', {method: 'POST', mode: 'no-cors', headers: {'Content-Type': 'text/plain'}, body: request});
  await tell('JSON', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: request});
  await tell('a look', {});
  return tried;
}"""


@contextlib.asynccontextmanager
async def _foreign_page() -> AsyncIterator[str]:
    """Its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(PAGE)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_a_page_of_another_port_gets_nowhere(browser: Browser, server: LiveServer) -> None:
    """No socket, no answer that it could read; and what it posts without asking first is not done."""
    generate = f"{server.url}/api/programs/generate"
    async with _foreign_page() as address:
        page = await browser.new_page()
        await page.goto(address)
        for url in (server.socket_url, server.socket_url.replace("127.0.0.1", "localhost")):
            assert await page.evaluate(TRY_SOCKET, url) == "refused"
        tried = await page.evaluate(TRY_REST, [generate, json.dumps(program_request())])
        await page.close()
    assert tried == {"a form": "opaque", "JSON": "refused", "a look": "refused"}
    async with raw_client(server.socket_url) as client:
        assert (await client.ask("jobs.list"))["jobs"] == []
