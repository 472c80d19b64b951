"""What a client's session wants done: its only way to the world."""

from dataclasses import dataclass

from schemas.client_frames import ClientFrame
from schemas.server_frames import Error, JobEvent, JobSubscribed, ServerFrame

JobFrame = JobEvent | JobSubscribed
"""A numbered frame, or the whole state in the place of frames."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A request has its answer."""

    request_id: str
    frame: ServerFrame


@dataclass(frozen=True, slots=True)
class Delivered:
    """A frame of a followed job, for all who read the job. Who has it already drops it: see `Place`.

    Attributes:
        user_id: whose watchers read it, too; None: no watchers do.
    """

    job_id: str
    user_id: str | None
    frame: JobFrame
    is_last: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """A followed job is not there any more, as far as this client may see."""

    job_id: str
    error: Error


@dataclass(frozen=True, slots=True)
class LostWatch:
    """A user may not be watched any more."""

    user_id: str
    error: Error


@dataclass(frozen=True, slots=True)
class Ask:
    """Something must be asked of the server."""

    request: ClientFrame


@dataclass(frozen=True, slots=True)
class AskLater:
    """Something must be asked of the server in ``delay_s``, if `ClientSession.wants` it then."""

    request: ClientFrame
    delay_s: float


Effect = Answered | Delivered | Lost | LostWatch | Ask | AskLater
