"""How the server says no: one exception, answered as an ``error`` frame or as a problem document."""

from schemas.errors import RETRYABLE, ErrorCode, ErrorDetails, FieldError

MAX_ERRORS = 40
"""More than any request has fields, which come first: a thousand unknown ones get no answer of their size."""
DRAIN_RETRY_S = 5.0
"""Where a server goes down another one takes its place, or it comes back."""


class Refused(Exception):
    """A request is refused, and the caller is told why.

    Attributes:
        code: the protocol's error code.
        message: one sentence.
        retry_after_s: when trying again can help, in seconds.
        details: what a program needs to act on it.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        retry_after_s: float | None = None,
        details: ErrorDetails | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after_s = retry_after_s
        self.details = details

    @property
    def retryable(self) -> bool:
        return self.code in RETRYABLE


def not_found(what: str, name: str, *, job_id: str | None = None) -> Refused:
    """Said of what is not there and, word for word, of what belongs to somebody else.

    Args:
        job_id: the job that is missing, where no request of the client's says it.
    """
    details = None if job_id is None else ErrorDetails(job_id=job_id)
    return Refused(ErrorCode.NOT_FOUND, f"There is no {what} {name}.", details=details)


def draining() -> Refused:
    """Nothing new is taken any more."""
    return Refused(ErrorCode.DRAINING, "The server is going down; try again.", retry_after_s=DRAIN_RETRY_S)


def invalid(*errors: FieldError) -> Refused:
    """The request's fields are wrong; the first one's sentence stands for all. Those beyond a bound are left out."""
    return Refused(ErrorCode.INVALID_REQUEST, errors[0].message, details=ErrorDetails(errors=errors[:MAX_ERRORS]))
