"""The files of the page: current, small, and nothing in them that could run a stranger's text."""

import re
from pathlib import Path

import httpx
import pytest

from tests.browser.generated import BOUNDS, STATIC, TYPES, bounds, types
from tests.support.live_server import live_server

MODULES = sorted(STATIC.rglob("*.js"))
SERVED = [file for file in STATIC.rglob("*") if file.is_file() and not file.name.endswith(".d.ts")]
"""What browsers load: types are for the checker."""

MOST_BYTES = 60_000


def test_what_is_made_from_the_models_is_current() -> None:
    """``make page`` has been called after the last change of a frame or of a field's bounds."""
    assert TYPES.read_text(encoding="utf-8") == types()
    assert BOUNDS.read_text(encoding="utf-8") == bounds()


def test_all_files_together_are_small() -> None:
    """Uncompressed, with their comments."""
    assert sum(file.stat().st_size for file in SERVED) <= MOST_BYTES


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(STATIC)))
def test_a_module_makes_no_markup(module: Path) -> None:
    """Nor does it run text, or reach for another server."""
    found = re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|https?://", module.read_text()
    )
    assert found == []


async def test_types_are_not_served(tmp_path: Path) -> None:
    """They are for the checker alone."""
    async with live_server(tmp_path) as server, httpx.AsyncClient(base_url=server.url) as http:
        for file in STATIC.glob("*.d.ts"):
            assert (await http.get(f"/static/{file.name}")).status_code == 404


async def test_every_file_comes_with_a_strict_policy(tmp_path: Path) -> None:
    """Scripts and styles from this server alone, no frame around it, and no markup made from text."""
    async with live_server(tmp_path) as server, httpx.AsyncClient(base_url=server.url) as http:
        for path in ("/", *(f"/static/{file.relative_to(STATIC)}" for file in SERVED)):
            answer = await http.get(path)
            assert answer.status_code == 200
            policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
            assert policy == {
                "default-src": "'none'",
                "script-src": "'self'",
                "style-src": "'self'",
                "connect-src": "'self'",
                "img-src": "'self' data:",
                "require-trusted-types-for": "'script'",
                "trusted-types": "'none'",
                "base-uri": "'none'",
                "frame-ancestors": "'none'",
                "form-action": "'none'",
            }
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cache-control"] == "no-cache"
