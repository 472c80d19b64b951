"""How the page stands when its server, or its network, does not."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, WebSocketRoute, expect

from tests.browser.tab import NO_CONNECTION, Tab, new_tab
from tests.support.live_server import LiveServer
from tests.support.push_clients import push_client
from tests.support.samples import program_request
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.server_process import server_process
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def job_id(server: LiveServer, tab: Tab, user: str) -> AsyncIterator[str]:
    """A job that holds when two weeks are written, and is looked at."""
    async with push_client(server.port) as agent:
        job = await agent.submit(program_request(user))
        await tab.open(server, f"#user={user}&job={job.job_id}")
        await expect(tab.weeks_there()).to_have_count(2)
        yield job.job_id


def _seqs(tab: Tab, job_id: str) -> list[int]:
    """Of all numbered frames of a job that came, doubles included."""
    frames = [json.loads(text) for text in tab.received]
    return [frame["seq"] for frame in frames if frame.get("job_id") == job_id and "at" in frame]


async def test_a_server_that_is_killed_and_comes_back_loses_nothing(
    browser: Browser, tmp_path: Path, user: str
) -> None:
    """A banner says so meanwhile; then the job goes on, and no frame of it is missing."""
    async with new_tab(browser) as tab:
        tab.allowed.append(NO_CONNECTION)
        async with server_process(tmp_path, pace_s=0.15, drain_jobs_s=0) as first:
            async with push_client(first.port) as agent:
                job_id = (await agent.submit(program_request(user))).job_id
            await tab.open(first.url, f"#user={user}&job={job_id}")
            await expect(tab.weeks_there().nth(1)).to_be_visible()
            await first.kill()
            await expect(tab.link()).to_have_text("Reconnecting")
            await expect(tab.page.locator("link-banner")).to_contain_text("What you see is as of ")
            await expect(tab.page.locator("body")).to_have_class("stale")
        async with server_process(tmp_path, port=first.port):
            await tab.is_live()
            await expect(tab.page.locator("link-banner")).to_be_hidden()
            await expect(tab.state()).to_have_text("✓ Done", timeout=40_000)
            await expect(tab.weeks_there()).to_have_count(12)
            seqs = _seqs(tab, job_id)
            assert set(seqs) == set(range(1, max(seqs) + 1))


async def test_a_network_that_is_gone_without_a_word_is_noticed(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, job_id: str
) -> None:
    """The socket stays open and is silent; the page says Offline, and goes on where it was when the network is back."""
    tab.allowed.append(NO_CONNECTION)
    await tab.context.set_offline(True)
    await expect(tab.link()).to_have_text("Offline")
    await expect(tab.page.locator("link-banner")).to_contain_text("What you see is as of ")
    generator.release()
    await tab.context.set_offline(False)
    await tab.is_live()
    await expect(tab.state()).to_have_text("✓ Done")
    seqs = _seqs(tab, job_id)
    assert set(seqs) == set(range(1, max(seqs) + 1))


async def test_nothing_is_alarming_about_jobs_that_are_over(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, job_id: str
) -> None:
    """The word at the top says that there is no connection; no banner does."""
    tab.allowed.append(NO_CONNECTION)
    generator.release()
    await expect(tab.state()).to_have_text("✓ Done")
    await tab.context.set_offline(True)
    await expect(tab.link()).to_have_text("Offline")
    await expect(tab.page.locator("link-banner")).to_be_hidden()


async def test_a_silent_server_is_left_and_after_a_minute_the_alarm_is_louder(
    tab: Tab, server: LiveServer, user: str
) -> None:
    """Silent is who says nothing for twice the heartbeat and five seconds."""
    tries = 0

    def hear_and_say_nothing(route: WebSocketRoute) -> None:
        nonlocal tries
        tries += 1
        upstream = route.connect_to_server()

        def pass_on(text: str | bytes) -> None:
            if tries == 1:
                route.send(text)

        upstream.on_message(pass_on)

    tab.allowed.append(NO_CONNECTION)  # tries that come to nothing in time are given up
    await tab.page.clock.install()
    await tab.page.route_web_socket("**/ws", hear_and_say_nothing)
    async with push_client(server.port) as agent:
        job = await agent.submit(program_request(user))
        await tab.open(server, f"#user={user}&job={job.job_id}")
        await expect(tab.weeks_there()).to_have_count(2)
        await tab.page.clock.run_for(40_000)
        assert tries == 1
        await tab.page.clock.run_for(8_000)
        await expect(tab.page.locator("link-banner")).to_contain_text("Not connected: nothing was heard for too long.")
        await tab.page.clock.run_for(60_000)
        await expect(tab.page.locator("link-banner")).to_contain_text("Not connected for 1 min")
        await expect(tab.page.locator("link-banner")).to_have_class("urgent")
        assert tries > 1


async def test_tries_are_spread_more_and_more(tab: Tab, server: LiveServer, user: str) -> None:
    """By a random wait of up to half a second, doubled up to twenty; a connection that held begins it anew."""
    await tab.open(server, f"#user={user}")
    waits = await tab.page.evaluate(
        """async () => {
            const {Backoff} = await import("/static/logic/backoff.js");
            const backoff = new Backoff();
            Math.random = () => 0.5;
            const lasted = [0, 0, 29, 0, 0, 0, 0, 30, 0];
            return lasted.map((s) => backoff.failed(s));
        }"""
    )
    assert waits == [0.25, 0.5, 1, 2, 4, 8, 10, 0.25, 0.5]


@pytest.mark.parametrize(("code", "comes_back"), [(1012, True), (4001, True), (4503, False), (4504, False)])
async def test_the_range_of_the_code_is_the_verdict(
    tab: Tab,
    server: LiveServer,
    user: str,
    code: int,
    comes_back: bool,
) -> None:
    """4000 to 4499, and what the RFC has of that kind: it connects again. The others: it does not, and says so."""
    tries = 0

    def close_the_first(route: WebSocketRoute) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            task = asyncio.create_task(route.close(code=code, reason="of a test"))
            closing.append(task)
        else:
            route.connect_to_server()

    closing: list[asyncio.Task[None]] = []
    await tab.page.route_web_socket("**/ws", close_the_first)
    await tab.open(server, f"#user={user}")
    if comes_back:
        await tab.is_live()
    else:
        await expect(tab.link()).to_have_text("Offline")
        await expect(tab.page.locator("link-banner")).to_contain_text("Offline: of a test")
        assert tries == 1
        await tab.button("Connect now").click()
        await tab.is_live()
    assert tries == 2
    await wait_until(lambda: all(task.done() for task in closing), "it was closed")


async def test_what_is_asked_without_a_connection_is_said_when_there_is_one(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, job_id: str
) -> None:
    """Once: a wish to cancel is not lost, and the job ends by it."""
    tab.allowed.append(NO_CONNECTION)
    await tab.context.set_offline(True)
    await expect(tab.link()).to_have_text("Offline")
    await tab.button("Cancel").click()
    await expect(tab.button("Cancelling…")).to_be_disabled()
    await tab.context.set_offline(False)
    await expect(tab.state()).to_have_text("⊘ Cancelled")
