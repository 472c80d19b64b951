"""The figures as bars, in SVG: Repcast beside its peers, light or dark as its reader has it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.load.report import number
from tests.load.serving import REPCAST
from tests.load.verdicts import Spread

WIDTH, LABEL_WIDTH, VALUE_WIDTH = 720, 150, 110
BAR, GAP, TITLE, SPACE = 20, 6, 30, 18
"""Heights, as all numbers here in SVG's user units."""

STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f; }
.title { font-weight: 600; }
.bar { fill: #8c959f; } .own { fill: #0969da; } .spread { stroke: #24292f; stroke-width: 1.5; opacity: .55; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .bar { fill: #6e7681; } .own { fill: #4493f8; } .spread { stroke: #e6edf3; }
}
"""


@dataclass(frozen=True, slots=True)
class Panel:
    """Figures named ``<task>/<who>/<what>``, a bar each, the best one first."""

    title: str
    task: str
    what: str
    is_less_better: bool = False


PANELS = (
    Panel("1 → 1 through Redis: deliveries per second of server CPU", "1-1", "deliveries_per_cpu_s"),
    Panel("1 → 500 through Redis: deliveries per second of server CPU", "1-500", "deliveries_per_cpu_s"),
    Panel("In bursts, 1 → 1: deliveries per second of server CPU", "burst 1-1", "deliveries_per_cpu_s"),
    Panel("In bursts, 1 → 500: deliveries per second of server CPU", "burst 1-500", "deliveries_per_cpu_s"),
    Panel("Publish → receive at 100/s: median, µs (less is better)", "low load", "p50_us", is_less_better=True),
    Panel("Memory of an idle socket, KiB (less is better)", "idle", "kib_per_socket", is_less_better=True),
)


def chart(figures: Mapping[str, Spread]) -> str:
    """An SVG document; a panel without figures is left out."""
    parts: list[str] = []
    top = 0
    for panel in PANELS:
        bars = _bars(panel, figures)
        if bars:
            parts.append(_panel(panel.title, bars, top))
            top += TITLE + len(bars) * (BAR + GAP) + SPACE
    size = f'width="{WIDTH}" height="{top}" viewBox="0 0 {WIDTH} {top}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="Repcast beside its peers">\n'
        f"<style>{STYLE}</style>\n{''.join(parts)}</svg>\n"
    )


def _bars(panel: Panel, figures: Mapping[str, Spread]) -> list[tuple[str, Spread]]:
    start, end = f"{panel.task}/", f"/{panel.what}"
    bars = [
        (name.removeprefix(start).removesuffix(end), spread)
        for name, spread in figures.items()
        if name.startswith(start) and name.endswith(end)
    ]
    return sorted(bars, key=lambda bar: bar[1].median, reverse=not panel.is_less_better)


def _panel(title: str, bars: Sequence[tuple[str, Spread]], top: int) -> str:
    full = max(spread.most for _, spread in bars)
    lines = [f'<text class="title" x="0" y="{top + 18}">{escape(title)}</text>']
    for place, (name, spread) in enumerate(bars):
        y = top + TITLE + place * (BAR + GAP)
        lines.append(_bar(name, spread, y, (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / full))
    return "\n".join(lines) + "\n"


def _bar(name: str, spread: Spread, y: int, scale: float) -> str:
    """The median as a bar, the least and the most as a line upon it."""
    css = "own" if name == REPCAST else "bar"
    least, most, middle = LABEL_WIDTH + spread.least * scale, LABEL_WIDTH + spread.most * scale, y + BAR / 2
    end = LABEL_WIDTH + spread.most * scale + 8
    return (
        f'<text x="{LABEL_WIDTH - 8}" y="{y + 15}" text-anchor="end">{escape(name)}</text>'
        f'<rect class="{css}" x="{LABEL_WIDTH}" y="{y}" width="{spread.median * scale:.1f}" height="{BAR}" rx="3"/>'
        f'<line class="spread" x1="{least:.1f}" x2="{most:.1f}" y1="{middle}" y2="{middle}"/>'
        f'<text x="{end:.1f}" y="{y + 15}">{number(spread.median)}</text>'
    )
