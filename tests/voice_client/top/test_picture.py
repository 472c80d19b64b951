"""How it looks, at every width."""

import io
import re
from datetime import UTC, datetime

import pytest
from rich.console import Console

from voice_client.cli.top.asking import Seen, State
from voice_client.cli.top.figures import Figures
from voice_client.cli.top.picture import Picture, fitting

FIGURES = Figures(
    connections=10_000,
    queued=123_456,
    at_work=32,
    pending=7,
    oldest_pending_s=301,
    workers=4,
    finished_per_min={"completed": 1234.0, "failed": 5.0, "cancelled": 0.0},
    frames_per_s={"job.progressed": 87_654.0, "pong": 0.5},
    tokens_per_min=1_234_567,
    slow=1,
    gaps=0,
    late={0.1: 98.0, 2.5: 100.0, float("inf"): 100.0},
)
NAME = "https://a-server-whose-name-is-long.example:8443"
ROWS = [
    (Seen(NAME, State.UNAVAILABLE, "redis does not answer"), FIGURES),
    (Seen("http://10.0.0.1:8000", State.UNREACHABLE), Figures()),
]


def _drawn(width: int, *, is_terminal: bool = False, no_color: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=is_terminal, no_color=no_color, highlight=False)
    console.print(Picture(ROWS, 2.0, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)))
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 50, 60, 70, 80, 90, 100, 110, 120, 200])
def test_no_figure_is_cut(width: int) -> None:
    """What has no room is left out; of a name the end stays, which tells servers apart."""
    lines = _drawn(width).splitlines()
    assert all(len(line.rstrip()) <= width for line in lines)
    [server] = (line for line in lines if " unavailable " in line)
    assert ":8443 " in server
    figures = [column.show(FIGURES).plain for column in fitting(width)]
    assert server.split("unavailable")[1].split() == " ".join(figures).split()


def test_what_is_bad_is_red_and_without_colours_is_not() -> None:
    """As everywhere, ``NO_COLOR`` and ``--no-color`` are minded."""
    assert re.search(r"\x1b\[1;31m +1\.3 s", _drawn(120, is_terminal=True))
    assert "31m" not in _drawn(120, is_terminal=True, no_color=True)
