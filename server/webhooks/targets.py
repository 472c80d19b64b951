"""Which URLs a webhook may go to, and the addresses behind them, each of which is looked at.

- `UnfitUrl`: it may not go there, and why.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType

import httpx

from schemas.webhooks import MAX_URL_CHARS
from server.webhooks.addresses import Reach, reach_of

DEFAULT_PORTS = MappingProxyType({"https": 443, "http": 80})
FIRST_FREE_PORT = 1024
"""Below it only the two of HTTP: what else listens there (mail, shells, databases) speaks no HTTP."""

HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
"""A name, an IPv4 address, or an IPv6 address without a zone."""

USER = re.compile(r"[^/?#]*//[^/?#]*@")
"""Even an empty one, which `httpx.URL` leaves out."""

RESOLVING_THREADS = 128
"""The system's resolver blocks, for half a minute where a name server is silent, and goes on when an attempt has given
up. These are its own threads; they are made when they are needed."""
REGISTERING_THREADS = 8
"""Of those who register: whoever names hosts that nobody answers for holds up no delivery."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, as text. Raises `OSError` or `UnicodeError` where there are none."""


class UnfitUrl(Exception):
    """A webhook may not go to this URL; the message is a sentence for who registered it."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """What the operator lets webhooks reach.

    Attributes:
        http: also without TLS.
        private: loopback, private networks and carriers' NAT too, and any port; loopback then without TLS as well.
    """

    http: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: every one of its addresses is allowed."""

    host: str
    port: int
    addresses: tuple[str, ...]


def parsed(text: str, reachable: Reachable) -> httpx.URL:
    """A URL of which nothing but its addresses is left to be looked at.

    Raises:
        UnfitUrl: it is not of the form that is accepted.
    """
    if len(text) > MAX_URL_CHARS or not text.isascii() or not text.isprintable() or re.search(r"[\s\\]", text):
        raise UnfitUrl("The URL is not plain: printable ASCII, without spaces and backslashes; write names as xn--….")
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise UnfitUrl("The URL cannot be read.") from None
    host = host_of(url)
    if url.scheme not in DEFAULT_PORTS or not text.lower().startswith(f"{url.scheme}://") or not HOST.fullmatch(host):
        raise UnfitUrl("The URL is not of the form https://HOST/PATH.")
    if url.scheme == "http" and not (reachable.http or reachable.private):
        raise UnfitUrl("The URL begins with http://; only https:// is accepted.")
    if USER.match(text):
        raise UnfitUrl("The URL has a user or a password in it; what is sent is signed instead.")
    if "#" in text:
        raise UnfitUrl("The URL has a fragment.")
    port = port_of(url)
    is_http_port = port in DEFAULT_PORTS.values() or FIRST_FREE_PORT <= port <= 65535  # noqa: PLR2004 - the last port
    if not (is_http_port or (reachable.private and 0 < port < FIRST_FREE_PORT)):
        raise UnfitUrl(f"The port {port} is not accepted; 443, 80 and those from {FIRST_FREE_PORT} on are.")
    return url


async def target_of(url: httpx.URL, reachable: Reachable, resolve: Resolve) -> Target:
    """The addresses of a URL that was `parsed`, once all of them are allowed: the one that is dialled is among them.

    Raises:
        UnfitUrl: one is not, or there is none.
    """
    host, port = host_of(url), port_of(url)
    try:
        addresses = tuple(await resolve(host, port))
    except (OSError, UnicodeError):
        addresses = ()
    if not addresses:
        raise UnfitUrl(f"The host {host} cannot be found.")
    reaches = {reach_of(address) for address in addresses}
    allowed = {Reach.PUBLIC, Reach.LOOPBACK, Reach.PRIVATE} if reachable.private else {Reach.PUBLIC}
    if not reaches <= allowed:
        raise UnfitUrl(f"The host {host} is not on the public internet.")
    if url.scheme == "http" and not reachable.http and reaches != {Reach.LOOPBACK}:
        raise UnfitUrl("The URL begins with http://; beside this machine itself only https:// is accepted.")
    return Target(host, port, addresses)


def host_of(url: httpx.URL) -> str:
    """The host as it goes over the wire; an IPv6 address without its brackets."""
    return url.raw_host.decode("ascii")


def port_of(url: httpx.URL) -> int:
    return url.port if url.port is not None else DEFAULT_PORTS[url.scheme]


class SystemResolver:
    """The system's own, in threads that nothing else waits for."""

    def __init__(self, threads: int = RESOLVING_THREADS) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="webhook-resolver")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        def look_up() -> list[str]:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            return [str(address[0]) for *_, address in found]

        return await asyncio.get_running_loop().run_in_executor(self._threads, look_up)

    def close(self) -> None:
        """Take nothing more; what is being looked up ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)
