"""WCAG 2.2 AA, as far as axe-core can tell, in every state that the page has; light and dark, narrow and wide."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.tab import NO_CONNECTION, Tab
from tests.support.live_server import LiveServer
from tests.support.parts import ended, submit
from tests.support.samples import program_request
from tests.support.scripted_generator import ScriptedGenerator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = (("light", 1280), ("dark", 320))


@dataclass(frozen=True, slots=True)
class Scene:
    """What a state of the page is made from."""

    tab: Tab
    server: LiveServer
    generator: ScriptedGenerator
    user: str

    async def job(self, **fields: object) -> str:
        return (await submit(self.server.parts, program_request(self.user, **fields))).job.job_id

    async def open(self, fragment: str = "") -> None:
        await self.tab.open(self.server, f"#user={self.user}&{fragment}")
        await self.tab.is_live()


async def _welcome(scene: Scene) -> None:
    await scene.job()
    await scene.tab.open(scene.server)
    await expect(scene.tab.page.locator("welcome-view li")).to_have_count(1)


async def _no_jobs(scene: Scene) -> None:
    await scene.open()


async def _a_form_with_errors(scene: Scene) -> None:
    await scene.open("new")
    await scene.tab.page.get_by_text("More about you").click()
    await scene.tab.button("Make it").click()
    await expect(scene.tab.page.locator("[aria-invalid]")).to_have_count(6)


async def _a_job_under_way(scene: Scene) -> None:
    await scene.open(f"job={await scene.job()}")
    await expect(scene.tab.weeks_there()).to_have_count(2)
    await scene.tab.page.get_by_text("Raw frames").click()


async def _a_job_that_is_done(scene: Scene) -> None:
    scene.generator.release()
    await scene.open(f"job={await scene.job()}")
    await expect(scene.tab.state()).to_have_text("✓ Done")


async def _a_job_that_failed(scene: Scene) -> None:
    await scene.open(f"job={await scene.job(notes='I have chest pain when I climb stairs')}")
    await expect(scene.tab.state()).to_have_text("✕ Failed")


async def _a_program(scene: Scene) -> None:
    scene.generator.release()
    job = await ended(scene.server.parts, await scene.job(notes="my knee hurts"))
    await scene.open(f"program={job.program_id}")
    await expect(scene.tab.page.get_by_role("tab")).to_have_count(12)


async def _no_connection(scene: Scene) -> None:
    scene.tab.allowed.append(NO_CONNECTION)
    await _a_job_under_way(scene)
    await scene.tab.context.set_offline(True)
    await expect(scene.tab.page.locator("link-banner")).to_be_visible()


STATES: tuple[Callable[[Scene], Awaitable[None]], ...] = (
    _welcome, _no_jobs, _a_form_with_errors, _a_job_under_way, _a_job_that_is_done, _a_job_that_failed, _a_program,
    _no_connection,
)  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__.strip("_"))
async def test_nothing_stands_in_anybody_s_way(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str, state: Callable[[Scene], Awaitable[None]]
) -> None:
    """No violation, and no need to scroll sideways at 320 pixels."""
    await tab.context.add_init_script("localStorage.theme = 'system'")
    await tab.page.emulate_media(reduced_motion="reduce")
    await state(Scene(tab, server, generator, user))
    for scheme, width in LOOKS:
        await tab.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal of playwright's own
        await tab.page.set_viewport_size({"width": width, "height": 900})
        assert await tab.fits()
        found = await Axe().run(tab.page, options=RULES)
        assert found.violations_count == 0, found.generate_report()


async def test_who_chose_dark_has_it_the_next_time(tab: Tab, server: LiveServer, user: str) -> None:
    """Whatever the device likes."""
    await tab.page.emulate_media(color_scheme="light")
    await tab.open(server, f"#user={user}")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await tab.page.evaluate(ground)
    await tab.page.get_by_label("Theme").select_option("dark")
    dark = await tab.page.evaluate(ground)
    assert dark != light
    await tab.page.reload()
    assert await tab.page.evaluate(ground) == dark


async def test_forced_colours_leave_every_state_told(
    tab: Tab, server: LiveServer, generator: ScriptedGenerator, user: str
) -> None:
    """By words and lines, where the page's own colours are taken away."""
    await tab.page.emulate_media(forced_colors="active")
    scene = Scene(tab, server, generator, user)
    await _a_job_under_way(scene)
    await expect(tab.state()).to_have_text("▸ Being made")
    chosen = tab.page.get_by_role("tab", selected=True)
    outline = "tab => getComputedStyle(tab).outlineStyle"
    assert await chosen.evaluate(outline) == "solid"
    assert await tab.page.get_by_role("tab", selected=False).first.evaluate(outline) == "none"
