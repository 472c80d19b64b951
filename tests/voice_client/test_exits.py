"""With what the command line ends."""

import pytest

from schemas.errors import ErrorCode
from schemas.server_frames import Error
from voice_client import (
    ClientFailed,
    ConnectionLost,
    HistoryLost,
    JobCancelledError,
    JobFailedError,
    ProtocolViolation,
    PushError,
    RequestRefused,
    RequestTooBig,
    Unauthorized,
    Unfollowed,
    Unreachable,
)
from voice_client.cli.exits import Exit, exit_of


def _refused(code: ErrorCode) -> RequestRefused:
    return RequestRefused(Error(code=code, message="no", retryable=False))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Unreachable("x"), Exit.UNREACHABLE),
        (Unauthorized("x"), Exit.AUTH),
        (Unauthorized("x", 4503), Exit.AUTH),
        (ConnectionLost("x", 4501), Exit.AUTH),
        (ConnectionLost("x", 4503), Exit.AUTH),
        (ConnectionLost("x", 4500), Exit.PROTOCOL),
        (ConnectionLost("x", 4504), Exit.PROTOCOL),
        (ConnectionLost("x", 1009), Exit.PROTOCOL),
        (ConnectionLost("x", 4502), Exit.UNREACHABLE),
        (ConnectionLost("x", 4505), Exit.UNREACHABLE),
        (ConnectionLost("x", 4999), Exit.UNREACHABLE),
        (ConnectionLost("x"), Exit.UNREACHABLE),
        (ProtocolViolation("x"), Exit.PROTOCOL),
        (HistoryLost("x"), Exit.PROTOCOL),
        (ClientFailed("x"), Exit.FAILED),
        (RequestTooBig(2, 1), Exit.USAGE),
        (_refused(ErrorCode.INVALID_REQUEST), Exit.USAGE),
        (_refused(ErrorCode.FORBIDDEN), Exit.AUTH),
        (_refused(ErrorCode.ACTIVE_JOB), Exit.FAILED),
        (JobFailedError("c", "m", "s"), Exit.FAILED),
        (JobCancelledError(None), Exit.CANCELLED),
        (Unfollowed("x"), Exit.FAILED),
    ],
)
def test_every_error_has_its_exit_code(error: PushError, expected: Exit) -> None:
    """By its kind, by the refusal's code, or by the close code."""
    assert exit_of(error) is expected
