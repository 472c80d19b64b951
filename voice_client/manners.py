"""When something may be said unasked: the same for every brain and integration. Data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manners:
    """Times in seconds.

    Attributes:
        result_quiet_s: silence before a result: the user has stopped, and is not only breathing. Others start at 1.5 s
            (vellum-assistant #39310).
        progress_quiet_s: silence before progress: nobody is about to say anything.
        progress_every_s: least time between two words of progress.
        progress_fresh_s: older progress is no news.
    """

    result_quiet_s: float = 1.2
    progress_quiet_s: float = 6.0
    progress_every_s: float = 30.0
    progress_fresh_s: float = 45.0


BEGINS_WITHIN_S = 10.0
"""An answer that a model was asked for begins within this time, or it was lost."""
