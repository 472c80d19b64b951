"""Whatever is in a wish or a program, the page shows it as text."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.hostile import RUN, TEXTS, HostileGenerator
from tests.browser.tab import Tab
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import ended, submit
from tests.support.samples import program_request

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NARROW = {"width": 320, "height": 700}


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path, HostileGenerator(), max_active_jobs=100) as running:
        yield running


async def _is_harmless(tab: Tab, server: LiveServer) -> None:
    """Nothing has run, nothing was fetched from elsewhere, nothing is wider than the screen."""
    assert await tab.page.evaluate("document.body.dataset.hacked") is None
    assert (
        await tab.page.locator("#view :is(script, iframe, object, base, style, link, video, form:not(.screen))").count()
        == 0
    )
    own = (server.url, server.socket_url, "data:")
    assert [url for url in tab.requested if not url.startswith(own)] == []
    for size in (NARROW, {"width": 1280, "height": 900}):
        await tab.page.set_viewport_size(size)  # type: ignore[arg-type]  # playwright's own TypedDict
        assert await tab.fits()


async def test_forty_hostile_wishes_are_shown_as_they_were_said(tab: Tab, server: LiveServer, user: str) -> None:
    """In the title, the list and the job, on a narrow screen too."""
    assert len(TEXTS) == 40
    jobs = []
    for place, text in enumerate(TEXTS):
        wish = program_request(user, goal_raw=text, notes=text, duration_weeks=1, height_cm=150 + place)
        wish.pop("goal_category")
        jobs.append((await submit(server.parts, wish)).job.job_id)
    for job_id in jobs:
        await ended(server.parts, job_id)
    await tab.open(server, f"#user={user}")
    await expect(tab.rows()).to_have_count(len(TEXTS))
    await _is_harmless(tab, server)
    for text, job_id in zip(TEXTS, jobs, strict=True):
        await tab.page.evaluate(f"location.hash = 'job={job_id}'")
        await expect(tab.heading()).to_contain_text(" ".join(text.split()))
    await _is_harmless(tab, server)


async def test_a_hostile_program_is_shown_as_it_was_written(tab: Tab, server: LiveServer, user: str) -> None:
    """Weeks as they come, the program with its picture and its files, and a change in hostile words."""
    made = await submit(server.parts, program_request(user, duration_weeks=2, goal_raw=TEXTS[0]))
    job = await ended(server.parts, made.job.job_id)
    await tab.open(server, f"#user={user}&job={job.job_id}")
    await expect(tab.weeks_there()).to_have_count(2)
    await expect(tab.page.locator("table")).not_to_have_count(0)
    await _is_harmless(tab, server)
    await tab.page.get_by_text("Raw frames").click()
    await _is_harmless(tab, server)
    await tab.page.evaluate(f"location.hash = 'program={job.program_id}'")
    await expect(tab.page.locator("figure img")).to_have_attribute("src", re.compile("^data:image/svg"))
    shown = await tab.page.locator("program-view").inner_text()
    assert "<script>" in shown
    assert "<img src=x onerror=" in shown
    await _is_harmless(tab, server)
    await tab.page.get_by_label("What shall be different?").fill(TEXTS[1])
    await tab.button("Have it changed").click()
    await expect(tab.page.locator("#change-wrong")).not_to_be_empty()
    await _is_harmless(tab, server)


INSERTED = """text => {
    try { document.querySelector("#view").innerHTML = text } catch (refused) { return refused.name }
}"""
MADE = """text => {
    const script = document.createElement("script");
    script.append(text);
    document.body.append(script);
}"""


async def test_markup_would_not_run_if_it_got_in(tab: Tab, server: LiveServer) -> None:
    """By a fault of the page: its policy takes neither markup nor a script from its own code."""
    tab.allowed += ["This document requires 'Trusted", "violates the following Content Security Policy"]
    await tab.open(server)
    assert {await tab.page.evaluate(INSERTED, text) for text in TEXTS} == {"TypeError"}
    await tab.page.evaluate(MADE, RUN)
    await _is_harmless(tab, server)
