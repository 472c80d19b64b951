"""Submissions that were over a limit: who goes on with them is refused without a look at what they are."""

from contextlib import AbstractContextManager
from time import monotonic
from types import TracebackType

from schemas.errors import ErrorCode
from server.access.limits import Buckets
from server.access.rates import MINUTE_S, MOST_NAMES
from server.jobs.refusal import Refused

OVER_LIMITS = frozenset({ErrorCode.RATE_LIMITED, ErrorCode.TOO_MANY_JOBS})


class RefusedSubmits:
    """Counts them by name, in this process."""

    def __init__(self, per_minute: int) -> None:
        self._refused = Buckets(per_minute / MINUTE_S, per_minute, MOST_NAMES)

    def around(self, name: str) -> AbstractContextManager[None]:
        """Around a submission.

        Raises:
            Refused: ``rate_limited``; and whatever the block raises.
        """
        return _Submission(self._refused, name)


class _Submission:
    __slots__ = ("_name", "_refused")

    def __init__(self, refused: Buckets, name: str) -> None:
        self._refused = refused
        self._name = name

    def __enter__(self) -> None:
        if wait_s := self._refused.wait_s(self._name, monotonic()):
            message = "Too many submissions were refused; they are looked at again in a while."
            raise Refused(ErrorCode.RATE_LIMITED, message, retry_after_s=round(wait_s, 3))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Refused) and error.code in OVER_LIMITS:
            self._refused.take(self._name, monotonic())
