"""What grows and what stands, as Prometheus collects it.

Not the client library's own counters: one of those with a histogram costs 830 ns for each frame that is written, these
150 (Python 3.11), since they take no lock. Whoever collects them from another thread reads plain numbers.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

OTHER = "other"
"""Stands for every value of a label that nobody foresaw, such as a close code that a client made up."""


class Counts(Collector):
    """Counters that differ in one label.

    Args:
        name: without ``_total``, which is added.
        values: that the label may have. Each is told from the start, so that its first increase shows as one.
    """

    def __init__(
        self, registry: CollectorRegistry, name: str, documentation: str, label: str, values: Iterable[str]
    ) -> None:
        self._about = (name, documentation, None, [label])
        self._counted = dict.fromkeys(values, 0)
        self._others = 0
        registry.register(self)

    def add(self, value: str, count: int = 1) -> None:
        """Count some more."""
        try:
            self._counted[value] += count
        except KeyError:
            self._others += count

    def collect(self) -> Iterator[Metric]:
        family = CounterMetricFamily(*self._about)
        for value, count in self._counted.items():
            family.add_metric([value], count)
        if self._others:
            family.add_metric([OTHER], self._others)
        yield family


class Count(Collector):
    """A counter."""

    def __init__(self, registry: CollectorRegistry, name: str, documentation: str) -> None:
        self._about = (name, documentation)
        self._count = 0
        registry.register(self)

    def add(self, count: int = 1) -> None:
        """Count some more."""
        self._count += count

    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily(*self._about, value=self._count)


class Spread:
    """The numbers of one histogram."""

    __slots__ = ("_bounds", "_counts", "_sum")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def add(self, value: float) -> None:
        """One more; a negative one, which only clocks that differ can make, counts as zero."""
        self._counts[bisect_left(self._bounds, value)] += 1
        if value > 0:
            self._sum += value

    def buckets(self) -> tuple[list[tuple[str, float]], float]:
        """Cumulated, as Prometheus wants them, and the sum of all values."""
        names = [*map(floatToGoString, self._bounds), "+Inf"]
        total = 0
        cumulated: list[tuple[str, float]] = []
        for name, count in zip(names, self._counts, strict=True):
            total += count
            cumulated.append((name, total))
        return cumulated, self._sum


class Histogram(Collector):
    """Histograms that differ in their labels, or one without any.

    Attributes:
        of: each of them, by the values of its labels.
    """

    def __init__(
        self,
        registry: CollectorRegistry,
        name: str,
        documentation: str,
        bounds: Sequence[float],
        labels: Sequence[str] = (),
        values: Iterable[tuple[str, ...]] = ((),),
    ) -> None:
        self._about = (name, documentation)
        self._labels = labels
        self.of = {each: Spread(bounds) for each in values}
        registry.register(self)

    def collect(self) -> Iterator[Metric]:
        family = HistogramMetricFamily(*self._about, labels=self._labels)
        for values, spread in self.of.items():
            buckets, total = spread.buckets()
            family.add_metric(values, buckets, total)
        yield family


class Reading(Collector):
    """A number that is looked up when somebody asks; while it is not known it is not told.

    Args:
        counts: it only grows.
    """

    def __init__(
        self,
        registry: CollectorRegistry,
        name: str,
        documentation: str,
        read: Callable[[], float | None],
        *,
        counts: bool = False,
    ) -> None:
        self._about = (name, documentation)
        self._read = read
        self._kind = CounterMetricFamily if counts else GaugeMetricFamily
        registry.register(self)

    def collect(self) -> Iterator[Metric]:
        value = self._read()
        family = self._kind(*self._about, labels=())
        if value is not None:
            family.add_metric((), value)
        yield family
