"""When a vendor wants to be asked again, by its headers or by its words. Pure."""

import math
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

WORDS = re.compile(r"try again in (?:(\d{1,6})h)?(?:(\d{1,6})m(?!s))?(?:(\d{1,9}(?:\.\d{1,9})?)(m?s))?", re.IGNORECASE)
"""How a limit that is met inside a stream is told: "Please try again in 6.57s", "in 1m30s", "in 120ms"."""


LONGEST_S = 86_400.0
"""What asks for more than a day asks for "not today"."""


def by_headers(headers: Mapping[str, str]) -> float | None:
    """How long to wait, in seconds: ``retry-after-ms``, or ``retry-after`` (RFC 9110, section 10.2.3). None: unsaid.

    A date is counted from the ``date`` that the vendor gives, so that no clock of ours takes part.
    """
    for name, per_second in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            wait_s = float(headers.get(name, "nan")) / per_second
        except ValueError:
            continue
        if not math.isnan(wait_s):
            return _bounded(wait_s)
    try:
        until, now = (parsedate_to_datetime(headers.get(name, "")) for name in ("retry-after", "date"))
        return _bounded((until - now).total_seconds())
    except (ValueError, OverflowError, TypeError):  # no date, or one without its zone beside one with it
        return None


def by_words(message: str) -> float | None:
    """How long to wait, in seconds, as an error's message says it. None: it does not."""
    found = WORDS.search(message)
    if found is None or not any(found.groups()):
        return None
    hours, minutes, count, unit = found.groups()
    seconds = float(count or 0) / (1000 if (unit or "").lower() == "ms" else 1)
    return _bounded(int(hours or 0) * 3600 + int(minutes or 0) * 60 + seconds)


def _bounded(wait_s: float) -> float:
    return min(max(wait_s, 0.0), LONGEST_S)
