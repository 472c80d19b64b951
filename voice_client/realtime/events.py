"""What the arbiter is told: by the model's socket, the device, the tools and the clock."""

from dataclasses import dataclass
from enum import StrEnum

from voice_client.realtime.effects import Subject


class Outcome(StrEnum):
    """How a response ended, in the API's words."""

    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    """It ran into the limit of tokens, or into the content filter."""
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class HeardOf:
    """How much of an item was heard when it was cut.

    Attributes:
        received_ms: the audio of it that had come.
    """

    item_id: str
    response_id: str
    played_ms: int
    received_ms: int


@dataclass(frozen=True, slots=True)
class Connected:
    """A session is configured, and knows what was said before."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The session is gone, with all that it had not finished.

    Attributes:
        is_turn_by_key: a user who speaks goes on until a key says that they have ended, whatever becomes of sessions.
    """

    is_turn_by_key: bool = False


@dataclass(frozen=True, slots=True)
class UserBegan:
    """The user speaks. The speaker has been stopped; ``heard`` is what it had not played to its end."""

    heard: tuple[HeardOf, ...] = ()


@dataclass(frozen=True, slots=True)
class Hushed:
    """The user wants quiet, and says nothing. The speaker has been stopped."""

    heard: tuple[HeardOf, ...] = ()


@dataclass(frozen=True, slots=True)
class UserEnded:
    """The user has stopped speaking."""


@dataclass(frozen=True, slots=True)
class TurnTaken:
    """What the user said, or typed, is in the conversation, and is to be answered."""


@dataclass(frozen=True, slots=True)
class Created:
    """The API has begun a response.

    Attributes:
        ask_id: the `effects.Create` that it answers; None: nobody here asked for it.
    """

    response_id: str
    ask_id: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """A response has ended; its audio may play on.

    Attributes:
        messages: the ids of the messages in it. Without any, nothing was said.
        calls: the ids of its calls that are being run.
        code: of the error that it failed with.
    """

    response_id: str
    outcome: Outcome
    messages: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Sounded:
    """The first audio of a response went to the speaker."""

    response_id: str


@dataclass(frozen=True, slots=True)
class Drained:
    """The speaker has played all it had."""


@dataclass(frozen=True, slots=True)
class OutputReady:
    """A tool has answered.

    Attributes:
        is_news: it says more than that the work has begun, so that "one moment" does not cover it.
        tells: the end of a job that it tells, so that nobody has to announce it as well.
    """

    call_id: str
    output: str
    is_news: bool
    tells: Subject | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A job has come further.

    Attributes:
        remark: a sentence that may be spoken in a long silence; None: it is only to be known.
    """

    job_id: str
    note: str
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class News:
    """Something that the user is to be told once: a job has ended, or what was asked for has begun after all, or not.

    Attributes:
        job_id: None where there is no job.
        seq: the frame of the job's log that says so; 0: none does.
        say: what to tell, in one or two sentences; None: it is only to be known.
        is_end: nothing more comes of the job.
    """

    job_id: str | None
    seq: int
    note: str
    say: str | None
    is_end: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """The API reports an error.

    Attributes:
        event_id: of the client's event that caused it, where the API says so.
    """

    code: str
    message: str
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed; the answer to `effects.Wake`."""


Event = (
    Connected
    | Disconnected
    | UserBegan
    | Hushed
    | UserEnded
    | TurnTaken
    | Created
    | Done
    | Sounded
    | Drained
    | OutputReady
    | Milestone
    | News
    | Fault
    | Tick
)
