"""When a vendor wants to be asked again, by its words. Pure."""

import re

from server.retry_after import bounded

WORDS = re.compile(r"try again in (?:(\d{1,6})h)?(?:(\d{1,6})m(?!s))?(?:(\d{1,9}(?:\.\d{1,9})?)(m?s))?", re.IGNORECASE)
"""How a limit that is met inside a stream is told: "Please try again in 6.57s", "in 1m30s", "in 120ms"."""


def by_words(message: str) -> float | None:
    """How long to wait, in seconds, as an error's message says it. None: it does not."""
    found = WORDS.search(message)
    if found is None or not any(found.groups()):
        return None
    hours, minutes, count, unit = found.groups()
    seconds = float(count or 0) / (1000 if (unit or "").lower() == "ms" else 1)
    return bounded(int(hours or 0) * 3600 + int(minutes or 0) * 60 + seconds)
