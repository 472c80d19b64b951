"""Who the page is for, and how it shows that it may be."""

import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.tab import Tab, new_tab
from tests.support.keys import new_key, revoke
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import ended, submit
from tests.support.push_clients import push_client
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def _said(tab: Tab, type_: str) -> list[dict[str, object]]:
    return [frame for frame in map(json.loads, tab.sent) if frame["type"] == type_]


async def test_a_link_with_a_token_lets_in_and_leaves_no_trace(tab: Tab, server: LiveServer, user: str) -> None:
    """The first frame carries it; no address does, neither one that is fetched nor the one that is shown."""
    token = server.parts.doorkeeper.issue(user).token
    await tab.open(server, f"#token={token}")
    await tab.is_live()
    assert _said(tab, "hello")[0]["token"] == token
    assert [frame["user_id"] for frame in _said(tab, "jobs.watch")] == [user]
    assert not [url for url in tab.requested if token in url]
    assert tab.page.url == f"{server.url}/#"
    await tab.page.get_by_text("Raw frames").click()
    await expect(tab.page.locator(".frames li", has_text="hello")).to_contain_text('"token":"…"')
    await tab.page.reload()
    await tab.is_live()
    assert _said(tab, "hello")[1]["token"] == token


async def test_files_and_programs_are_fetched_with_the_token(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """Somebody else's program is not there for whoever has a token of another user."""
    token = server.parts.doorkeeper.issue(user).token
    generator.release()
    made = await submit(server.parts, program_request(duration_weeks=1))
    program_id = (await ended(server.parts, made.job.job_id)).program_id
    await tab.open(server, f"#token={token}&program={program_id}")
    tab.allowed.append("404 (Not Found)")
    await expect(tab.heading()).to_have_text("This program cannot be shown")
    assert tab.page.url == f"{server.url}/#program={program_id}"


async def test_a_token_is_renewed_before_it_ends(browser: Browser, tmp_path: Path, user: str) -> None:
    """By itself, on the socket that is open, which goes on with the new one."""
    async with live_server(tmp_path, token_ttl_s=5) as server, new_tab(browser) as tab:
        await tab.open(server, f"#token={server.parts.doorkeeper.issue(user).token}")
        await wait_until(lambda: any('"auth.refreshed"' in text for text in tab.received), "it is renewed")
        assert len(_said(tab, "hello")) == 1
        await tab.is_live()


async def test_a_link_ends_with_the_key_that_it_is_there_by(tab: Tab, server: LiveServer, user: str) -> None:
    """The page says that it was revoked and what helps, and does not try for ever."""
    key = await new_key(server)
    door = server.parts.doorkeeper
    await tab.open(server, f"#token={door.issue(user, await door.identify(key, None)).token}")
    await tab.is_live()
    await revoke(server, key)
    await expect(tab.link()).to_have_text("Offline")
    await expect(tab.page.locator("link-banner p")).to_contain_text("a new link lets you in")
    assert ["token" in hello for hello in _said(tab, "hello")] == [True, False]


async def test_on_this_machine_a_server_with_a_new_secret_is_no_end(tab: Tab, server: LiveServer, user: str) -> None:
    """Without credentials each start makes its own secret, and this machine is served without a token."""
    await tab.open(server, f"#token={server.parts.doorkeeper.issue(user).token[:-4]}AAAA")
    await tab.is_live()
    assert ["token" in hello for hello in _said(tab, "hello")] == [True, False]
    assert [frame["user_id"] for frame in _said(tab, "jobs.watch")] == [user]


async def test_whoever_comes_without_a_link_is_asked_whose_jobs(tab: Tab, server: LiveServer, user: str) -> None:
    """Users of this machine are offered; their jobs are shown once one is chosen, also after a reload."""
    async with push_client(server.port) as agent:
        await agent.submit(program_request(user))
        await agent.submit(program_request(new_user()))
    await tab.open(server)
    await expect(tab.heading()).to_have_text("Whose programs?")
    await tab.button(f"{user[:8]}…").click()
    await expect(tab.rows()).to_have_count(1)
    await tab.page.reload()
    await expect(tab.rows()).to_have_count(1)
