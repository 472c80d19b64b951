"""What grows and what stands, as Prometheus collects it."""

from math import inf

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from server.metrics.series import Count, Counts, Histogram, Reading


def _told(registry: CollectorRegistry) -> list[str]:
    return [line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")]


def test_counts_are_told_from_zero_on() -> None:
    """Each value of the label, so that its first increase shows as one; another value only once it has come."""
    registry = CollectorRegistry()
    counts = Counts(registry, "frames", "Frames.", "type", ["ping", "pong"])
    counts.add("ping")
    counts.add("ping", 2)
    assert _told(registry) == ['frames_total{type="ping"} 3.0', 'frames_total{type="pong"} 0.0']
    counts.add("gong")
    assert 'frames_total{type="other"} 1.0' in _told(registry)


def test_a_count_grows() -> None:
    """By one, or by several."""
    registry = CollectorRegistry()
    count = Count(registry, "gaps", "Gaps.")
    count.add()
    count.add(4)
    assert _told(registry) == ["gaps_total 5.0"]


def test_a_reading_is_looked_up_when_it_is_asked_for() -> None:
    """What is not known is not told: a zero would be a lie."""
    registry = CollectorRegistry()
    now: list[float | None] = [None]
    Reading(registry, "waiting", "Waiting.", lambda: now[0])
    assert _told(registry) == []
    now[0] = 7
    assert _told(registry) == ["waiting 7.0"]


@given(st.lists(st.floats(-1, 12, allow_nan=False), max_size=50))
def test_a_histogram_has_each_value_in_the_buckets_that_it_fits(values: list[float]) -> None:
    """As the client library's parser reads them; what is negative counts as zero."""
    registry = CollectorRegistry()
    spread = Histogram(registry, "late", "Late.", (0.5, 1.0, 10.0), ("way",), [("bus",)]).of["bus",]
    for value in values:
        spread.add(value)
    [family] = text_string_to_metric_families(generate_latest(registry).decode())
    told = {(sample.name, sample.labels.get("le")): sample.value for sample in family.samples}
    for bound in (0.5, 1.0, 10.0, inf):
        name = "+Inf" if bound == inf else str(bound)
        assert told["late_bucket", name] == sum(value <= bound for value in values)
    assert told["late_count", None] == len(values)
    assert abs(told["late_sum", None] - sum(value for value in values if value > 0)) < 1e-6
