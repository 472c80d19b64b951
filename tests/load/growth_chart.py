"""Cost against size as small line charts, in SVG, light or dark as its reader has it. Pure."""

from collections.abc import Mapping, Sequence
from math import floor, log10
from xml.sax.saxutils import escape

from tests.load.growing import CURVES, Curve, Point, Sample, factor_of_ten, points, trend
from tests.load.growth_report import short
from tests.load.report import number

COLUMNS, WIDTH, HEIGHT = 2, 360, 200
"""Of a panel, as all numbers here in SVG's user units."""
LEFT, RIGHT, TOP, BOTTOM = 52, 24, 46, 40
"""Around the lines."""
ENDS = (1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10)
"""Of axes, times a power of ten."""
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f; }
.title { font-size: 13px; font-weight: 600; } .quiet { fill: #57606a; }
.axis { stroke: #8c959f; } .grid { stroke: #d8dee4; }
.line { fill: none; stroke: #0969da; stroke-width: 2; } .spread { stroke: #0969da; stroke-width: 1.5; opacity: .55; }
.point { fill: #0969da; } .doubted { fill: #ffffff; stroke: #0969da; stroke-width: 1.5; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .quiet { fill: #9198a1; } .axis { stroke: #6e7681; } .grid { stroke: #30363d; }
  .line { stroke: #4493f8; } .spread { stroke: #4493f8; } .point { fill: #4493f8; }
  .doubted { fill: #0d1117; stroke: #4493f8; }
}
"""


def growth_chart(taken: Mapping[str, Sequence[Sample]]) -> str:
    """An SVG document; a curve without points is left out."""
    drawn = [(curve, found) for curve in CURVES if (found := points(curve, taken.get(curve.sweep, ())))]
    panels = [
        f'<g transform="translate({place % COLUMNS * WIDTH} {place // COLUMNS * HEIGHT})">{_panel(*each)}</g>\n'
        for place, each in enumerate(drawn)
    ]
    width, height = COLUMNS * WIDTH, -(-len(drawn) // COLUMNS) * HEIGHT
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="Cost against size">\n'
        f"<style>{STYLE}</style>\n{''.join(panels)}</svg>\n"
    )


def _panel(curve: Curve, found: Sequence[Point]) -> str:
    highest = _round(max(point.spread.most for point in found))
    places = [(_x(point.size, found), point) for point in found]
    factor = factor_of_ten(found)
    told = trend(found).value + ("" if factor is None else f", × {factor:.2f} at ten times")
    corners = " ".join(f"{x:.1f},{_y(point.spread.median, highest):.1f}" for x, point in places)
    return "\n".join(
        [
            f'<text class="title" x="0" y="16">{escape(curve.title)}, µs</text>',
            f'<text class="quiet" x="0" y="32">{escape(told)}</text>',
            *(_level(value, highest) for value in (0.0, highest / 2, highest)),
            f'<polyline class="line" points="{corners}"/>',
            *(_point(x, point, highest) for x, point in places),
            _name(curve.by),
        ]
    )


def _name(size: str) -> str:
    middle = (LEFT + WIDTH - RIGHT) / 2
    return f'<text class="quiet" x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(size)}</text>'


def _level(value: float, highest: float) -> str:
    """A line across, from zero on: what is flat looks flat."""
    y = _y(value, highest)
    css = "grid" if value else "axis"
    return (
        f'<line class="{css}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="quiet" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{number(value)}</text>'
    )


def _point(x: float, point: Point, highest: float) -> str:
    """The median as a dot, hollow where the load client was the bottleneck; the least and the most as a line."""
    spread, css = point.spread, "point" if point.is_believed else "doubted"
    least, middle, most = (_y(value, highest) for value in (spread.least, spread.median, spread.most))
    return (
        f'<line class="spread" x1="{x:.1f}" x2="{x:.1f}" y1="{least:.1f}" y2="{most:.1f}"/>'
        f'<circle class="{css}" cx="{x:.1f}" cy="{middle:.1f}" r="3.5"/>'
        f'<text class="quiet" x="{x:.1f}" y="{HEIGHT - 24}" text-anchor="middle">{short(point.size)}</text>'
    )


def _x(size: float, found: Sequence[Point]) -> float:
    """By powers of ten."""
    least, most = log10(found[0].size), log10(found[-1].size)
    share = (log10(size) - least) / (most - least) if most > least else 0.5
    return LEFT + 10 + share * (WIDTH - LEFT - RIGHT - 20)


def _round(value: float) -> float:
    """The end of an axis that has room for it."""
    ten = 10.0 ** floor(log10(value))
    return next(end * ten for end in ENDS if end * ten >= value)


def _y(value: float, highest: float) -> float:
    return HEIGHT - BOTTOM - value / highest * (HEIGHT - TOP - BOTTOM)
