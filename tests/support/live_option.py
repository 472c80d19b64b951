"""``--live``: tests that are marked ``live`` call the real vendor of models, and are there only when that is asked."""

import os
from collections.abc import Mapping

import pytest

from tests.support.deselecting import deselect

KEY = "OPENAI_API_KEY"


def why_not(*, is_asked: bool, environment: Mapping[str, str]) -> str | None:
    """What is missing for the tests of the real vendor; None: nothing."""
    if not is_asked:
        return "not asked for (--live)"
    if not environment.get(KEY):
        return f"{KEY} is not set"
    return None


def _why_not(config: pytest.Config) -> str | None:
    return why_not(is_asked=bool(config.getoption("live")), environment=os.environ)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--live", action="store_true", help=f"call the real vendor of models too, with {KEY}")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "live: calls the real vendor of models, which costs money")


def pytest_report_header(config: pytest.Config) -> str:
    reason = _why_not(config)
    return "live: the real vendor is called" if reason is None else f"live: deselected, {reason}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if _why_not(config) is not None:
        deselect(config, items, "live")
