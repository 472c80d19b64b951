"""`make voice-report`: what is counted and timed in conversations with a vendor who is near, far, and very far.

Real speed, real servers, all on this machine; the model is a script, so that its own time to think is not in here.
"""

import argparse
import asyncio
import logging
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import structlog
from rich.console import Console
from rich.table import Table

from tests.voice_client.realtime.scenario import Figures, a_kill, a_race, a_whole_conversation

LATENCIES_S = (0.0, 0.03, 0.15)
RACES = 3
ROWS: tuple[tuple[str, str, Callable[[Figures], str]], ...] = (
    ("frames spoken over the user", "0", lambda f: str(f.talked_over)),
    ("announcements per job", "1", lambda f: _range(f.announcements)),
    ("submits per wish", "1", lambda f: _range(f.submits)),
    ("tool outputs per call", "1", lambda f: _range(f.outputs)),
    ("conflicts of responses", "0", lambda f: str(f.conflicts)),
    ("responses caught in flight, unheard", "", lambda f: str(f.caught)),
    ("longest dead air after a call", "< 2 s", lambda f: f"{max(f.dead_air_s):.2f} s"),
    ("longest wait for an answer", "", lambda f: f"{max(f.answered_s):.2f} s"),
    ("end of a job to the word of it", "< 2 s", lambda f: f"{max(f.announced_s):.2f} s"),
    ("both speak, until the agent stops", "", lambda f: f"{max(f.both_ms)} ms"),
    ("longest stall of the reader", "< 100 ms", lambda f: f"{max(f.reader_s) * 1000:.1f} ms"),
    ("longest stall of this process", "", lambda f: f"{max(f.stalls_s) * 1000:.0f} ms"),
)


def _range(counts: list[int]) -> str:
    return str(counts[0]) if len(set(counts)) == 1 else f"{min(counts)} to {max(counts)}"


async def measured(folder: Path, *, latency_s: float, speed: float, races: int = RACES) -> Figures:
    """All conversations at one latency, as if they were one."""
    figures = await a_whole_conversation(_new(folder), speed=speed, latency_s=latency_s)
    for _ in range(races):
        _add(figures, await a_race(_new(folder), speed=speed, latency_s=latency_s))
    _add(figures, await a_kill(_new(folder), speed=speed, latency_s=latency_s))
    return figures


def _new(folder: Path) -> Path:
    """A server's own."""
    return Path(mkdtemp(dir=folder))


def _add(figures: Figures, more: Figures) -> None:
    for name in (field.name for field in fields(Figures)):
        setattr(figures, name, getattr(figures, name) + getattr(more, name))


async def report(speed: float) -> Table:
    """The figures, a column for each latency."""
    table = Table("", "goal", *(f"{latency_s * 1000:.0f} ms" for latency_s in LATENCIES_S), title="One-way latency")
    columns = []
    with TemporaryDirectory() as folder:  # what happens only once in a process is no stall
        await a_whole_conversation(Path(folder), speed=20.0, latency_s=0.0)
    for latency_s in LATENCIES_S:
        with TemporaryDirectory() as folder:
            columns.append(await measured(Path(folder), latency_s=latency_s, speed=speed))
    for name, goal, show in ROWS:
        table.add_row(name, goal, *(show(figures) for figures in columns))
    return table


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster than people speak; times shrink, too")
    Console().print(asyncio.run(report(parser.parse_args().speed)))
