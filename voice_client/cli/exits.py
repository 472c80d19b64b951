"""The exit codes that scripts rely on."""

from enum import IntEnum

from schemas.errors import ErrorCode
from voice_client.errors import (
    JobCancelledError,
    JobFailedError,
    ProtocolViolation,
    PushError,
    RequestRefused,
    Unauthorized,
)


class Exit(IntEnum):
    DONE = 0
    FAILED = 1
    """The job failed, or the server refused for now."""
    USAGE = 2
    UNREACHABLE = 3
    AUTH = 4
    TIMEOUT = 5
    PROTOCOL = 6
    """A protocol error, or frames that cannot be had any more."""
    CANCELLED = 7
    INTERRUPTED = 130
    """Ctrl-C: 128 + SIGINT."""


REFUSALS = {
    ErrorCode.INVALID_REQUEST: Exit.USAGE,
    ErrorCode.BAD_FRAME: Exit.USAGE,
    ErrorCode.UNAUTHORIZED: Exit.AUTH,
    ErrorCode.FORBIDDEN: Exit.AUTH,
}


def exit_of(error: PushError) -> Exit:
    """With what the command line ends after an error."""
    match error:
        case RequestRefused():
            return REFUSALS.get(error.code, Exit.FAILED)
        case Unauthorized():
            return Exit.AUTH
        case ProtocolViolation():
            return Exit.PROTOCOL
        case JobFailedError():
            return Exit.FAILED
        case JobCancelledError():
            return Exit.CANCELLED
        case _:
            return Exit.UNREACHABLE
