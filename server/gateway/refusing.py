"""How a socket says no: the ``error`` frame, and the code with which somebody is turned away."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.close_codes import CloseCode
from schemas.errors import RETRYABLE, ErrorCode
from schemas.server_frames import Error
from server.access.quotas import TooManyGuesses, TooManySockets
from server.jobs.refusal import Refused

VERDICTS: Mapping[ErrorCode, CloseCode] = MappingProxyType(
    {
        ErrorCode.UNAUTHORIZED: CloseCode.UNAUTHORIZED,
        ErrorCode.FORBIDDEN: CloseCode.FORBIDDEN,
        ErrorCode.RATE_LIMITED: CloseCode.RATE_LIMITED,
    }
)


def error_frame(request_id: str | None, refused: Refused) -> Error:
    """What the client is told."""
    return Error(
        id=request_id,
        code=refused.code,
        message=refused.message,
        retryable=refused.code in RETRYABLE,
        retry_after_s=refused.retry_after_s,
        details=refused.details,
    )


def verdict(refused: Refused) -> CloseCode:
    """How the socket is closed of somebody who may not come in."""
    if isinstance(refused, TooManySockets):
        return CloseCode.TOO_MANY_CONNECTIONS
    if isinstance(refused, TooManyGuesses):
        return CloseCode.UNAUTHORIZED  # coming again does not help; nor is it a flood, which its whole address pays for
    return VERDICTS.get(refused.code, CloseCode.SERVER_ERROR)
