"""The few elements that pictures are drawn with, as SVG 1.1 text. Everything that is written is escaped here."""

from collections.abc import Iterable
from html import escape
from typing import Final, Literal

from server.generation.exports.text import plain

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

MARK_PX: Final = 3.5


def text(x: float, y: float, said: str, kind: str, anchor: Anchor = "start") -> str:
    """One line; ``kind`` is a class of the style sheet."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escaped(said)}</text>'


def rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" class="{kind}"/>'


def line(start: Point, end: Point, kind: str) -> str:
    return f'<path d="{_moves([start, end])}" class="{kind}"/>'


def polyline(points: Iterable[Point], kind: str) -> str:
    return f'<path d="{_moves(points)}" class="{kind}"/>'


def disc(at: Point, kind: str) -> str:
    return f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{MARK_PX}" class="{kind}"/>'


def diamond(at: Point, kind: str) -> str:
    x, y = at
    reach = MARK_PX * 1.35
    corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
    return f'<path d="{_moves(corners)}Z" class="{kind}"/>'


def escaped(said: str) -> str:
    """On one line, and without meaning to XML."""
    return escape(plain(said))


def _moves(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
