"""A Chromium for all tests of the page, in one loop with the servers; a tab for each test."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.tab import Tab, new_tab
from tests.support.chromium import chromium
from tests.support.live_server import LiveServer, live_server
from tests.support.scripted_generator import Hold, ScriptedGenerator

LAUNCHED_WITH = (
    "--no-sandbox",  # containers have no namespaces for it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        program = await playwright.chromium.launch(executable_path=chromium(os.environ), args=list(LAUNCHED_WITH))
        yield program
        await program.close()


@pytest.fixture
def user() -> str:
    return str(uuid4())


@pytest.fixture
def generator() -> ScriptedGenerator:
    """Its jobs hold when two weeks are written."""
    return ScriptedGenerator([[Hold(after_weeks=2)]])


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path, generator: ScriptedGenerator) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path, generator, max_active_jobs=60) as running:
        yield running
        generator.release()


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser: Browser, server: LiveServer) -> AsyncIterator[Tab]:
    """A new tab, closed before the server is."""
    async with new_tab(browser) as opened:
        yield opened
