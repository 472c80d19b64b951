"""How it looks on a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from voice_client.cli.top.asking import Seen, State
from voice_client.cli.top.figures import Figures, total_of

UNKNOWN = "-"
LATE_S = 1.0
OLD_S = 300.0
"""From here on a figure is red; the alert rules say the same."""
STYLES = {
    State.READY: "green",
    State.METRICS: "green",
    State.DRAINING: "yellow",
    State.UNAVAILABLE: "bold red",
    State.UNREACHABLE: "bold red",
    State.REFUSED: "bold red",
    State.STRANGE: "bold red",
}
MOST_TYPES = 8
Row = tuple[Seen, Figures]


@dataclass(frozen=True, slots=True)
class Picture:
    """All servers, their sum, what waits, and what is written to sockets; as wide as the terminal is by then."""

    rows: Sequence[Row]
    interval_s: float
    at: datetime

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        total = total_of([figures for _, figures in self.rows])
        yield Text.assemble(("repcast top", "bold"), f"  {self.at:%H:%M:%S}  every {self.interval_s:g} s")
        yield Text()
        yield _servers(self.rows, total, options.max_width)
        yield from _troubles(self.rows)
        yield Text()
        yield _queue(total)
        yield Text()
        yield _frames(total)


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of each server.

    Attributes:
        rank: where not all have room, those with the highest are left out: half a figure is a wrong one.
    """

    name: str
    width: int
    rank: int
    show: Callable[[Figures], Text]


COLUMNS = (
    Column("sockets", 7, 0, lambda f: _count(f.connections)),
    Column("queued", 6, 6, lambda f: _count(f.queued)),
    Column("frames/s", 8, 2, lambda f: _rate(None if f.frames_per_s is None else sum(f.frames_per_s.values()))),
    Column("p50", 7, 5, lambda f: _duration(f.p50_s)),
    Column("p99", 7, 1, lambda f: _duration(f.p99_s, red_from_s=LATE_S)),
    Column("jobs", 5, 3, lambda f: _count(f.at_work)),
    Column("done/min", 8, 4, lambda f: _outcome(f, "completed")),
    Column("failed/min", 10, 7, lambda f: _outcome(f, "failed", is_bad=True)),
    Column("tokens/min", 10, 8, lambda f: _rate(f.tokens_per_min)),
)
STATE_WIDTH = max(map(len, State))
LEAST_NAME_WIDTH = 16


def fitting(width: int) -> list[Column]:
    """The columns for which there is room."""
    free = width - LEAST_NAME_WIDTH - STATE_WIDTH - 2
    kept = set()
    for column in sorted(COLUMNS, key=lambda each: each.rank):
        free -= column.width + 1
        if free < 0:
            break
        kept.add(column.name)
    return [column for column in COLUMNS if column.name in kept]


def _servers(rows: Sequence[Row], total: Figures, width: int) -> Table:
    columns = fitting(width)
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", show_footer=len(rows) > 1, footer_style="bold")
    name_width = width - STATE_WIDTH - 2 - sum(column.width + 1 for column in columns)
    table.add_column("server", "all", no_wrap=True)
    table.add_column("state", min_width=STATE_WIDTH)
    for column in columns:
        shown = column.show(total)
        table.add_column(column.name, shown, justify="right", min_width=column.width, no_wrap=True)
    for seen, figures in rows:
        state = Text(seen.state, STYLES[seen.state])
        name = _shortened(seen.url.removeprefix("http://"), max(LEAST_NAME_WIDTH, name_width))
        table.add_row(Text(name), state, *(column.show(figures) for column in columns))
    return table


def _shortened(name: str, width: int) -> str:
    """Its end tells servers apart: the port, or the last part of a path."""
    return name if len(name) <= width else f"…{name[1 - width :]}"


def _troubles(rows: Sequence[Row]) -> list[Text]:
    found = [Text(f"{seen.url}: {seen.detail}", "red") for seen, _ in rows if seen.detail]
    return [Text(""), *found] if found else []


def _queue(total: Figures) -> Text:
    """One sentence a thing; the queue is that of all processes."""
    oldest = _duration(total.oldest_pending_s, red_from_s=OLD_S)
    waits = Text.assemble("pending ", _count(total.pending), "  oldest ", oldest)
    parts = [waits, Text.assemble("workers ", _count(total.workers))]
    parts += [Text.assemble(f"{name} ", _count(value, is_bad=True)) for name, value in _losses(total)]
    return Text("   ").join(parts)


def _losses(total: Figures) -> list[tuple[str, float | None]]:
    cancelled = None if total.finished_per_min is None else total.finished_per_min["cancelled"]
    return [("slow readers", total.slow), ("gaps", total.gaps), ("cancelled/min", cancelled)]


def _frames(total: Figures) -> RenderableType:
    rates = sorted((total.frames_per_s or {}).items(), key=lambda each: -each[1])
    if not rates:
        return Text("no frames were written" if total.frames_per_s is not None else "", "dim")
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("frames", no_wrap=True)
    table.add_column("/s", justify="right")
    table.add_column("")
    most = rates[0][1]
    for name, rate in rates[:MOST_TYPES]:
        table.add_row(name, _rate(rate), Text("█" * max(1, round(24 * rate / most)), "cyan"))
    return table


def _outcome(figures: Figures, outcome: str, *, is_bad: bool = False) -> Text:
    if figures.finished_per_min is None:
        return _unknown()
    value = figures.finished_per_min[outcome]
    return _rate(value, style="red" if is_bad and value else "")


def _count(value: float | None, *, is_bad: bool = False) -> Text:
    return _unknown() if value is None else Text(f"{value:,.0f}", "red" if is_bad and value else "")


def _rate(value: float | None, style: str = "") -> Text:
    if value is None:
        return _unknown()
    return Text(f"{value:,.1f}" if 0 < value < 10 else f"{value:,.0f}", style)  # noqa: PLR2004 - two digits say enough


def _duration(value_s: float | None, red_from_s: float | None = None) -> Text:
    if value_s is None:
        return _unknown()
    style = "bold red" if red_from_s is not None and value_s >= red_from_s else ""
    if 0 < value_s < 1:
        return Text(f"{value_s * 1000:.3g} ms", style)
    return Text(f"{value_s:.3g} s", style)


def _unknown() -> Text:
    return Text(UNKNOWN, "dim")
