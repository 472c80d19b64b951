import re

import pytest

from tests.load.capacity import EXAMPLE, PAGE, Load, constants, needs, told

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_example_follows_from_the_constants() -> None:
    """It stands on the page as it is computed from the figures there."""
    assert told(needs(EXAMPLE, constants(TEXT))) in TEXT


def test_every_constant_says_how_it_is_measured() -> None:
    """By a command, and by the name that the figure has in what it prints."""
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \| `([^|]+)` \| [^|]+ \|$", TEXT, re.MULTILINE)
    assert [name for name, _ in rows] == list(constants(TEXT))
    assert {command for _, command in rows} == {"make bench", "make bench-growth", "constants"}


@pytest.mark.parametrize(
    ("change", "name", "factor"),
    [
        (Load(2_000_000, 0.05, 1, 4, 600), "cores of servers", 2),
        (Load(1_000_000, 0.10, 1, 4, 600), "memory of sockets, GiB", 2),
        (Load(1_000_000, 0.05, 3, 4, 600), "database: GiB a day", 3),
        (Load(1_000_000, 0.05, 1, 8, 600), "cores of workers", 2),
        (Load(1_000_000, 0.05, 1, 8, 600), "database: GiB a day", 1),
        (Load(1_000_000, 0.05, 1, 4, 300), "cores of servers: connects", 2),
    ],
)
def test_needs_grow_with_what_users_do(change: Load, name: str, factor: float) -> None:
    """Each with its own part of it."""
    known = constants(TEXT)
    assert needs(change, known)[name] == pytest.approx(factor * needs(EXAMPLE, known)[name])
