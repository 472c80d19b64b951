"""What can go wrong for a client, told apart by who can mend it.

- `PushError`
    - `ConnectionLost`: the socket is gone for good.
        - `Unreachable`: no server answers.
        - `Unauthorized`: the server does not let this client in.
    - `ProtocolViolation`: the server said something that the protocol does not allow.
        - `HistoryLost`: frames are missing, and the server cannot bring them back.
    - `ClientFailed`: this client itself failed.
    - `UnsendableRequest`: the request cannot be put on the wire.
        - `RequestTooBig`: the server would take no frame of that size.
    - `RequestRefused`: the server understood, and said no.
    - `Unfollowed`: this client follows the job no more.
    - `JobFailedError`, `JobCancelledError`: the job ended without a program.
"""

from schemas.errors import ErrorDetails
from schemas.server_frames import Error


class PushError(Exception):
    """Base of what the client raises."""


class ConnectionLost(PushError):
    """The socket is gone, and the client does not connect again.

    Attributes:
        code: the close code, where there was one.
    """

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class Unreachable(ConnectionLost):
    """No server answers, for as often as the client may try."""


class Unauthorized(ConnectionLost):
    """The server does not let this client in."""


class ProtocolViolation(PushError):
    """The server said something that the protocol does not allow: its fault, or a newer protocol's."""


class HistoryLost(ProtocolViolation):
    """Frames are missing, and the server cannot bring them back."""


class ClientFailed(PushError):
    """This client itself failed; ``__cause__`` says how."""


class UnsendableRequest(PushError):
    """The request cannot be put on the wire: its maker's fault. The connection goes on."""


class RequestTooBig(UnsendableRequest):
    """The server would take no frame of that size, and close the socket.

    Attributes:
        size_bytes: of the request as a frame.
        limit_bytes: what the server takes.
    """

    def __init__(self, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(f"the request has {size_bytes} bytes, the server takes {limit_bytes}")
        self.size_bytes = size_bytes
        self.limit_bytes = limit_bytes


class Unfollowed(PushError):
    """This client follows the job no more; the job goes on."""


class RequestRefused(PushError):
    """The server understood, and said no.

    Attributes:
        code: the protocol's error code.
        retry_after_s: when trying again can help, in seconds.
        details: wrong fields, the job that is in the way, …
    """

    def __init__(self, error: Error) -> None:
        super().__init__(error.message)
        self.code = error.code
        self.retryable = error.retryable
        self.retry_after_s = error.retry_after_s
        self.details: ErrorDetails | None = error.details


class JobFailedError(PushError):
    """The job failed.

    Attributes:
        code: for machines.
        say: one sentence to be spoken.
    """

    def __init__(self, code: str, message: str, say: str) -> None:
        super().__init__(message)
        self.code = code
        self.say = say


class JobCancelledError(PushError):
    """The job was cancelled.

    Attributes:
        reason: what whoever cancelled it said.
    """

    def __init__(self, reason: str | None) -> None:
        super().__init__(reason or "the job was cancelled")
        self.reason = reason
