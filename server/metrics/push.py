"""The push path: what is written to sockets, how late it is, and what goes wrong on the way."""

from collections.abc import Sequence
from time import monotonic
from typing import get_args

from prometheus_client import CollectorRegistry

from schemas.server_frames import ServerFrame
from server.clock import Clock, utc_now
from server.metrics.series import Count, Counts, Histogram
from server.push.outbox import Outgoing

FRAME_TYPES = tuple(kind.model_fields["type"].default for kind in get_args(get_args(ServerFrame)[0]))
LATENCY_BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""From a frame that a local socket takes at once to one that a sweep found and a slow reader took."""


class PushMetrics:
    """Told of every frame that is written to a socket."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._clock: Clock = utc_now
        self._sent = Counts(
            registry, "repcast_frames_sent", "Frames that were written to sockets, by type.", "type", FRAME_TYPES
        )
        self._late = Histogram(
            registry,
            "repcast_push_latency_seconds",
            "From the transaction that committed a frame to its write to a socket, in this process or by Redis or read "
            "from the log; frames that were there before a socket asked for them are not counted.",
            LATENCY_BOUNDS_S,
        ).of[()]
        self.slow_consumers = Count(
            registry,
            "repcast_slow_consumers",
            "Times that the queue of a reader was full, so that it goes on from the log once it has drained.",
        )
        self.gap_resyncs = Count(
            registry,
            "repcast_gap_resyncs",
            "Times that a reader lacked frames which had not arrived, and they were read from the log.",
        )
        self._ahead_s = 0.0
        self.compare_clocks()

    def keep_time_by(self, clock: Clock) -> None:
        """Judge by the clock that stamps frames; where several machines share a Postgres, that is the database's."""
        self._clock = clock
        self.compare_clocks()

    def compare_clocks(self) -> None:
        """To be called now and then: the monotonic clock, which is ten times as cheap, judges in between."""
        self._ahead_s = self._clock().timestamp() - monotonic()

    def sent(self, frames: Sequence[Outgoing], now_s: float) -> None:
        """Frames were written; ``now_s`` by the monotonic clock."""
        for frame in frames:
            self._sent.add(frame.type)
            if frame.at_s is not None:
                self._late.add(now_s + self._ahead_s - frame.at_s)
