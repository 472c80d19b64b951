"""One tab of a real browser on the page, and what went wrong in it."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Locator, Page, Request, expect

from tests.support.live_server import LiveServer

expect.set_options(timeout=20_000)  # milliseconds; the machine may have other things to do

NO_CONNECTION = "WebSocket connection to"
"""How Chromium's own line begins about a socket that cannot be had."""


@dataclass  # no slots: playwright marks the owner of each listener
class Tab:
    """The page in one tab. Frames of its socket are kept; so is every line on its console.

    Attributes:
        allowed: beginnings of lines that the test itself brings about.
    """

    page: Page
    context: BrowserContext
    allowed: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", self._on_error)
        self.page.on("request", self._on_request)
        self.page.on("websocket", self._on_socket)

    def _on_console(self, message: ConsoleMessage) -> None:
        self.lines.append(f"{message.text}")

    def _on_error(self, error: Error) -> None:
        self.lines.append(f"uncaught: {error.message}")

    def _on_request(self, request: Request) -> None:
        self.requested.append(request.url)

    def _on_socket(self, socket: Any) -> None:
        self.requested.append(socket.url)
        socket.on("framesent", lambda text: self.sent.append(str(text)))
        socket.on("framereceived", lambda text: self.received.append(str(text)))

    @property
    def troubles(self) -> list[str]:
        """Lines on the console that nothing in the test explains."""
        return [line for line in self.lines if not any(begin in line for begin in self.allowed)]

    async def open(self, server: LiveServer | str, fragment: str = "") -> None:
        """Go there, as somebody does who has never been there in this tab."""
        url = server if isinstance(server, str) else server.url
        await self.page.goto(f"{url}/{fragment}")

    def link(self) -> Locator:
        """The word that says how the connection is."""
        return self.page.locator("link-pill [role=status]")

    async def is_live(self) -> None:
        await expect(self.link()).to_have_text("Live")

    def heading(self) -> Locator:
        """Of what is shown beside the list."""
        return self.page.locator("#view h2")

    def state(self) -> Locator:
        """Of the job that is shown."""
        return self.page.locator("job-view .state")

    def rows(self) -> Locator:
        """Of the list of jobs."""
        return self.page.locator("job-list li a")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def weeks_there(self) -> Locator:
        return self.page.locator("[role=tab][aria-disabled=false]")

    async def fits(self) -> bool:
        """Nothing makes the page wider than its window."""
        wider = await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return int(wider) <= 0


@contextlib.asynccontextmanager
async def new_tab(browser: Browser, **options: Any) -> AsyncIterator[Tab]:
    """A tab in which nothing is kept; at the end there is nothing on its console. ``options`` are of its context."""
    context = await browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    tab = Tab(await context.new_page(), context)
    tab.listen()
    try:
        yield tab
    finally:
        await context.close()
    assert tab.troubles == []
