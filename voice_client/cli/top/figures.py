"""From two looks at a server to what is shown of it, and the sum of several. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from voice_client.cli.top.changes import buckets_between, increase, increases, quantile, together
from voice_client.cli.top.scrape import Scrape

OUTCOMES = ("completed", "failed", "cancelled")
TOKEN_KINDS = ("input", "output")
LATENCY = "repcast_push_latency_seconds_bucket"
MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Figures:
    """One server, or all of them; None where it is not told, or not known yet.

    Attributes:
        pending: of all processes on the database.
        finished_per_min: by outcome, over the last minute.
        frames_per_s: written to sockets, by type.
        late: the histogram of the interval, from commit to socket.
        tokens_per_min: of the model, in and out, over the last minute.
        slow: readers whose queue was full in the interval.
        gaps: frames that had to be read from the log in the interval.
    """

    connections: float | None = None
    queued: float | None = None
    at_work: float | None = None
    pending: float | None = None
    oldest_pending_s: float | None = None
    workers: float | None = None
    finished_per_min: Mapping[str, float] | None = None
    frames_per_s: Mapping[str, float] | None = None
    tokens_per_min: float | None = None
    slow: float | None = None
    gaps: float | None = None
    late: Mapping[float, float] = field(default_factory=dict)

    @property
    def p50_s(self) -> float | None:
        return quantile(0.5, self.late)

    @property
    def p99_s(self) -> float | None:
        return quantile(0.99, self.late)

    def as_json(self) -> dict[str, Any]:
        """For programs: without the histogram, with its quantiles."""
        names = [name for name in self.__dataclass_fields__ if name != "late"]
        told = {name: _rounded(getattr(self, name)) for name in names}
        return {**told, "push_p50_s": _rounded(self.p50_s), "push_p99_s": _rounded(self.p99_s)}


def figures_of(earlier: Sequence[Scrape], now: Scrape) -> Figures:
    """What a server tells now, and what has happened meanwhile.

    Args:
        earlier: what it told before, oldest first: frames are counted since the last, jobs since the first, because
            few end in seconds.
    """
    states = Figures(
        connections=now.value("repcast_ws_connections"),
        queued=now.value("repcast_send_queue_frames"),
        at_work=now.value("repcast_jobs_inflight"),
        pending=now.value("repcast_jobs_pending"),
        oldest_pending_s=now.value("repcast_oldest_pending_job_age_seconds"),
        workers=now.value("repcast_workers"),
    )
    if not earlier:
        return states
    return _with_rates(states, _since_its_start(earlier[0], now), _since_its_start(earlier[-1], now), now)


def recent(earlier: Sequence[Scrape], now: Scrape) -> list[Scrape]:
    """What is to be kept to tell of the last minute next time, ``now`` included."""
    scrapes = [*earlier, now]
    old = [place for place, scrape in enumerate(scrapes) if scrape.at_s <= now.at_s - MINUTE_S]
    return scrapes[max(old, default=0) :]


def total_of(servers: Sequence[Figures]) -> Figures:
    """All servers as one; what each tells of all processes is not added up."""
    return Figures(
        connections=_sum(each.connections for each in servers),
        queued=_sum(each.queued for each in servers),
        at_work=_sum(each.at_work for each in servers),
        pending=_most(each.pending for each in servers),
        oldest_pending_s=_most(each.oldest_pending_s for each in servers),
        workers=_most(each.workers for each in servers),
        finished_per_min=_sums([each.finished_per_min for each in servers]),
        frames_per_s=_sums([each.frames_per_s for each in servers]),
        tokens_per_min=_sum(each.tokens_per_min for each in servers),
        slow=_sum(each.slow for each in servers),
        gaps=_sum(each.gaps for each in servers),
        late=together(each.late for each in servers),
    )


def _since_its_start(before: Scrape, now: Scrape) -> Scrape:
    """A process that was begun anew counts from zero, even if it has counted further than the last one had."""
    began = "process_start_time_seconds"
    return before if before.value(began) == now.value(began) else Scrape(before.at_s, {})


def _with_rates(states: Figures, first: Scrape, last: Scrape, now: Scrape) -> Figures:
    ended = _grown(first, now, "repcast_job_duration_seconds_count", "outcome", phase="total")
    tokens = _grown(first, now, "repcast_llm_tokens_total", "kind")
    frames = _grown(last, now, "repcast_frames_sent_total", "type")
    minutes, seconds = (now.at_s - first.at_s) / MINUTE_S, now.at_s - last.at_s
    return replace(
        states,
        finished_per_min={name: ended.get(name, 0.0) / minutes for name in OUTCOMES},
        frames_per_s={name: count / seconds for name, count in frames.items() if count},
        tokens_per_min=sum(tokens.get(kind, 0.0) for kind in TOKEN_KINDS) / minutes,
        slow=_grown_alone(last, now, "repcast_slow_consumers_total"),
        gaps=_grown_alone(last, now, "repcast_gap_resyncs_total"),
        late=buckets_between(_buckets(last), _buckets(now)),
    )


def _grown(before: Scrape, now: Scrape, name: str, label: str, **others: str) -> dict[str, float]:
    return increases(before.by(name, label, **others), now.by(name, label, **others))


def _grown_alone(before: Scrape, now: Scrape, name: str) -> float:
    return increase(before.value(name) or 0.0, now.value(name) or 0.0)


def _buckets(scrape: Scrape) -> dict[float, float]:
    return {float(bound): count for bound, count in scrape.by(LATENCY, "le").items()}


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _most(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)


def _sums(several: Sequence[Mapping[str, float] | None]) -> dict[str, float] | None:
    known = [each for each in several if each is not None]
    if not known:
        return None
    names = {name for each in known for name in each}
    return {name: sum(each.get(name, 0.0) for each in known) for name in sorted(names)}


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _rounded(each) for name, each in value.items()}
    return round(value, 6) if isinstance(value, float) else value
