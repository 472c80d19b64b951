"""Which pages and which names are this server's own."""

import pytest

from server.access.origins import is_allowed, is_own_host

ALLOWED = frozenset({"https://app.example", "http://127.0.0.1:9999"})


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000", "app.example", "app.example:443"]
)
def test_own_names_are_known(host: str) -> None:
    """Those of this machine, on any port, and those of allowed origins."""
    assert is_own_host(host, ALLOWED)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8000",
        "0x7f.1",
        "",
        "[::2]",
        "app.example.evil",
        "][",
    ],
)
def test_other_names_are_not(host: str) -> None:
    """Whoever made them point to this machine."""
    assert not is_own_host(host, ALLOWED)


def test_an_origin_is_allowed_to_the_letter() -> None:
    """Own ones by the port that is served, others by the list, and no origin at all is no browser."""
    assert is_allowed([], ALLOWED, 8000)
    assert is_allowed(["http://localhost:8000"], ALLOWED, 8000)
    assert is_allowed(["https://app.example"], ALLOWED, 8000)
    assert not is_allowed(["http://localhost:8001"], ALLOWED, 8000)
    assert not is_allowed(["http://app.example"], ALLOWED, 8000)
