"""Jobs as they go on, whoever began them."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from schemas.client_frames import OnActive
from tests.browser.tab import Tab, new_tab
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import ended, submit, weeks_written
from tests.support.push_clients import push_client
from tests.support.samples import program_request
from tests.support.scripted_generator import Fail, ScriptedGenerator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_job_begun_in_the_form_fills_in_week_by_week(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """Its weeks come as they are written; at the end the program can be opened."""
    await tab.open(server, f"#user={user}")
    await tab.page.get_by_role("link", name="New program").click()
    await tab.page.get_by_label("What would you like to reach?").fill("muscle gain")
    for label, value in (("Weeks", "12"), ("Days a week", "4"), ("Height in cm", "190.5"), ("Weight in kg", "87.5")):
        await tab.page.get_by_label(label, exact=True).fill(value)
    await tab.page.get_by_label("Level").select_option("intermediate")
    await tab.button("Make it").click()
    await expect(tab.heading()).to_have_text("12 weeks for “muscle gain”, 4 days a week")
    await expect(tab.weeks_there()).to_have_count(2)
    await expect(tab.page.get_by_role("tab")).to_have_count(12)
    await expect(tab.page.locator("job-view .quiet").first).to_contain_text("2 of 12 weeks")
    await expect(tab.page.locator("job-view > progress")).to_be_visible()
    await expect(tab.page.locator("job-view").get_by_text("0", exact=True)).to_have_count(0)
    generator.release()
    await expect(tab.state()).to_have_text("✓ Done")
    await expect(tab.weeks_there()).to_have_count(12)
    await tab.page.get_by_role("link", name="Open the program").click()
    await expect(tab.heading()).to_have_text("Muscle: 12 weeks, 4 days a week")


async def test_a_job_of_the_voice_agent_appears_by_itself(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """Nobody asked for it here; its stages have durations, and the title of the tab says how it stands."""
    await tab.open(server, f"#user={user}")
    await tab.is_live()
    await expect(tab.rows()).to_have_count(0)
    async with push_client(server.port) as agent:
        job = await agent.submit(program_request(user))
        await expect(tab.rows()).to_have_count(1)
        await tab.rows().click()
        await expect(tab.weeks_there()).to_have_count(2)
        await expect(tab.page.locator(".timeline li").first).to_contain_text("In the queue")
        await expect(tab.page).to_have_title(re.compile(r"^1\d% 12 weeks of muscle, 4 days a week · Repcast$"))
        generator.release()
        await job.result()
    await expect(tab.state()).to_have_text("✓ Done")
    await expect(tab.page).to_have_title("✓ 12 weeks of muscle, 4 days a week · Repcast")


async def test_a_job_is_cancelled_and_tried_again(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """The second one is a new job, and ends well."""
    async with push_client(server.port) as agent:
        job = await agent.submit(program_request(user))
        await tab.open(server, f"#job={job.job_id}")
        await expect(tab.weeks_there()).to_have_count(2)
        await tab.button("Cancel").click()
        await expect(tab.state()).to_have_text("⊘ Cancelled")
    generator.release()
    await tab.button("Try again").click()
    await expect(tab.state()).to_have_text("✓ Done")
    await expect(tab.rows()).to_have_count(2)


async def test_a_link_to_a_job_shows_all_of_it_when_it_is_long_over(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """Its weeks, its stages and what came of it; whose it is need not be said."""
    generator.release()
    async with push_client(server.port) as agent:
        job = await agent.submit(program_request(user))
        await job.result()
    await tab.open(server, f"#job={job.job_id}")
    await expect(tab.state()).to_have_text("✓ Done")
    await expect(tab.weeks_there()).to_have_count(12)
    await expect(tab.page.locator(".card.good")).to_contain_text("Your muscle program is ready")
    await expect(tab.rows()).to_have_count(1)
    await tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await tab.button("Copy link").click()
    await expect(tab.button("Copied")).to_be_visible()
    assert await tab.page.evaluate("navigator.clipboard.readText()") == f"{server.url}/#job={job.job_id}"


async def test_the_newest_job_stands_beside_the_list(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """All of it, though nobody has chosen it, and it is there still when a newer one comes."""
    generator.release()
    first = (await submit(server.parts, program_request(user, duration_weeks=3))).job
    await ended(server.parts, first.job_id)
    await tab.open(server, f"#user={user}")
    await expect(tab.weeks_there()).to_have_count(3)
    await expect(tab.page.locator(".card.good")).to_contain_text("Your muscle program is ready")
    await submit(server.parts, program_request(user, duration_weeks=4))
    await expect(tab.page.locator("job-list [data-status=completed]")).to_have_count(2)
    await expect(tab.heading()).to_have_text("3 weeks of muscle, 4 days a week")


async def test_a_link_to_a_job_that_is_not_there_says_so(tab: Tab, server: LiveServer, user: str) -> None:
    """In the words that are used for somebody else's as well."""
    await tab.open(server, f"#job={user}")
    await expect(tab.page.locator("#view")).to_have_text("There is no such job, or it is somebody else’s.")


