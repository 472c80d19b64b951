"""What a server tells of itself at one moment. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families

Series = tuple[str, frozenset[tuple[str, str]]]
"""A name, and its labels."""


@dataclass(frozen=True, slots=True)
class Scrape:
    """All samples of one answer, and when it came, by a monotonic clock."""

    at_s: float
    samples: Mapping[Series, float]

    def value(self, name: str, **labels: str) -> float | None:
        """One sample; None where it is not told."""
        return self.samples.get((name, frozenset(labels.items())))

    def by(self, name: str, label: str, **others: str) -> dict[str, float]:
        """The samples of a name that have these other labels, by the value of one label."""
        wanted = set(others.items())
        found = {}
        for (its_name, labels), value in self.samples.items():
            told = dict(labels)
            if its_name == name and label in told and labels - {(label, told[label])} == wanted:
                found[told[label]] = value
        return found


class NoMetrics(ValueError):
    """The text is no exposition of Prometheus'."""


def scrape_of(text: str, at_s: float) -> Scrape:
    """Read an answer in the text format.

    Raises:
        NoMetrics: it is something else.
    """
    try:
        samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }
    except (ValueError, KeyError, IndexError) as error:
        raise NoMetrics(str(error)) from None
    return Scrape(at_s, samples)
