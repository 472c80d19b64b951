"""What the arbiter wants done: its only way to the model, the speaker and the clock."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Why the agent speaks. What comes first is said first."""

    TURN = "turn"
    """It answers the user."""
    ACK = "ack"
    """It says what a tool answered."""
    ANNOUNCE = "announce"
    """It says, unasked, that a job has ended."""
    REMARK = "remark"
    """It says, unasked, how far a job is."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a response has to mention.

    Attributes:
        job_id: None where there is no job.
        seq: the frame of the job's log that it is about; 0: there is none.
    """

    job_id: str | None
    seq: int
    say: str


@dataclass(frozen=True, slots=True)
class Create:
    """Ask for a response: ``response.create``.

    Attributes:
        ask_id: goes out as the event's id and in the response's metadata; both come back.
        subjects: for a turn: mention these behind the answer.
    """

    ask_id: str
    kind: Kind
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancel:
    """``response.cancel``. That there is nothing to cancel any more is no error."""

    response_id: str


@dataclass(frozen=True, slots=True)
class Truncate:
    """``conversation.item.truncate``: the user heard no more than this."""

    item_id: str
    audio_end_ms: int


@dataclass(frozen=True, slots=True)
class Delete:
    """``conversation.item.delete``: the user heard nothing of it. The API truncates nothing to 0 ms (livekit #6158)."""

    item_id: str


@dataclass(frozen=True, slots=True)
class InsertNote:
    """A silent system message: the model is to know it."""

    text: str


@dataclass(frozen=True, slots=True)
class InsertOutput:
    """The one output of a call."""

    call_id: str
    output: str


@dataclass(frozen=True, slots=True)
class Announced:
    """The user has heard of this; it is never to be said again."""

    job_id: str | None
    seq: int


@dataclass(frozen=True, slots=True)
class Wake:
    """Say `events.Tick` at this time of the arbiter's clock. Replaces an earlier one."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Rotate:
    """Begin a new session now, while nobody notices."""


@dataclass(frozen=True, slots=True)
class Stop:
    """No further try can help; ``code`` and ``message`` are the API's."""

    code: str
    message: str


Effect = Create | Cancel | Truncate | Delete | InsertNote | InsertOutput | Announced | Wake | Rotate | Stop
