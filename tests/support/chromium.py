"""Tests that are marked ``browser`` drive a Chromium; where there is none they are left out."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.deselecting import deselect

NAMED = "REPCAST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OURS = Path(sys.prefix) / "chromium"
"""Where ``make chromium`` puts one."""
FETCHED = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac-*/*.app/Contents/MacOS/*")
"""Its place in there: ``EXECUTABLE_PATHS`` of Playwright's registry."""


def chromium(environment: Mapping[str, str], ours: Path = OURS) -> Path | None:
    """The program to drive: the one that is named, the environment's own, or the machine's."""
    if environment.get(NAMED):
        return Path(environment[NAMED])
    fetched = (program for place in FETCHED for program in sorted(ours.glob(place)))
    found = (shutil.which(name, path=environment.get("PATH")) for name in NAMES)
    installed = [Path(program) for program in found if program]
    return next(iter([*fetched, *installed]), None)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives a Chromium")


def pytest_report_header(config: pytest.Config) -> str:
    program = chromium(os.environ)
    return f"browser: deselected, no Chromium (make chromium, or {NAMED})" if program is None else f"browser: {program}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if chromium(os.environ) is None:
        deselect(config, items, "browser")
