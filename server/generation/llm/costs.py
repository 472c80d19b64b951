"""What a call has cost, as far as the vendor told. Pure."""

from server.generation.llm.outcomes import Failed, Failure, Outcome
from server.generation.spending import Spent, Usage

DONE = "done"
ABANDONED = "abandoned"
"""Whoever wanted the answer went away while the model was writing."""

BILLED_UNTOLD = frozenset(
    {
        Failure.CUT,
        Failure.STALLED,
        Failure.GARBLED,
        Failure.EMPTY,
        Failure.TRUNCATED,
        Failure.REFUSED,
        Failure.DEADLINE,
    }
)
"""Failures by which the model may have worked, though not a word of it came. By the others it was never asked, unless
the vendor has given the answer an id."""


def spent_by(outcome: Outcome | None, written_chars: int) -> Spent:
    """What a call has cost that came to this end; None: whoever wanted the answer went away."""
    match outcome:
        case None:
            return Spent(ABANDONED, None, written_chars)
        case Failed(failure, usage=None, response_id="") if not written_chars and failure not in BILLED_UNTOLD:
            return Spent(failure, Usage(), written_chars)
        case Failed(failure, usage=usage):
            return Spent(failure, usage, written_chars)
        case _:
            return Spent(DONE, outcome.usage, written_chars)
