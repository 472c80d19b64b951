"""Where a conversation stands, and what can come next. Data."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from voice_client.dialogue.understanding import Signal


class State(StrEnum):
    COLLECTING = "collecting"
    """Details are asked for, one at a time."""
    CONFIRMING = "confirming"
    """All were said back; a yes starts the work."""
    SUBMITTING = "submitting"
    """A call is under way, for two seconds at most; until it is answered nothing else comes."""
    WAITING = "waiting"
    """The work is under way."""
    DECIDING = "deciding"
    """Whether what is being made shall be dropped for something that is known."""
    STARTING_OVER = "starting_over"
    """Whether what is being made shall be dropped for something that is to be told."""
    RETRYING = "retrying"
    """Whether what was refused or has failed shall be tried again."""
    ANEW = "anew"
    """Whether what was made a short while ago shall be made once more."""
    FINISHED = "finished"
    """There is a program; it can be changed."""
    ENDED = "ended"


class Input(StrEnum):
    """What can come: from the person, from a tool, from the job."""

    SOME = "some"
    """Details, and something is still to be asked."""
    ALL = "all"
    """Details, and nothing is still to be asked."""
    SETTLED = "settled"
    """None is missing, and the whole was confirmed before."""
    NOTED = "noted"
    """Something for whoever writes the program, and no detail."""
    YES = "yes"
    NO = "no"
    OK = "ok"
    SKIP = "skip"
    ACKNOWLEDGE = "acknowledge"
    THANKS = "thanks"
    GREETING = "greeting"
    WAIT = "wait"
    STATUS = "status"
    CANCEL = "cancel"
    RESTART = "restart"
    CHANGE = "change"
    LIST = "list"
    DETAILS = "details"
    HELP = "help"
    WHY = "why"
    REPEAT = "repeat"
    QUIT = "quit"
    NOTHING = "nothing"
    """Nothing that was understood."""
    ACCEPTED = "accepted"
    RUNNING = "running"
    """The same is being made already."""
    SUBMITTED = "submitted"
    """Sent, and not answered yet."""
    CONFLICT = "conflict"
    """Something else is being made."""
    DONE = "done"
    """The same was made a short while ago."""
    INVALID = "invalid"
    UNCLEAR = "unclear"
    """A change that is asked about."""
    REFUSED = "refused"
    """A no, for now."""
    ABSENT = "absent"
    """There is no program that could be changed."""
    STOPPED = "stopped"
    """The work was stopped, as was wished."""
    ANSWERED = "answered"
    """A question to a tool has its answer."""
    PROGRESSED = "progressed"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"
    """Nothing more will be heard of the work."""
    ASIDE = "aside"
    """News of a job that is not the one of this conversation."""


FROM_A_PERSON = tuple(Input)[: tuple(Input).index(Input.NOTHING) + 1]

SIGNAL_INPUTS: Mapping[Signal, Input] = MappingProxyType({signal: Input(signal.value) for signal in Signal})
"""Each signal is an input of its own."""
BY_WEIGHT = (
    Signal.QUIT, Signal.CANCEL, Signal.RESTART, Signal.REPEAT, Signal.WHY, Signal.HELP, Signal.STATUS, Signal.DETAILS,
    Signal.LIST, Signal.NO, Signal.SKIP, Signal.WAIT, Signal.YES, Signal.CHANGE, Signal.OK, Signal.THANKS,
    Signal.GREETING, Signal.ACKNOWLEDGE,
)  # fmt: skip
"""Of several signals in a sentence the first of these counts: "OK thanks, is it ready?" asks."""
