"""The wish for a program: said, asked about, refused."""

import pytest
from playwright.async_api import expect

from schemas.field_answers import ANSWERS
from tests.browser.tab import Tab
from tests.support.live_server import LiveServer
from tests.support.push_clients import push_client
from tests.support.samples import program_request
from tests.support.scripted_generator import ScriptedGenerator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SAID = {"duration_weeks": "2", "days_per_week": "3", "height_cm": "180", "weight_kg": "80"}


async def _filled(tab: Tab, **fields: str) -> None:
    await tab.page.locator("#f-goal_raw").fill("get strong")
    await tab.page.locator("#f-fitness_level").select_option("beginner")
    for name, value in {**SAID, **fields}.items():
        await tab.page.locator(f"#f-{name}").fill(value)


async def test_what_is_missing_is_asked_for_at_its_field(tab: Tab, server: LiveServer, user: str) -> None:
    """In the server's own words; the first of them has the focus."""
    await tab.open(server, f"#user={user}&new")
    await tab.button("Make it").click()
    for name in ("goal_raw", *SAID, "fitness_level"):
        await expect(tab.page.locator(f"#w-{name}")).to_contain_text(ANSWERS[name].say)
        await expect(tab.page.locator(f"#f-{name}")).to_have_attribute("aria-invalid", "true")
    await expect(tab.page.locator("#f-goal_raw")).to_be_focused()


async def test_a_value_out_of_bounds_is_refused_by_the_server_alone(tab: Tab, server: LiveServer, user: str) -> None:
    """By the sentence for that very mistake, though the field knows its bounds; the others are not complained of."""
    await tab.open(server, f"#user={user}&new")
    await _filled(tab, height_cm="1.8")
    await expect(tab.page.locator("#f-height_cm")).to_have_attribute("min", "90")
    await tab.button("Make it").click()
    await expect(tab.page.locator("#w-height_cm")).to_contain_text("Is that your height in metres?")
    await expect(tab.page.locator("[aria-invalid]")).to_have_count(1)


async def test_what_looks_like_a_mistake_is_asked_about_once(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """And taken as it is by one more click."""
    generator.release()
    await tab.open(server, f"#user={user}&new")
    await _filled(tab, weight_kg="210")
    await tab.button("Make it").click()
    await tab.button("It is right as it is").click()
    await expect(tab.state()).to_have_text("✓ Done")


async def test_while_another_program_is_made_it_is_asked_what_to_do(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """Replace it, and the old job is cancelled; what was said last time is there again."""
    async with push_client(server.port) as agent:
        await agent.submit(program_request(user))
        await tab.open(server, f"#user={user}")
        await expect(tab.rows()).to_have_count(1)
        await tab.page.get_by_role("link", name="New program").click()
        await expect(tab.page.locator("#f-height_cm")).to_have_value("190.5")
        await tab.page.locator("#f-goal_raw").fill("get strong")
        await tab.page.locator("#f-duration_weeks").fill("3")
        await tab.button("Make it").click()
        await tab.button("Replace it").click()
        await expect(tab.heading()).to_have_text("3 weeks for “get strong”, 4 days a week")
        await expect(tab.page.locator("job-list [data-status=cancelled]")).to_have_count(1)


async def test_all_of_it_is_done_by_keyboard(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """From the first link of the page to the finished program, without a mouse."""
    generator.release()
    await tab.open(server, f"#user={user}")
    await tab.is_live()
    keyboard = tab.page.keyboard
    await keyboard.press("Tab")
    await expect(tab.page.locator(".skip")).to_be_focused()
    while not await tab.page.get_by_role("link", name="New program").evaluate(
        "link => link === document.activeElement"
    ):
        await keyboard.press("Tab")
    await keyboard.press("Enter")
    await expect(tab.heading()).to_be_focused()
    for text in ("get strong", "2", "3", "b", "180", "80"):
        await keyboard.press("Tab")
        await keyboard.type(text)
    await keyboard.press("Enter")
    await expect(tab.state()).to_have_text("✓ Done")
    await expect(tab.heading()).to_be_focused()
    link = tab.page.get_by_role("link", name="Open the program")
    while not await link.evaluate("link => link === document.activeElement"):
        await keyboard.press("Tab")
    await keyboard.press("Enter")
    await expect(tab.heading()).to_have_text("Strength: 2 weeks, 3 days a week")


async def test_all_fields_that_may_be_said_are_sent(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """As the protocol has them: lists from commas, boxes by their names, and nothing that was left empty."""
    generator.release()
    await tab.open(server, f"#user={user}&new")
    await _filled(tab)
    await tab.page.get_by_text("More about you").click()
    await tab.page.get_by_label("Age in years").fill("40")
    await tab.page.get_by_label("Dumbbell").check()
    await tab.page.get_by_label("Friday").check()
    await tab.page.get_by_label("Joints or injuries").fill("left knee, shoulder")
    await tab.page.get_by_label("Exercises you do not want").fill("lunges")
    await tab.button("Make it").click()
    await expect(tab.state()).to_have_text("✓ Done")
    (job,) = await server.parts.service.watched(user)
    assert {name: value for name, value in job.request.items() if value not in (None, [], "", False)} == {
        "user_id": user,
        "goal_raw": "get strong",
        "duration_weeks": 2,
        "days_per_week": 3,
        "fitness_level": "beginner",
        "height_cm": 180,
        "weight_kg": 80,
        "age": 40,
        "equipment": ["dumbbell"],
        "unavailable_days": ["fri"],
        "injuries": ["left knee", "shoulder"],
        "avoid": ["lunges"],
    }
