"""When a server wants to be asked again, by its headers (RFC 9110, section 10.2.3). Pure."""

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

LONGEST_S = 86_400.0
"""What asks for more than a day asks for "not today"."""


def by_headers(headers: Mapping[str, str]) -> float | None:
    """How long to wait, in seconds: ``retry-after-ms``, or ``retry-after``. None: unsaid.

    A date is counted from the ``date`` that the server gives, so that no clock of ours takes part.
    """
    for name, per_second in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            wait_s = float(headers.get(name, "nan")) / per_second
        except ValueError:
            continue
        if not math.isnan(wait_s):
            return bounded(wait_s)
    try:
        until, now = (parsedate_to_datetime(headers.get(name, "")) for name in ("retry-after", "date"))
        return bounded((until - now).total_seconds())
    except (ValueError, OverflowError, TypeError):  # no date, or one without its zone beside one with it
        return None


def bounded(wait_s: float) -> float:
    """A wait that makes sense, whatever was asked for."""
    return min(max(wait_s, 0.0), LONGEST_S)
