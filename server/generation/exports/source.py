"""What an export is made of: the document, and what is known of it outside."""

from dataclasses import dataclass
from datetime import date, datetime, time

from schemas.program import Program

EVENING = time(18)
"""When a session is put down where nobody said when: most people's free time, easily moved with ``at``."""


@dataclass(frozen=True, slots=True)
class Source:
    """A stored program.

    Attributes:
        first_id: the program that this one is a revision of, however many stand between; itself, where it is the first.
        revision: 1 is the first.
        start: the first week is the one that begins on this day, or on the first Monday after it; None: after the day
            on which the program was made.
        at: when sessions begin, on the clock of wherever the user is.
    """

    program: Program
    first_id: str
    revision: int
    created_at: datetime
    start: date | None = None
    at: time = EVENING
