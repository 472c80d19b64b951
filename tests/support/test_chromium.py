"""Tests of the page are there where a Chromium is; else deselected, never skipped."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.support.chromium import chromium

pytest_plugins = ["pytester"]

A_TEST_EACH = """
import pytest

@pytest.mark.browser
def test_page():
    pass

def test_other():
    pass
"""


@pytest.mark.parametrize(
    ("named", "passed", "line"),
    [("", 1, "browser: deselected, no Chromium (make chromium, or REPCAST_CHROMIUM)"), ("/x", 2, "browser: /x")],
    ids=["none", "a named one"],
)
def test_what_drives_a_browser_is_left_out_where_there_is_none(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, named: str, passed: int, line: str
) -> None:
    """And the head of the report says so in one line."""
    monkeypatch.setenv("REPCAST_CHROMIUM", named)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("tests.support.chromium.chromium.__defaults__", (Path("/nowhere"),))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # no other plugin has a say in it, nor takes its time
    pytester.makepyfile(A_TEST_EACH)
    result = pytester.runpytest_inprocess("-p", "tests.support.chromium", "-p", "no:unraisableexception")
    result.assert_outcomes(passed=passed, deselected=2 - passed, skipped=0)
    result.stdout.fnmatch_lines([line])


def test_the_one_that_make_fetched_comes_before_the_machine_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is found where Playwright puts it on this machine; a named one comes before both."""
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    machines = tmp_path / "bin" / "chromium"
    for program in (own, machines):
        program.parent.mkdir(parents=True)
        program.touch(mode=0o755)
    path = {"PATH": str(machines.parent)}
    assert chromium(path, tmp_path / "none") == machines
    assert chromium(path, tmp_path) == own
    assert chromium({**path, "REPCAST_CHROMIUM": "/x"}, tmp_path) == Path("/x")


def test_on_a_mac_it_is_an_application(tmp_path: Path) -> None:
    """Inside a folder of its own."""
    folder = tmp_path / "chromium-1255" / "chrome-mac-arm64" / "Google Chrome for Testing.app" / "Contents" / "MacOS"
    folder.mkdir(parents=True)
    own = folder / "Google Chrome for Testing"
    own.touch()
    assert chromium({"PATH": "/nowhere"}, tmp_path) == own
