"""A picture of a program: how many sets each muscle gets, and how hard it is, week by week.

One column a week through all panels; lighter weeks are hatched, so that they show without colour too. Colours are
from Okabe and Ito's palette, which colour-blind people can tell apart (jfly.uni-koeln.de/color).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from schemas.program import Program
from server.generation.exports.source import Source
from server.generation.exports.svg_parts import (
    Point,
    diamond,
    disc,
    escaped,
    line,
    polyline,
    rect,
    text,
)
from server.generation.exports.svg_style import STYLE
from server.generation.exports.tally import Series, Tally, tally
from server.generation.exports.text import plain, shortened

WIDTH: Final = 840
MARGIN: Final = 28
PLOT_LEFT: Final = 180
PLOT_RIGHT: Final = 740
WIDEST_COLUMN: Final = 64
BAR_SHARE: Final = 0.72
WIDEST_BAR: Final = 34

ROW_HEIGHT: Final = 31
BAR_HEIGHT: Final = 18
CHART_HEIGHT: Final = 96
HEADING_HEIGHT: Final = 50
GAP: Final = 26
LETTER_WIDTH: Final = 6.6
"""About that of a letter at 12 pixels; what is cut is cut a little early rather than late."""
NUMBERED_COLUMN: Final = 23
"""Columns that are narrower have no room for a number of their own."""

EFFORT_TICKS: Final = (0, 2, 4, 6, 8, 10)
LOAD_TICKS: Final = (20, 40, 60, 80, 100)

Lines = Iterator[str]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where each week stands."""

    program: Program
    width: float

    @property
    def right(self) -> float:
        return PLOT_LEFT + self.width * len(self.program.weeks)

    @property
    def is_numbered(self) -> bool:
        return self.width >= NUMBERED_COLUMN

    def middle(self, index: int) -> float:
        return PLOT_LEFT + self.width * (index + 0.5)

    @property
    def lighter(self) -> list[int]:
        return [index for index, week in enumerate(self.program.weeks) if week.is_deload]


def as_svg(source: Source) -> str:
    """An SVG that needs nothing else: no script, no font, no file."""
    program = source.program
    counted = tally(program)
    columns = _Columns(program, min(WIDEST_COLUMN, (PLOT_RIGHT - PLOT_LEFT) / max(1, len(program.weeks))))
    drawn: list[str] = []
    y = float(MARGIN)
    for panel in _panels(program, counted, columns):
        lines, height = panel(y)
        drawn += lines
        y += height
    return "\n".join([*_opening(program, counted, y), *drawn, "</svg>", ""])


Panel = Callable[[float], tuple[Sequence[str], float]]
"""Draws itself from ``y`` down; says how high it is."""


def _panels(program: Program, counted: Tally, columns: _Columns) -> Iterator[Panel]:
    yield lambda y: _title(program, columns, y)
    if counted.sets:
        yield lambda y: _bars("Sets of each muscle", counted.sets, columns, y)
    if counted.minutes:
        yield lambda y: _bars("Minutes", counted.minutes, columns, y)
    if counted.effort:
        yield lambda y: _chart("Effort, out of 10", counted.effort, EFFORT_TICKS, columns, y)
    if counted.load:
        yield lambda y: _chart("Load, in % of the most you can lift once", counted.load, LOAD_TICKS, columns, y)
    yield lambda y: _footnotes(counted, columns, y)


def _opening(program: Program, counted: Tally, height: float) -> Lines:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-labelledby="title desc" lang="en">'
    )
    yield f'<title id="title">{escaped(program.name)}: sets, minutes and effort by week</title>'
    yield f'<desc id="desc">{escaped(_told(program, counted))}</desc>'
    yield STYLE
    yield rect(0, 0, WIDTH, height, "paper")


def _told(program: Program, counted: Tally) -> str:
    """What the picture shows, for those who hear it."""
    lighter = [str(week.index) for week in program.weeks if week.is_deload]
    weeks = len(program.weeks)
    parts = [f"{weeks} week{'' if weeks == 1 else 's'}."]
    parts += [f"Lighter weeks: {', '.join(lighter)}."] * bool(lighter)
    groups = ((counted.sets, "{} sets a week"), (counted.minutes, "{} minutes a week"))
    measures = ((counted.effort, "effort {} of 10"), (counted.load, "{} percent of the one-repetition maximum"))
    for group, said in (*groups, *measures):
        parts += [f"{series.name}: {said.format(_range(series, ' to '))}." for series in group]
    return " ".join(parts)


def _title(program: Program, columns: _Columns, y: float) -> tuple[list[str], float]:
    goal = f"Goal: “{plain(program.goal_raw)}”"
    lines = [
        text(MARGIN, y + 16, shortened(plain(program.name), 74), "name"),
        text(MARGIN, y + 37, shortened(goal, int((WIDTH - 2 * MARGIN) / LETTER_WIDTH)), "dim"),
    ]
    strip = y + 58
    for number, block in enumerate(program.blocks, 1):
        left = PLOT_LEFT + columns.width * (block.first_week - 1) + 1
        width = columns.width * (block.last_week - block.first_week + 1) - 2
        name = plain(block.name)
        shown = name if len(name) * LETTER_WIDTH <= width else str(number)
        lines.append(f"<g><title>{escaped(block.name)}: {escaped(block.aim)}</title>")
        lines.append(rect(left, strip, width, 18, "block"))
        lines.append(text(left + width / 2, strip + 13, shown, "small", "middle"))
        lines.append("</g>")
    lines.append(text(PLOT_LEFT - 10, strip + 13, "Block", "dim", "end"))
    return lines, 92


