"""What a call of a model can give, and how it can end. Pure.

A call gives `TextDelta` and `Reasoning` in any number, then one `Outcome`, always the last:

- `Done`: the model has written to the end.
- `Failed`: it has not; `Failure` says why, and `server.generation.llm.failures` what to do about each.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.generation.spending import Usage


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """The model thinks; nothing is written yet, and nothing of what it thinks is told."""


class Failure(StrEnum):
    """Why there is no whole answer."""

    UNREACHABLE = "unreachable"
    """No connection came about; nothing was sent."""
    CUT = "cut"
    """The connection, or the stream on it, ended before the answer did."""
    STALLED = "stalled"
    """Nothing came for longer than the limit, before the stream or in it."""
    GARBLED = "garbled"
    """What came is no event stream."""
    EMPTY = "empty"
    """The model ended without a word."""
    TRUNCATED = "truncated"
    """The answer did not fit into the tokens that were allowed."""
    REFUSED = "refused"
    """The model declines."""
    CONTENT_FILTER = "content_filter"
    """The vendor's filter stopped the prompt or the answer."""
    RATE_LIMITED = "rate_limited"
    """Too many requests, or too many tokens, for now."""
    VENDOR_ERROR = "vendor_error"
    """A fault at the vendor's that may pass."""
    VENDOR_ERROR_FINAL = "vendor_error_final"
    """A fault at the vendor's, who says that asking again will not help."""
    QUOTA = "quota"
    """The account has no credit left, or has reached a limit of what it may spend."""
    BAD_KEY = "bad_key"
    """The key is wrong, or may not do this."""
    NOT_FOUND = "not_found"
    """There is no such model, or no such API at this address."""
    BAD_REQUEST = "bad_request"
    """The vendor does not take the request as it is."""
    UNSUPPORTED_OPTION = "unsupported_option"
    """The vendor does not take one option that the request can do without."""
    DEADLINE = "deadline"
    """The time that the caller gave is over."""
    OVER_BUDGET = "over_budget"
    """Nothing was sent: the call could cost more than may be spent."""


@dataclass(frozen=True, slots=True)
class Done:
    """The answer is whole.

    Attributes:
        usage: None where the vendor does not tell.
        response_id: the vendor's, empty where it gave none.
    """

    usage: Usage | None = None
    response_id: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer is not whole.

    Attributes:
        detail: what the vendor said, for logs: shortened, and without the key.
        usage: None where the vendor does not tell, as when a stream is cut; it bills all the same.
        retry_after_s: how long the vendor asks to wait.
        option: the part of the request that the vendor did not take, dotted.
        response_id: the vendor's, empty where it gave none.
        again_at: of `OVER_BUDGET`: when more may be spent; None: the call is larger than a whole budget.
    """

    failure: Failure
    detail: str = ""
    usage: Usage | None = None
    retry_after_s: float | None = None
    option: str = ""
    response_id: str = ""
    again_at: datetime | None = None


Outcome = Done | Failed
Told = TextDelta | Reasoning | Outcome
