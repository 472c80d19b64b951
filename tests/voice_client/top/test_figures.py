"""What is shown of a server, from what it told at two moments."""

import pytest
from prometheus_client import generate_latest

from schemas.framing import text_frame
from schemas.model import JsonObject
from server.metrics.registry import Metrics
from server.push.outbox import Undated
from server.storage.transaction import Lasted, LogFrame
from voice_client.cli.top.figures import Figures, figures_of, recent, total_of
from voice_client.cli.top.scrape import NoMetrics, Scrape, scrape_of


def _told(metrics: Metrics, at_s: float) -> Scrape:
    return scrape_of(generate_latest(metrics.registry).decode(), at_s)


def _end(outcome: str) -> LogFrame:
    return LogFrame("j", "u", 2, f"job.{outcome}", 0.0, text_frame(b"{}"), is_final=True, lasted=Lasted(1.0, 2.0))


def test_rates_are_those_of_the_interval() -> None:
    """Of a server's own metrics: frames a second, ends and tokens a minute, and how late frames were."""
    metrics = Metrics()
    metrics.sockets.counts.sent([Undated(b"{}", "pong")], 0.0)
    metrics.jobs.committed([_end("failed")])
    before = _told(metrics, 100.0)
    for _ in range(40):
        metrics.sockets.counts.sent([Undated(b"{}", "pong")], 0.0)
    metrics.jobs.committed([_end("completed"), _end("completed")])
    metrics.push.slow_consumers.add()
    metrics.push.gap_resyncs.add(3)
    figures = figures_of([before], _told(metrics, 110.0))
    assert figures.frames_per_s == {"pong": 4.0}
    assert figures.finished_per_min == {"completed": 12.0, "failed": 0.0, "cancelled": 0.0}
    assert (figures.slow, figures.gaps, figures.tokens_per_min) == (1, 3, 0)
    assert figures.p99_s is None


def test_without_a_look_before_there_are_no_rates() -> None:
    """They are not zero, they are not known."""
    figures = figures_of([], _told(Metrics(), 100.0))
    assert figures == Figures()


def _scrape(at_s: float, began_s: float, sent: float) -> Scrape:
    text = f'process_start_time_seconds {began_s}\nrepcast_frames_sent_total{{type="pong"}} {sent}\n'
    return scrape_of(text, at_s)


@pytest.mark.parametrize(("sent", "expected"), [(150.0, 15.0), (40.0, 4.0)])
def test_a_process_that_was_begun_anew_counts_from_zero(sent: float, expected: float) -> None:
    """Also where it has come further than the last one had."""
    assert figures_of([_scrape(0, 1, 100)], _scrape(10, 2, sent)).frames_per_s == {"pong": expected}


def test_jobs_are_counted_over_a_minute_and_frames_since_the_last_look() -> None:
    """Few jobs end in two seconds; what is older than a minute is kept only as far as it is needed."""
    metrics = Metrics()
    earlier: list[Scrape] = []
    for at_s in range(0, 100, 10):
        earlier = recent(earlier, _told(metrics, at_s))
        metrics.jobs.committed([_end("completed")])
        metrics.sockets.counts.sent([Undated(b"{}", "pong")], 0.0)
    assert [scrape.at_s for scrape in earlier] == [30, 40, 50, 60, 70, 80, 90]
    figures = figures_of(earlier, _told(metrics, 100.0))
    assert figures.finished_per_min is not None
    assert figures.finished_per_min["completed"] == pytest.approx(6)
    assert figures.frames_per_s == {"pong": 0.1}


def test_the_sum_adds_up_what_is_each_ones_own() -> None:
    """Sockets are; the queue of jobs is one for all. Who tells nothing adds nothing."""
    some = Figures(connections=3, pending=5, oldest_pending_s=9, frames_per_s={"ping": 1.0}, late={0.1: 1})
    others = Figures(connections=4, pending=5, oldest_pending_s=8, frames_per_s={"ping": 2.0, "pong": 1}, late={0.1: 2})
    total = total_of([some, others, Figures()])
    assert (total.connections, total.pending, total.oldest_pending_s) == (7, 5, 9)
    assert total.frames_per_s == {"ping": 3.0, "pong": 1.0}
    assert total.late == {0.1: 3}
    assert total.queued is None


def test_for_programs_there_are_quantiles_and_no_histogram() -> None:
    """Plain JSON values."""
    told: JsonObject = Figures(late={0.1: 10.0, float("inf"): 10.0}).as_json()
    assert told["push_p50_s"] == pytest.approx(0.05)
    assert "late" not in told


@pytest.mark.parametrize("text", ["<!doctype html><p>Hello</p>", '{"detail": "no"}', "a{b=1} x"])
def test_what_is_no_exposition_is_said_to_be_none(text: str) -> None:
    """A page, or JSON: whoever answers there is somebody else."""
    with pytest.raises(NoMetrics):
        scrape_of(text, 0.0)
