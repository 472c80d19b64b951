"""What is done about each failure of a call, as a table, and when it is tried again. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from server.backoff import full_jitter_s
from server.generation.llm.outcomes import Failed, Failure


class Action(Enum):
    """What follows a failure; the value is how often one call may do it."""

    RETRY = ("retry", 3)
    """Nothing was generated: try again after a wait, which the vendor may lengthen."""
    RETRY_ONCE = ("retry_once", 1)
    """What was generated is paid for and lost: once more, not twice."""
    RETRY_LARGER = ("retry_larger", 1)
    """Once more, with more tokens allowed."""
    RETRY_WITHOUT = ("retry_without", 6)
    """At once, without the option, which is never sent again."""
    FAIL = ("fail", 0)
    """No try of the same request can end otherwise."""
    EXPLAIN = ("explain", 0)
    """Likewise, and it is the wish that has to change: the user is told."""

    @property
    def most(self) -> int:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Treatment:
    """One row of the table.

    Attributes:
        code: for machines.
        message: one sentence for logs and developers.
        say: one sentence to be spoken.
        is_passing: whether a later call may succeed where this one, with all its tries, did not.
    """

    action: Action
    code: str
    message: str
    say: str
    is_passing: bool = False


BUSY = "The model that writes programs is busy right now; please try again in a few minutes."
AWAY = "I can't reach the model that writes programs right now; please try again in a few minutes."
BROKEN_OFF = "The program broke off while it was being written; please try again."
NOT_SET_UP = "The model that writes programs is not set up properly; somebody has to look at it."

TREATMENTS = MappingProxyType(
    {
        Failure.UNREACHABLE: Treatment(
            Action.RETRY, "model_unreachable", "No connection to the model's server came about.", AWAY, is_passing=True
        ),
        Failure.RATE_LIMITED: Treatment(
            Action.RETRY, "model_rate_limited", "The model's vendor limits the rate of requests.", BUSY, is_passing=True
        ),
        Failure.VENDOR_ERROR: Treatment(
            Action.RETRY, "model_error", "The model's vendor had a fault of its own.", AWAY, is_passing=True
        ),
        Failure.CUT: Treatment(
            Action.RETRY_ONCE, "model_cut", "The model's answer ended before its end.", BROKEN_OFF, is_passing=True
        ),
        Failure.STALLED: Treatment(
            Action.RETRY_ONCE, "model_stalled", "The model's server fell silent.", BROKEN_OFF, is_passing=True
        ),
        Failure.GARBLED: Treatment(
            Action.RETRY_ONCE, "model_garbled", "What the model's server sent is no event stream.", BROKEN_OFF
        ),
        Failure.EMPTY: Treatment(
            Action.RETRY_ONCE, "model_empty", "The model ended without writing anything.", BROKEN_OFF, is_passing=True
        ),
        Failure.TRUNCATED: Treatment(
            Action.RETRY_LARGER,
            "model_truncated",
            "The model's answer did not fit into the tokens that were allowed.",
            "The program became too long to be written in one piece; a shorter one would work.",
        ),
        Failure.UNSUPPORTED_OPTION: Treatment(
            Action.RETRY_WITHOUT,
            "model_option_unsupported",
            "The model's vendor does not take an option of the request.",
            NOT_SET_UP,
        ),
        Failure.VENDOR_ERROR_FINAL: Treatment(
            Action.FAIL,
            "model_error_final",
            "The model's vendor had a fault, and says that asking again will not help.",
            AWAY,
            is_passing=True,
        ),
        Failure.QUOTA: Treatment(
            Action.FAIL, "model_quota", "The vendor's account has no credit or no quota left.", NOT_SET_UP
        ),
        Failure.BAD_KEY: Treatment(
            Action.FAIL, "model_bad_key", "The vendor does not accept the key, or not for this.", NOT_SET_UP
        ),
        Failure.NOT_FOUND: Treatment(
            Action.FAIL, "model_not_found", "The vendor knows no such model, or has no such API there.", NOT_SET_UP
        ),
        Failure.BAD_REQUEST: Treatment(
            Action.FAIL, "model_bad_request", "The vendor does not take the request as it is.", NOT_SET_UP
        ),
        Failure.DEADLINE: Treatment(
            Action.FAIL,
            "model_deadline",
            "The model was still writing when the time for the job was over.",
            "Writing the program took too long, so I stopped it; please try again.",
            is_passing=True,
        ),
        Failure.OVER_BUDGET: Treatment(
            Action.FAIL,
            "model_over_budget",
            "The call could cost more tokens than may be spent.",
            "The model has written all that it may for now.",
            is_passing=True,
        ),
        Failure.REFUSED: Treatment(
            Action.EXPLAIN,
            "model_refused",
            "The model declined the request.",
            "The model declined to write this program; could you put your goal in other words?",
        ),
        Failure.CONTENT_FILTER: Treatment(
            Action.EXPLAIN,
            "model_content_filter",
            "The vendor's content filter stopped the request or its answer.",
            "The safety filter stopped this program; could you put your goal in other words?",
        ),
    }
)

CAP_GROWTH = 1.5
"""How many times more tokens are allowed after an answer that did not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryLimits:
    """How tries of one call are spread.

    Attributes:
        base_s: bound of the first wait; it doubles from failure to failure.
        cap_s: bound of every wait that the vendor did not ask for.
        retry_after_most_s: a vendor that asks for a longer wait is not waited for.
    """

    base_s: float = 1.0
    cap_s: float = 20.0
    retry_after_most_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Again:
    """Try once more.

    Attributes:
        wait_s: after this time.
        cap_factor: with so many times the tokens allowed.
    """

    wait_s: float
    cap_factor: float = 1.0


def next_try(failed: Sequence[Failed], remaining_s: float, chance: float, limits: RetryLimits) -> Again | None:
    """What follows the last of the failures of a call; None: nothing, the call is over.

    Args:
        failed: all of them, in order.
        remaining_s: until the caller's deadline; a wait that would not end before it is not begun.
        chance: from 0 to 1, spreads the waits of many callers.
    """
    last, action = failed[-1], TREATMENTS[failed[-1].failure].action
    earlier = sum(TREATMENTS[each.failure].action is action for each in failed[:-1])
    if earlier >= action.most:
        return None
    wait_s = 0.0
    if action in (Action.RETRY, Action.RETRY_ONCE):
        wait_s = full_jitter_s(earlier, chance, base_s=limits.base_s, cap_s=limits.cap_s)
    if last.retry_after_s is not None:
        if last.retry_after_s > limits.retry_after_most_s:
            return None
        # On top of it, or all who were turned away together come back together.
        wait_s += last.retry_after_s
    if wait_s >= remaining_s:
        return None
    return Again(wait_s, CAP_GROWTH if action is Action.RETRY_LARGER else 1.0)
