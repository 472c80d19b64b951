"""The exit codes that scripts rely on."""

from enum import IntEnum

from schemas.close_codes import CloseCode
from schemas.errors import ErrorCode
from voice_client.errors import (
    ClientFailed,
    ConnectionLost,
    JobCancelledError,
    JobFailedError,
    ProtocolViolation,
    PushError,
    RequestRefused,
    Unauthorized,
    UnsendableRequest,
)


class Exit(IntEnum):
    DONE = 0
    FAILED = 1
    """The job failed, the server refused for now, or the client itself failed."""
    USAGE = 2
    UNREACHABLE = 3
    """No server, for now."""
    AUTH = 4
    TIMEOUT = 5
    PROTOCOL = 6
    """A protocol error, or frames that cannot be had any more."""
    CANCELLED = 7
    INTERRUPTED = 130
    """Ctrl-C: 128 + SIGINT."""
    BROKEN_PIPE = 141
    """Whoever read the output has gone: 128 + SIGPIPE."""
    TERMINATED = 143
    """128 + SIGTERM."""


REFUSALS = {
    ErrorCode.INVALID_REQUEST: Exit.USAGE,
    ErrorCode.BAD_FRAME: Exit.USAGE,
    ErrorCode.UNAUTHORIZED: Exit.AUTH,
    ErrorCode.FORBIDDEN: Exit.AUTH,
}
"""Of one request. All others: not now."""

CLOSES = {
    CloseCode.UNAUTHORIZED: Exit.AUTH,
    CloseCode.FORBIDDEN: Exit.AUTH,
    CloseCode.PROTOCOL_ERROR: Exit.PROTOCOL,
    CloseCode.UNSUPPORTED_PROTOCOL: Exit.PROTOCOL,
    CloseCode.MESSAGE_TOO_BIG: Exit.PROTOCOL,
}
"""Of the socket. All others: no server for now."""

KINDS: dict[type[PushError], Exit] = {
    Unauthorized: Exit.AUTH,
    ConnectionLost: Exit.UNREACHABLE,
    ProtocolViolation: Exit.PROTOCOL,
    ClientFailed: Exit.FAILED,
    UnsendableRequest: Exit.USAGE,
    RequestRefused: Exit.FAILED,
    JobFailedError: Exit.FAILED,
    JobCancelledError: Exit.CANCELLED,
}


class NotWell(PushError):
    """A command has told what it found, and it was not all well.

    Attributes:
        exit: with what the command line ends.
    """

    def __init__(self, message: str, code: Exit) -> None:
        super().__init__(message)
        self.exit = code


def exit_of(error: PushError) -> Exit:
    """With what the command line ends after an error."""
    if isinstance(error, NotWell):
        return error.exit
    if isinstance(error, RequestRefused) and error.code in REFUSALS:
        return REFUSALS[error.code]
    if isinstance(error, ConnectionLost) and error.code in CLOSES:
        return CLOSES[CloseCode(error.code)]
    return next((KINDS[kind] for kind in type(error).__mro__ if kind in KINDS), Exit.FAILED)