async def test_fifty_jobs_at_once_are_followed(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """Each row comes to its end, the newest stands first, and a row keeps the focus meanwhile."""
    await tab.open(server, f"#user={user}")
    await tab.is_live()
    generator.release()
    async with push_client(server.port) as agent:
        jobs = [
            await agent.submit(
                program_request(user, duration_weeks=1, height_cm=150 + each), on_active=OnActive.PARALLEL
            )
            for each in range(50)
        ]
        for job in jobs:
            await ended(server.parts, job.job_id)
    await expect(tab.page.locator("job-list [data-status=completed]")).to_have_count(50)
    await expect(tab.rows().first).to_have_attribute("href", f"#job={jobs[-1].job_id}")


async def test_only_quarters_and_states_are_read_out(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """A bar that is read out at every step would drown the room."""
    async with push_client(server.port) as agent:
        job = await agent.submit(program_request(user, duration_weeks=4))
        await tab.open(server, f"#job={job.job_id}")
        await expect(tab.weeks_there()).to_have_count(2)
        await tab.page.evaluate(
            """() => {
                window.heard = [];
                const place = document.querySelector("#spoken");
                new MutationObserver(() => window.heard.push(place.textContent)).observe(place, {childList: true});
            }"""
        )
        generator.release()
        await expect(tab.state()).to_have_text("✓ Done")
    heard = " ".join(await tab.page.evaluate("window.heard"))
    assert "4 weeks of muscle, 4 days a week: Done." in heard
    assert (
        not heard.replace("50 percent.", "")
        .replace("75 percent.", "")
        .replace("4 weeks of muscle, 4 days a week: Done.", "")
        .strip()
    )


async def test_raw_frames_can_be_filtered_and_held(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """Paused, the list stays as it is; going on, it shows what came meanwhile."""
    await tab.open(server, f"#user={user}")
    await tab.page.get_by_text("Raw frames").click()
    await tab.page.get_by_label("Only with").fill("job.")
    await expect(tab.page.locator(".frames li")).to_have_count(0)
    async with push_client(server.port) as agent:
        job = await agent.submit(program_request(user))
        await expect(tab.page.locator(".frames li", has_text="job.week_ready")).to_have_count(2)
        await tab.button("Pause").click()
        generator.release()
        await job.result()
        await expect(tab.page.locator("job-list [data-status=completed]")).to_have_count(1)
        await expect(tab.page.locator(".frames li", has_text="job.week_ready")).to_have_count(2)
        await tab.button("Pause").click()
        await expect(tab.page.locator(".frames li", has_text="job.week_ready")).to_have_count(12)


async def test_a_log_that_is_too_long_to_be_told_again_comes_as_a_whole(
    browser: Browser, tmp_path: Path, generator: ScriptedGenerator, user: str
) -> None:
    """Its weeks so far are there, and the others come as they are written."""
    async with live_server(tmp_path, generator, replay_frames=2) as server, new_tab(browser) as tab:
        job = (await submit(server.parts, program_request(user))).job
        await weeks_written(server.parts, job.job_id, 2)
        await tab.open(server, f"#user={user}&job={job.job_id}")
        await expect(tab.weeks_there()).to_have_count(2)
        assert any('"recovered":false' in text for text in tab.received)
        generator.release()
        await expect(tab.state()).to_have_text("✓ Done")
        await expect(tab.weeks_there()).to_have_count(12)


async def test_an_attempt_that_failed_is_told(browser: Browser, tmp_path: Path, user: str) -> None:
    """The second one is named as such, in the line of figures and at its stages."""
    generator = ScriptedGenerator([[Fail(RuntimeError("a crash"))], []])
    async with live_server(tmp_path, generator) as server, new_tab(browser) as tab:
        await tab.open(server, f"#user={user}")
        job = (await submit(server.parts, program_request(user, duration_weeks=2))).job
        await tab.page.locator(f"job-list a[href='#job={job.job_id}']").click()
        await expect(tab.state()).to_have_text("✓ Done")
        await expect(tab.page.locator("job-view .quiet").first).to_contain_text("attempt 2")
        await expect(tab.page.locator(".timeline")).to_contain_text("(attempt 2)")
