"""Both charts are read as XML, as a browser does; what they look like is for eyes."""

from xml.etree import ElementTree as ET

import pytest

from tests.load.chart import chart
from tests.load.growing import Sample
from tests.load.growth_chart import growth_chart
from tests.load.verdicts import Spread

SVG = "{http://www.w3.org/2000/svg}"
BARS = chart(
    {
        "1-1/Repcast/deliveries_per_cpu_s": Spread(60_000, 55_000, 61_000),
        "1-1/<peer> & co/deliveries_per_cpu_s": Spread(30_000, 30_000, 30_000),
        "idle/Repcast/kib_per_socket": Spread(16, 15, 17),
        "idle/peer/kib_per_socket": Spread(40, 39, 41),
    }
)
LINES = growth_chart(
    {
        "sockets": [
            Sample(size, {"frame_cpu_us": [20.0, 21.0, 22.0]}, client_share=0.9 if size > 1000 else 0.1)
            for size in (100, 1000, 10_000)
        ],
        "processes": [Sample(1, {"frame_cpu_us": [20.0]})],
    }
)


def _all(text: str, tag: str, css: str | None = None) -> list[ET.Element]:
    found = ET.fromstring(text).iter(f"{SVG}{tag}")  # noqa: S314 - our own text
    return [each for each in found if css in (None, each.get("class"))]


@pytest.mark.parametrize("text", [BARS, LINES])
def test_a_chart_is_light_or_dark_as_its_reader_has_it(text: str) -> None:
    """What has a colour in the light has one in the dark."""
    (style,) = _all(text, "style")
    assert style.text is not None
    light, found, dark = style.text.partition("@media (prefers-color-scheme: dark)")
    assert found
    coloured = {css for css in light.replace("}", "}\n").splitlines() if "#" in css}
    assert all(css.split("{")[0].split()[-1] in dark for css in coloured)


@pytest.mark.parametrize("text", [BARS, LINES])
def test_all_of_a_chart_is_within_its_frame(text: str) -> None:
    """And it has a name for who does not see it."""
    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert root.get("aria-label")
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert float(root.get("height", "0")) > 0


def test_the_best_bar_comes_first_and_ours_is_marked() -> None:
    """The most, or the least where less is better; names of peers are text."""
    assert [bar.get("class") for bar in _all(BARS, "rect")] == ["own", "bar", "own", "bar"]
    assert "<peer> & co" in [each.text for each in _all(BARS, "text")]
    first, second, *_ = (float(bar.get("width", "0")) for bar in _all(BARS, "rect"))
    assert first == pytest.approx(2 * second, abs=0.2)


def test_a_curve_has_a_dot_for_each_size() -> None:
    """A hollow one where the client was the bottleneck; ten times the size is as far everywhere."""
    assert len(_all(LINES, "circle", "point")) == 3
    assert len(_all(LINES, "circle", "doubted")) == 1
    few, more, most, _ = (float(dot.get("cx", "0")) for dot in _all(LINES, "circle"))
    assert more - few == pytest.approx(most - more)
    heights = {dot.get("cy") for dot in _all(LINES, "circle")[:3]}
    assert len(heights) == 1


def test_a_panel_without_figures_is_left_out() -> None:
    """As where nothing was measured at all."""
    assert len(_all(LINES, "polyline")) == 2
    assert not _all(growth_chart({}), "g")
    assert not _all(chart({}), "rect")
