"""One attempt over a real socket: where it is dialled, as whom, and what becomes of whatever comes back."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from server.webhooks.sender import ATTEMPT_S, EXCERPT_CHARS, Sender
from server.webhooks.targets import Reachable, Resolve, UnfitUrl
from tests.webhooks.receiver import KEPT, OK, Received, Receiver, http, receiver

CERTIFICATE = Path(__file__).parent / "hooks.example.pem"
"""Of ``hooks.example``, signed by itself, with its key."""


def resolving(**names: Sequence[str]) -> Resolve:
    """A resolver that knows these names, written with underscores."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return names[host.replace(".", "_")]

    return resolve


HOOKS = resolving(hooks_example=["127.0.0.1"], other_example=["127.0.0.1"])


@pytest.fixture
async def there() -> AsyncIterator[Receiver]:
    async with receiver() as running:
        yield running


def _sender(resolve: Resolve = HOOKS, attempt_s: float = ATTEMPT_S) -> Sender:
    return Sender(Reachable(private=True), resolve, attempt_s=attempt_s)


async def test_the_name_is_only_a_name(there: Receiver) -> None:
    """The address that was looked at is dialled; the receiver sees the name and the port that it was registered by."""
    sender = _sender()
    answer = await sender.send(f"http://hooks.example:{there.port}/hook?a=1", {"webhook-id": "1"}, "{}")
    assert (answer.status, answer.error) == (204, None)
    [request] = there.received
    assert (request.method, request.path, request.body) == ("POST", "/hook?a=1", "{}")
    assert request.headers["host"] == f"hooks.example:{there.port}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("Repcast/")
    await sender.close()


async def test_a_name_that_is_bound_anew_leads_nowhere(there: Receiver) -> None:
    """It is resolved once an attempt, and what comes of that is looked at (DNS rebinding)."""
    answers = [["93.184.215.14"], ["127.0.0.1"]]

    async def rebinding(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    sender = Sender(Reachable(http=True), rebinding)
    url = f"http://hooks.example:{there.port}/"
    await sender.target(url)  # as at its registration
    answer = await sender.send(url, {}, "{}")
    assert answer.error == "The host hooks.example is not on the public internet."
    assert not answers
    assert there.received == []


async def test_one_address_of_several_may_be_dead(there: Receiver) -> None:
    """Nothing was sent to it, so the next one is tried."""
    sender = _sender(resolving(hooks_example=["127.0.0.2", "127.0.0.1"]))
    assert (await sender.send(f"http://hooks.example:{there.port}/", {}, "{}")).is_success
    await sender.close()


async def test_the_certificate_is_the_names() -> None:
    """And a connection that was made for one name is not used for another one at the same address."""
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(CERTIFICATE)
    trusting = ssl.create_default_context(cafile=CERTIFICATE)
    async with receiver(http(404, "no", KEPT), tls=own) as there:
        sender = Sender(Reachable(private=True), HOOKS, trusting)
        assert (await sender.send(f"https://hooks.example:{there.port}/", {}, "{}")).excerpt == "no"
        wrong = await sender.send(f"https://other.example:{there.port}/", {}, "{}")
        assert wrong.error is not None
        assert "certificate" in wrong.error.lower()
        await sender.close()
        stranger = await _sender().send(f"https://hooks.example:{there.port}/", {}, "{}")
        assert stranger.error is not None
        assert len(there.received) == 1


async def test_no_redirect_is_followed(there: Receiver) -> None:
    """It is a failure, wherever it leads: nobody has looked at that address."""
    async with receiver(http(307, "", f"location: {there.url}")) as first:
        sender = _sender()
        answer = await sender.send(first.url.replace("127.0.0.1", "hooks.example"), {}, "{}")
        assert answer.status == 307
        assert answer.error == "The receiver answered 307, a redirect, and none is followed."
        await sender.close()
    assert there.received == []


async def test_no_proxy_of_the_environment_takes_part(there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would resolve the name itself."""
    async with receiver() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        sender = _sender()
        assert (await sender.send(f"http://hooks.example:{there.port}/", {}, "{}")).is_success
        assert proxy.received == []
        await sender.close()


async def test_a_receiver_that_says_nothing_is_given_up() -> None:
    """Whatever it may be waiting for."""
    quiet = asyncio.Event()

    async def never(_: Received) -> str:
        await quiet.wait()
        return OK

    async with receiver(never) as there:
        sender = _sender(attempt_s=0.2)
        silent = await sender.send(f"http://hooks.example:{there.port}/", {}, "{}")
        assert (silent.status, silent.error) == (None, "There was no answer in time.")
        quiet.set()
        await sender.close()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http(404), "The receiver answered 404."),
        (http(304), "The receiver answered 304."),
        ("SSH-2.0-OpenSSH_9.9\r\n", "The connection broke"),
        ("", "The connection broke"),
        ("HTTP/1.1 500 X\r\ncontent-length: 9\r\n\r\nshort", "The connection broke"),
        ("HTTP/1.1 200 OK\r\n" + "x: " + "y" * 200_000, "The connection broke"),
    ],
)
async def test_whatever_is_no_2xx_is_a_failure(answer: str, error: str) -> None:
    """Also what is no HTTP at all."""
    async with receiver(answer) as there:
        sender = _sender()
        got = await sender.send(f"http://hooks.example:{there.port}/", {}, "{}")
        assert got.error is not None
        assert got.error.startswith(error)
        await sender.close()


async def test_a_closed_port_is_said_so() -> None:
    """With no more than that there was no connection."""
    async with receiver() as gone:
        pass
    answer = await _sender().send(f"http://hooks.example:{gone.port}/", {}, "{}")
    assert answer.error is not None
    assert answer.error.startswith("There was no connection")


async def test_of_a_refusal_the_beginning_is_kept() -> None:
    """As text that any database takes, and no more than a screen has; nobody waits for the rest."""
    longer = "no\0\x1b[31m" + "x" * 2_000
    cut = http(503, longer, "retry-after: 60").replace("content-length: 2", "content-length: 2000")
    async with receiver(cut) as there:
        sender = _sender()
        answer = await sender.send(f"http://hooks.example:{there.port}/", {}, "{}")
        assert (answer.status, answer.retry_after_s) == (503, 60.0)
        assert answer.excerpt is not None
        assert answer.excerpt.startswith("no\\x00\\x1b[31mxxx")
        assert answer.excerpt.isprintable()
        assert len(answer.excerpt) < 2 * EXCERPT_CHARS
        await sender.close()


async def test_a_name_that_nobody_answers_for_is_given_up() -> None:
    """Also by whoever registers it."""

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return await asyncio.Future[Sequence[str]]()

    with pytest.raises(UnfitUrl, match="in time"):
        await _sender(resolve, attempt_s=0.01).target("https://silent.example/")
