"""What an answer leaves behind that is not read to its end: nothing that a garbage collector would have to close."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from contextlib import aclosing
from types import AsyncGeneratorType
from typing import Any

import pytest

from server.generation.llm.outcomes import TextDelta
from server.generation.llm.vendor import VendorApi, client_of, transport_of
from tests.generation.llm.calling import REQUEST, TEXT, called, collected, settings_for
from tests.support.responses_server import ResponsesServer
from tests.support.vendor_answers import Ending, Gate, Written
from tests.support.waiting import wait_until

PACKAGES = ("/openai/", "/httpx2/", "/httpcore2/")


@pytest.fixture
def uncollected() -> Iterator[None]:
    """No garbage is collected but where a test does it, and none from before the test is looked at."""
    gc.disable()
    gc.freeze()
    yield
    gc.unfreeze()
    gc.enable()


def left_open() -> list[str]:
    """Iterators of the package, and of what it stands on, that have begun and not ended."""
    found = [each for each in gc.get_objects() if isinstance(each, AsyncGeneratorType) and each.ag_frame is not None]
    return [each.__qualname__ for each in found if any(name in each.ag_code.co_filename for name in PACKAGES)]


async def nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """No iterator is open, and another thread that collects garbage meets nothing that it cannot close."""
    await wait_until(lambda: not left_open(), "all iterators have ended")
    unraisable: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)
    await asyncio.to_thread(gc.collect)
    assert unraisable == []


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("held_at", [(), (100,)], ids=["all of it is there", "the vendor still writes"])
async def test_an_answer_that_is_broken_off_leaves_nothing_open(
    vendor_server: ResponsesServer, api: VendorApi, held_at: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the vendor is when the reader closes."""
    vendor_server.script(Written(TEXT * 20, chunk_chars=50).slowed(*held_at))
    settings = settings_for(vendor_server, api=api)
    async with client_of(settings) as client:
        async with aclosing(transport_of(settings, client).stream(REQUEST)) as told:
            assert isinstance(await anext(told), TextDelta)
            assert left_open()
        await nothing_is_left(monkeypatch)


@pytest.mark.usefixtures("uncollected")
async def test_a_reader_that_is_cancelled_leaves_nothing_open(
    vendor_server: ResponsesServer, api: VendorApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it waits for the next word."""
    gate = Gate()
    vendor_server.script(Written(TEXT, gates={20: gate}))
    settings = settings_for(vendor_server, api=api)
    async with client_of(settings) as client:
        reading = asyncio.create_task(collected(transport_of(settings, client).stream(REQUEST)))
        await gate.reached.wait()
        await wait_until(lambda: bool(left_open()), "the answer is being read")
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await nothing_is_left(monkeypatch)


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize(
    "ending", [Ending.COMPLETED, Ending.GARBLED, Ending.NESTED_ERROR, Ending.CUT, Ending.TRUNCATED, Ending.REFUSED]
)
async def test_however_an_answer_ends_nothing_is_left_open(
    vendor_server: ResponsesServer, api: VendorApi, ending: Ending, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the package itself stops reading."""
    vendor_server.script(Written(TEXT, ending, after_chars=20, code="server_error"))
    await called(settings_for(vendor_server, api=api))
    await nothing_is_left(monkeypatch)
