"""The tables that the arbiter goes by: who may hold the floor, when a kind of speech may begin, what an end means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType

from voice_client.manners import BEGINS_WITHIN_S, Manners
from voice_client.realtime.effects import Kind
from voice_client.realtime.events import Outcome


class Floor(Enum):
    """The one response that a conversation may have."""

    FREE = auto()
    ASKED = auto()
    """``response.create`` is on its way: as good as taken."""
    TAKEN = auto()
    CANCELLING = auto()
    """It is not to be heard any more, and its end is awaited."""
    BLOCKED = auto()
    """The API says that there is a response of which nothing is known here."""


class Move(Enum):
    ASK = auto()
    BEGIN = auto()
    BEGIN_UNHEARD = auto()
    """It begins while the user speaks, or without having been asked for."""
    CANCEL = auto()
    END = auto()
    REFUSE = auto()
    CONFLICT = auto()
    GIVE_UP_WAITING = auto()
    CUT = auto()


MOVES: Mapping[tuple[Floor, Move], Floor] = MappingProxyType(
    {
        (Floor.FREE, Move.ASK): Floor.ASKED,
        (Floor.FREE, Move.BEGIN_UNHEARD): Floor.CANCELLING,
        (Floor.ASKED, Move.BEGIN): Floor.TAKEN,
        (Floor.ASKED, Move.BEGIN_UNHEARD): Floor.CANCELLING,
        (Floor.ASKED, Move.REFUSE): Floor.FREE,
        (Floor.ASKED, Move.CONFLICT): Floor.BLOCKED,
        (Floor.TAKEN, Move.CANCEL): Floor.CANCELLING,
        (Floor.TAKEN, Move.END): Floor.FREE,
        (Floor.CANCELLING, Move.END): Floor.FREE,
        (Floor.BLOCKED, Move.END): Floor.FREE,
        (Floor.BLOCKED, Move.GIVE_UP_WAITING): Floor.FREE,
        **{(floor, Move.CUT): Floor.FREE for floor in Floor},
    }
)
"""Where the floor goes. A move that is not here is a fault of the arbiter."""


@dataclass(frozen=True, slots=True)
class Gate:
    """When a kind of speech may begin, beside a free floor and a user who does not speak.

    Attributes:
        is_after_playback: the speaker has to be drained.
        silence_s: for how long nobody must have spoken.
        gap_s: for how long nothing of that kind must have been asked for.
    """

    is_after_playback: bool = False
    silence_s: float = 0.0
    gap_s: float = 0.0


_MANNERS = Manners()
GATES: Mapping[Kind, Gate] = MappingProxyType(
    {
        Kind.TURN: Gate(),
        Kind.ACK: Gate(),
        Kind.ANNOUNCE: Gate(is_after_playback=True, silence_s=_MANNERS.result_quiet_s),
        Kind.REMARK: Gate(is_after_playback=True, silence_s=_MANNERS.progress_quiet_s, gap_s=_MANNERS.progress_every_s),
    }
)


@dataclass(frozen=True, slots=True)
class Timing:
    """All times of the arbiter, in seconds.

    Attributes:
        begin_s: what was asked for begins within that time, or it was lost: an error may not say what it answers.
        watchdog_s: after a conflict, the end of the other response may have passed already (hashintel/hash #9399).
        retry_s: what a failed response waits first; doubles with each failure.
        retry_cap_s: the most that it waits.
        hush_s: who asked for quiet has that much more of it.
        rotate_after_s: a session ends by itself, without a warning, after 60 minutes.
    """

    gates: Mapping[Kind, Gate] = field(default_factory=lambda: GATES)
    begin_s: float = BEGINS_WITHIN_S
    watchdog_s: float = 3.0
    retry_s: float = 1.0
    retry_cap_s: float = 30.0
    hush_s: float = 5.0
    rotate_after_s: float = 50 * 60.0


@dataclass(frozen=True, slots=True)
class End:
    """What the end of a response means.

    Attributes:
        owed_again: kinds that still have to be said.
        is_failure: the next try waits.
        counts: what rode in it was said, once it is heard.
    """

    owed_again: frozenset[Kind] = frozenset()
    is_failure: bool = False
    counts: bool = False


ENDS: Mapping[Outcome, End] = MappingProxyType(
    {
        Outcome.COMPLETED: End(counts=True),
        Outcome.INCOMPLETE: End(is_failure=True),
        # Whoever broke off an answer says something else now, or wants none.
        Outcome.CANCELLED: End(),
        Outcome.FAILED: End(owed_again=frozenset({Kind.TURN, Kind.ACK}), is_failure=True),
    }
)
UNHEARD = End(owed_again=frozenset({Kind.TURN, Kind.ACK}))
"""The end of a response of which nothing was heard."""
LOST = End()
"""The end of a response that was being heard when the session went."""

MOSTLY_HEARD = 0.8
"""Who has heard that much of a message has been told."""


class Reaction(Enum):
    RETRY = auto()
    WAIT = auto()
    IGNORE = auto()
    STOP = auto()


FAULTS: Mapping[str, Reaction] = MappingProxyType(
    {
        "conversation_already_has_active_response": Reaction.WAIT,
        "response_cancel_not_active": Reaction.IGNORE,
        "insufficient_quota": Reaction.STOP,
        "invalid_api_key": Reaction.STOP,
        "account_deactivated": Reaction.STOP,
        "billing_hard_limit_reached": Reaction.STOP,
        "model_not_found": Reaction.STOP,
    }
)
"""The API's error code → what to do. Of others, those that answer a ``response.create`` are tried again."""
