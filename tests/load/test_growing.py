import json

import pytest

from tests.load.growing import CURVES, Point, Sample, Trend, factor_of_ten, points, trend
from tests.load.growth_client import Cost, Stretch, is_kept_up
from tests.load.growth_report import curves_table, document, short
from tests.load.sweeps import sample
from tests.load.verdicts import Spread

CURVE = CURVES[0]


def _curve(values: dict[float, float]) -> list[Point]:
    return [Point(size, Spread(value, value, value), is_believed=True) for size, value in values.items()]


@pytest.mark.parametrize(
    ("values", "factor", "expected"),
    [
        ({100: 20, 1000: 20, 10_000: 20}, 1.0, Trend.FLAT),
        ({100: 20, 1000: 21.9}, 1.095, Trend.FLAT),
        ({100: 20, 1000: 18.1}, 0.905, Trend.FLAT),
        ({100: 20, 1000: 22.1}, 1.105, Trend.GROWS),
        ({100: 20, 1000: 17.9}, 0.895, Trend.FALLS),
        ({100: 20, 10_000: 80}, 2.0, Trend.GROWS),
        ({1: 20, 10: 200, 100: 2000}, 10.0, Trend.GROWS),
        ({100: 20, 300: 20, 1000: 20, 3000: 20, 10_000: 40}, 1.32, Trend.GROWS),
    ],
)
def test_a_curve_is_flat_if_ten_times_the_size_moves_it_by_a_tenth_at_most(
    values: dict[float, float], factor: float, expected: Trend
) -> None:
    """By a straight line through all of it, so that a rise at its end counts."""
    curve = _curve(values)
    assert factor_of_ten(curve) == pytest.approx(factor, abs=0.01)
    assert trend(curve) is expected


def test_one_size_alone_has_no_trend() -> None:
    """Nor has none."""
    assert trend(_curve({1: 20})) is Trend.UNKNOWN
    assert trend([]) is Trend.UNKNOWN


@pytest.mark.parametrize(("least", "expected"), [(20.0, Trend.NOISE), (21.0, Trend.GROWS)])
def test_a_rise_within_the_spread_of_every_size_is_noise(least: float, expected: Trend) -> None:
    """One level is then within the least and the most of each."""
    curve = [Point(100, Spread(10, 9, 20), is_believed=True), Point(1000, Spread(30, least, 40), is_believed=True)]
    assert trend(curve) is expected


def test_points_are_medians_in_the_order_of_sizes() -> None:
    """Not believed where the client was busy; left out where the figure is lacking, or is no more than noise."""
    samples = [
        Sample(1000, {CURVE.figure: [3.0, 1.0, 2.0]}, client_share=0.85),
        Sample(100, {CURVE.figure: [7.0]}, client_share=0.84),
        Sample(10, {CURVE.figure: [-1.0]}),
        Sample(1, {}),
    ]
    assert points(CURVE, samples) == [
        Point(100, Spread(7, 7, 7), is_believed=True),
        Point(1000, Spread(2, 1, 3), is_believed=False),
    ]


def test_what_was_measured_is_told_as_a_table_and_as_json() -> None:
    """With the trend of each curve, and the rule."""
    taken = {CURVE.sweep: [Sample(100, {CURVE.figure: [20.0]}), Sample(1000, {CURVE.figure: [40.0]}, 0.9)]}
    (row,) = curves_table(taken).splitlines()[2:]
    assert [cell.strip() for cell in row.split("  ") if cell] == [
        CURVE.title,
        CURVE.by,
        "100: 20",
        "1k: 40?",
        "× 2.00",
        "grows",
    ]
    told = json.loads(json.dumps(document({}, taken)))
    assert told["curves"][0]["trend"] == "grows"
    assert told["samples"][CURVE.sweep][0]["size"] == 100


@pytest.mark.parametrize(("size", "text"), [(1, "1"), (300, "300"), (1500, "1.5k"), (10_000, "10k"), (1_000_000, "1M")])
def test_sizes_are_told_in_short(size: float, text: str) -> None:
    """As an axis has room for."""
    assert short(size) == text


@pytest.mark.parametrize(
    ("late_us", "missing", "expected"),
    [((100.0, 100.0, 90_000.0), 0, True), ((100.0, 90_000.0, 90_000.0), 0, False), ((100.0, 100.0, 100.0), 1, False)],
)
def test_a_rate_fits_that_most_stretches_kept_up_with(late_us: tuple[float, ...], missing: int, expected: bool) -> None:
    """With nothing missing, and little that waits."""
    stretches = [Stretch(100, 100, missing, p50_us, Cost(1, 0.1, 0.1)) for p50_us in late_us]
    assert is_kept_up(stretches) is expected


def test_what_a_server_takes_at_rest_is_no_cost_of_frames() -> None:
    """It is taken off, by the time that went by."""
    stretches = [Stretch(100, 1000, 0, 150.0, Cost(wall_s=2, server_s=0.05, client_s=0.4))]
    found = sample(100, stretches, idle=Cost(wall_s=1, server_s=0.01, client_s=0))
    assert list(found.figures["frame_cpu_us"]) == pytest.approx([30])
    assert found.client_share == pytest.approx(0.2)
