"""One attempt at a delivery: an HTTP request to an address that was looked at, and to no other.

The request is dialled at the address itself, with the name as ``Host``, in TLS's server name and for its certificate;
nothing resolves the name a second time, so it cannot come to mean another address in between (DNS rebinding). No proxy
of the environment, no cookie and no redirect takes part: it is httpx's transport that is used, not its client.
"""

import asyncio
import ssl
from dataclasses import dataclass
from time import monotonic

import httpx

from schemas.errors import shown
from server import __version__
from server.retry_after import by_headers
from server.webhooks.schedule import LONGEST_RETRY_AFTER_S
from server.webhooks.targets import Reachable, Resolve, Target, UnfitUrl, host_of, parsed, target_of

ATTEMPT_S = 15.0
"""Standard Webhooks recommends 15 to 30 s."""
CONNECT_S = 5.0
"""For one address; a host may have several."""
MOST_ADDRESSES = 3

EXCERPT_BYTES = 1024
"""Of a refusal so much is read, and what came along with it: one read of the transport, at most 64 KiB."""
EXCERPT_CHARS = 300

HEADERS = {
    "accept-encoding": "identity",
    "content-type": "application/json",
    "user-agent": f"Repcast/{__version__}",
}
# A connection that is kept has the certificate of one name, and would be used for another one at the same address.
NONE_KEPT = httpx.Limits(max_connections=None, max_keepalive_connections=0)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt.

    Attributes:
        status: of the HTTP answer; None where there was none.
        error: why the attempt is a failure, as a sentence; None where it is none.
        excerpt: the beginning of a refusal's body, made printable.
        retry_after_s: how long the receiver wants to be left alone, within reason.
    """

    status: int | None
    error: str | None
    excerpt: str | None = None
    retry_after_s: float | None = None
    duration_ms: int = 0

    @property
    def is_success(self) -> bool:
        return self.error is None


class Sender:
    """Sends to whatever the operator lets webhooks reach.

    Args:
        tls: which certificates are trusted; by default those of certifi, or of ``SSL_CERT_FILE``.
        attempt_s: how long an attempt may take, names and bodies included.
    """

    def __init__(
        self,
        reachable: Reachable,
        resolve: Resolve,
        tls: ssl.SSLContext | None = None,
        attempt_s: float = ATTEMPT_S,
    ) -> None:
        self._reachable = reachable
        self._resolve = resolve
        self._tls = tls
        self._attempt_s = attempt_s
        self._opening = asyncio.Lock()
        self._transport: httpx.AsyncHTTPTransport | None = None

    async def target(self, url: str) -> Target:
        """Where a URL leads, told in as much time as an attempt has.

        Raises:
            UnfitUrl: nowhere that webhooks may go.
        """
        checked = parsed(url, self._reachable)
        try:
            async with asyncio.timeout(self._attempt_s):
                return await target_of(checked, self._reachable, self._resolve)
        except TimeoutError:
            raise UnfitUrl(f"The host {host_of(checked)} was not found in time.") from None

    async def send(self, url: str, headers: dict[str, str], body: str) -> Answer:
        """Make one attempt, in bounded time; whatever goes wrong is in the answer."""
        begun_s = monotonic()
        try:
            async with asyncio.timeout(self._attempt_s):
                return _timed(await self._attempt(url, headers, body), begun_s)
        except (UnfitUrl, TimeoutError, httpx.HTTPError, httpx.StreamError) as error:
            return _timed(Answer(None, _sentence(error)), begun_s)

    async def close(self) -> None:
        if self._transport is not None:
            await self._transport.aclose()

    async def _attempt(self, url: str, headers: dict[str, str], body: str) -> Answer:
        checked = parsed(url, self._reachable)
        target = await target_of(checked, self._reachable, self._resolve)
        response = await self._post(checked, target, headers, body)
        try:
            return await _read(response)
        finally:
            await response.aclose()

    async def _post(self, url: httpx.URL, target: Target, headers: dict[str, str], body: str) -> httpx.Response:
        named = {**HEADERS, **headers, "host": url.netloc.decode("ascii")}
        patience = {"connect": CONNECT_S}  # what bounds the rest is around all of it
        extensions: dict[str, object] = {"sni_hostname": target.host, "timeout": patience}
        *others, last = target.addresses[:MOST_ADDRESSES]
        for address in others:
            try:
                return await self._dial(url.copy_with(host=address), named, body, extensions)
            except (httpx.ConnectError, httpx.ConnectTimeout):  # nothing was sent; another address may be better
                continue
        return await self._dial(url.copy_with(host=last), named, body, extensions)

    async def _dial(
        self, url: httpx.URL, headers: dict[str, str], body: str, extensions: dict[str, object]
    ) -> httpx.Response:
        request = httpx.Request("POST", url, headers=headers, content=body.encode(), extensions=extensions)
        return await (await self._opened()).handle_async_request(request)

    async def _opened(self) -> httpx.AsyncHTTPTransport:
        async with self._opening:
            if self._transport is None:
                # Reading the certificates takes tens of ms, in which this process pushes other things.
                tls = await asyncio.to_thread(httpx.create_ssl_context) if self._tls is None else self._tls
                self._transport = httpx.AsyncHTTPTransport(verify=tls, limits=NONE_KEPT)
            return self._transport


async def _read(response: httpx.Response) -> Answer:
    status = response.status_code
    if response.is_success:
        return Answer(status, None)
    read = bytearray()
    async for chunk in response.aiter_raw():
        read += chunk
        if len(read) >= EXCERPT_BYTES:
            break
    redirect = ", a redirect, and none is followed" if response.has_redirect_location else ""
    excerpt = shown(bytes(read[:EXCERPT_BYTES]).decode("utf-8", "replace"), EXCERPT_CHARS) or None
    asked_s = by_headers(response.headers)
    put_off_s = None if asked_s is None else min(asked_s, LONGEST_RETRY_AFTER_S)
    return Answer(status, f"The receiver answered {status}{redirect}.", excerpt, put_off_s)


def _timed(answer: Answer, begun_s: float) -> Answer:
    took_ms = round((monotonic() - begun_s) * 1000)
    return Answer(answer.status, answer.error, answer.excerpt, answer.retry_after_s, took_ms)


def _sentence(error: Exception) -> str:
    match error:
        case UnfitUrl():
            return str(error)
        case TimeoutError():
            return "There was no answer in time."
        case httpx.ConnectTimeout():
            return f"There was no connection within {CONNECT_S:g} s."
        case httpx.ConnectError():
            return f"There was no connection: {shown(str(error))}."
        case _:
            return f"The connection broke: {shown(str(error) or type(error).__name__)}."