def _heading(said: str, columns: _Columns, y: float, height: float) -> Lines:
    """The name of a panel, its weeks, and behind everything else the lighter ones."""
    yield text(MARGIN, y + 14, said, "heading")
    for index in columns.lighter:
        left = PLOT_LEFT + columns.width * index
        yield rect(left, y + 22, columns.width, height - 22, "lighter")
    step = next((step for step in (1, 2, 4) if columns.width * step >= NUMBERED_COLUMN), 8)
    for index, week in enumerate(columns.program.weeks):
        if index % step == 0:
            yield text(columns.middle(index), y + 36, str(week.index), "small", "middle")
    yield text(PLOT_LEFT - 10, y + 36, "Week", "dim", "end")


def _bars(said: str, rows: Sequence[Series], columns: _Columns, y: float) -> tuple[list[str], float]:
    """A row a series, all on one scale."""
    height = HEADING_HEIGHT + ROW_HEIGHT * len(rows)
    most = max(max(series.known) for series in rows)
    lines = list(_heading(said, columns, y, height))
    for number, series in enumerate(rows):
        base = y + HEADING_HEIGHT + ROW_HEIGHT * (number + 1) - 4
        lines.append(text(PLOT_LEFT - 10, base - 4, series.name, "label", "end"))
        lines.append(line((PLOT_LEFT, base), (columns.right, base), "grid"))
        lines += _row(series, most, columns, base)
        if len(series.values) > 1:
            lines.append(text(columns.right + 10, base - 4, _range(series, "-"), "label"))
    return lines, height + GAP


def _row(series: Series, most: float, columns: _Columns, base: float) -> Lines:
    width = min(WIDEST_BAR, columns.width * BAR_SHARE)
    lighter = set(columns.lighter)
    for index, value in enumerate(series.values):
        if not value:
            continue
        height = max(1.0, BAR_HEIGHT * value / most)
        left = columns.middle(index) - width / 2
        yield rect(left, base - height, width, height, "bar-lighter" if index in lighter else "bar")
        if columns.is_numbered:
            yield text(columns.middle(index), base - height - 2, _number(value), "tiny", "middle")


def _chart(
    said: str, lines_of: Sequence[Series], ticks: Sequence[int], columns: _Columns, y: float
) -> tuple[list[str], float]:
    """A line a series, told apart by its mark and its dashes."""
    height = HEADING_HEIGHT + CHART_HEIGHT
    lowest = min(min(series.known) for series in lines_of)
    floor = max((tick for tick in ticks if tick <= lowest), default=0) if ticks[0] else 0
    top, bottom = y + HEADING_HEIGHT + 10, y + height - 6

    def level(value: float) -> float:
        return bottom - (bottom - top) * (value - floor) / (ticks[-1] - floor)

    drawn = list(_heading(said, columns, y, height))
    for tick in ticks:
        if tick >= floor:
            drawn.append(line((PLOT_LEFT, level(tick)), (columns.right, level(tick)), "grid"))
            drawn.append(text(PLOT_LEFT - 10, level(tick) + 4, str(tick), "small", "end"))
    ends = _apart([level(series.known[-1]) for series in lines_of])
    for number, series in enumerate(lines_of):
        drawn += _line(series, number, level, columns)
        mark = diamond if number else disc
        drawn.append(mark((columns.right + 14, ends[number]), f"mark{number}"))
        drawn.append(text(columns.right + 24, ends[number] + 4, series.name, "label"))
    return drawn, height + GAP


def _line(series: Series, number: int, level: Callable[[float], float], columns: _Columns) -> Lines:
    points = [
        None if value is None else (columns.middle(index), level(value)) for index, value in enumerate(series.values)
    ]
    for stretch in _stretches(points):
        yield polyline(stretch, f"line{number}")
    mark = diamond if number else disc
    for point, value in zip(points, series.values, strict=True):
        if point is None or value is None:
            continue
        if columns.width >= NUMBERED_COLUMN / 2:
            yield mark(point, f"mark{number}")
        if columns.is_numbered:
            x, y = point
            yield text(x, y + 16 if number else y - 8, _number(value), "tiny", "middle")


def _stretches(points: Sequence[Point | None]) -> Iterator[list[Point]]:
    """Points that follow each other without a week that has none."""
    stretch: list[Point] = []
    for point in [*points, None]:
        if point is not None:
            stretch.append(point)
        elif stretch:
            yield stretch
            stretch = []


def _apart(levels: list[float], least: float = 15.0) -> list[float]:
    """The same, moved from each other until two names can be read."""
    if len(levels) == 2 and abs(levels[0] - levels[1]) < least:  # noqa: PLR2004 - there are never more
        middle, sign = sum(levels) / 2, 1 if levels[0] >= levels[1] else -1
        return [middle + sign * least / 2, middle - sign * least / 2]
    return levels


def _footnotes(counted: Tally, columns: _Columns, y: float) -> tuple[list[str], float]:
    notes = []
    if counted.sets:
        notes.append("A set counts 1 for a muscle that leads, and 0.5 for one that helps.")
    if counted.effort:
        notes.append("Effort of sets is 10 less the repetitions in reserve; of endurance, how hard it feels.")
    lines = [text(MARGIN, y + 4 + 17 * number, note, "dim") for number, note in enumerate(notes)]
    height = 17.0 * len(notes)
    if columns.lighter:
        lines.append(rect(MARGIN, y + height - 7, 22, 13, "lighter"))
        lines.append(text(MARGIN + 30, y + height + 4, "Hatched: a lighter week, to recover", "dim"))
        height += 17
    return lines, height + MARGIN - 10


def _range(series: Series, between: str) -> str:
    low, high = (_number(bound(series.known)) for bound in (min, max))
    return low if low == high else f"{low}{between}{high}"


def _number(value: float) -> str:
    """One digit behind the point at most, and none that says nothing."""
    return f"{round(value, 1):g}"
