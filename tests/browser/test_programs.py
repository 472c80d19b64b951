"""Finished programs: read, printed, taken along, changed."""

import re
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from schemas.exports import ExportFormat
from tests.browser.tab import Tab
from tests.support.live_server import LiveServer
from tests.support.parts import ended, submit
from tests.support.samples import program_request
from tests.support.scripted_generator import ScriptedGenerator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PRINTED_PX = 688
"""The width of A4 between margins of 14 mm, at 96 dots an inch."""


@pytest_asyncio.fixture(loop_scope="session")
async def program_id(server: LiveServer, generator: ScriptedGenerator, user: str) -> str:
    """Of eight weeks, for somebody whose knee hurts."""
    return await _made(server, generator, user, duration_weeks=8, notes="my knee hurts")


async def _made(server: LiveServer, generator: ScriptedGenerator, user: str, **fields: object) -> str:
    generator.release()
    made = await submit(server.parts, program_request(user, **fields))
    return str((await ended(server.parts, made.job.job_id)).program_id)


async def test_a_program_is_read_week_by_week_by_keyboard(
    tab: Tab, server: LiveServer, program_id: str, user: str
) -> None:
    """Safety stands first; arrows, Home and End go through the weeks, and the table is that of the chosen one."""
    await tab.open(server, f"#user={user}&program={program_id}")
    await expect(tab.page.locator(".card.warn")).to_contain_text("Take care: read this before the first session")
    week = tab.page.get_by_role("tabpanel").locator("h3")
    await expect(week).to_have_text("Week 1: Build 1")
    await tab.page.get_by_role("tab", name="Week 1").focus()
    for key, shown in (("ArrowRight", "Week 2"), ("End", "Week 8"), ("ArrowRight", "Week 8"), ("Home", "Week 1")):
        await tab.page.keyboard.press(key)
        await expect(week).to_contain_text(shown)
        await expect(tab.page.get_by_role("tab", selected=True)).to_be_focused()
    table = tab.page.get_by_role("table").first
    heads = ["Exercise", "Sets × reps", "Load and effort", "Rest", "Cue"]
    assert (await table.get_by_role("columnheader").all_inner_texts())[:5] == heads
    await expect(table.get_by_role("row").nth(1)).to_contain_text("× ")


async def test_the_picture_is_shown_and_told(tab: Tab, server: LiveServer, program_id: str, user: str) -> None:
    """Sets of each muscle and effort by week, also for those who hear it."""
    await tab.open(server, f"#user={user}&program={program_id}")
    picture = tab.page.locator("figure img")
    await expect(picture).to_have_attribute("alt", re.compile(r"8 weeks\..*Chest: .* sets a week"))
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


@pytest.mark.parametrize(
    ("button", "form", "ending"),
    [
        ("Markdown", ExportFormat.MARKDOWN, ".md"),
        ("Spreadsheet (CSV)", ExportFormat.CSV, ".csv"),
        ("Calendar (ICS)", ExportFormat.ICS, ".ics"),
        ("Liftoscript", ExportFormat.LIFTOSCRIPT, ".liftoscript.txt"),
        ("JSON", ExportFormat.JSON, ".json"),
    ],
)
async def test_a_program_is_taken_along(
    tab: Tab,
    server: LiveServer,
    program_id: str,
    user: str,
    button: str,
    form: ExportFormat,
    ending: str,
    tmp_path: Path,
) -> None:
    """Each form as the server gives it, under the server's name for it, for whoever has a token."""
    token = server.parts.doorkeeper.issue(user).token
    await tab.open(server, f"#token={token}&program={program_id}")
    async with tab.page.expect_download() as download:
        await tab.button(button).click()
    file = await download.value
    assert file.suggested_filename.endswith(ending)
    await file.save_as(tmp_path / "kept")
    given = await tab.context.request.get(f"{server.url}/api/programs/{program_id}?format={form}")
    assert (tmp_path / "kept").read_bytes() == await given.body()


async def test_a_program_is_changed_in_words(tab: Tab, server: LiveServer, program_id: str, user: str) -> None:
    """What is not clear is asked back at the field; what is becomes a job whose changes are told."""
    await tab.open(server, f"#user={user}&program={program_id}")
    field = tab.page.get_by_label("What shall be different?")
    await field.fill("blue bananas")
    await tab.button("Have it changed").click()
    await expect(tab.page.locator("#change-wrong")).not_to_be_empty()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await field.fill("I can only train three days now")
    await tab.button("Have it changed").click()
    await expect(tab.heading()).to_have_text("Change: “I can only train three days now”")
    await expect(tab.state()).to_have_text("✓ Done")
    changes = tab.page.locator(".card", has=tab.page.get_by_role("heading", name="What is different"))
    await expect(changes).to_contain_text("You train on 3 days a week now")
    await tab.page.get_by_role("link", name="Open the program").click()
    await expect(changes).to_contain_text("You train on 3 days a week now")
    await tab.page.get_by_role("link", name="What it was made of").click()
    await expect(tab.heading()).to_have_text("Muscle: 8 weeks, 4 days a week")


async def test_a_year_of_weeks_fits(tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str) -> None:
    """On a narrow screen as on a wide one."""
    program_id = await _made(server, generator, user, duration_weeks=52)
    await tab.open(server, f"#user={user}&program={program_id}")
    await expect(tab.page.get_by_role("tab")).to_have_count(52)
    await tab.page.get_by_role("tab", name="Week 1", exact=False).first.focus()
    await tab.page.keyboard.press("End")
    await expect(tab.page.get_by_role("tabpanel").locator("h3")).to_contain_text("Week 52")
    for width in (320, 768, 3840):
        await tab.page.set_viewport_size({"width": width, "height": 900})
        assert await tab.fits(), width


async def test_a_program_is_printed_on_a4(tab: Tab, server: LiveServer, program_id: str, user: str) -> None:
    """The week or all weeks, with boxes to tick, dark on light, nothing of the page around it, and nothing cut off."""
    await tab.page.add_init_script("window.print = () => {}; localStorage.theme = 'dark'")
    await tab.open(server, f"#user={user}&program={program_id}")
    await tab.page.set_viewport_size({"width": PRINTED_PX, "height": 1123})
    for button, weeks in (("Print this week", 1), ("Print all weeks", 8)):
        await tab.page.emulate_media(media="screen")
        await tab.button(button).click()
        await tab.page.emulate_media(media="print")
        await expect(tab.page.locator("div.paper > section")).to_have_count(weeks)
        await expect(tab.page.locator("div.paper td.paper").first).to_contain_text("☐ ☐")
        await expect(tab.page.locator("body > :not(main):visible, job-list:visible, weeks-view:visible")).to_have_count(
            0
        )
        await expect(tab.page.locator("#view :is(button, input, textarea, a, [role=tab]):visible")).to_have_count(0)
        assert await tab.page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 31, 36)"
        assert await tab.fits()


async def test_a_printed_week_takes_two_pages(tab: Tab, server: LiveServer, program_id: str, user: str) -> None:
    """Each week begins on a new one, and each session says of which week it is."""
    await tab.page.add_init_script("window.print = () => {}")
    await tab.open(server, f"#user={user}&program={program_id}")
    await tab.button("Print all weeks").click()
    await tab.page.emulate_media(media="print")
    titles = await tab.page.locator("div.paper h4").all_inner_texts()
    assert titles[0].startswith("Week 1, Monday: ")
    assert titles[-1].startswith("Week 8, ")
    printed = await tab.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 8 * 2 + 1
