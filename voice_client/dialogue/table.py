"""The state machine of a conversation, as a table: state and input to what is done and where it goes on. Data."""

from collections.abc import Mapping
from types import MappingProxyType

from voice_client.dialogue import collecting as c
from voice_client.dialogue import working as w
from voice_client.dialogue.states import Input, State

Row = tuple[c.Reaction, State]

_ASIDE = {Input.ASIDE: w.aside, Input.ANSWERED: c.tell_answer, Input.REPEAT: c.repeat}
"""In every state, which they do not change."""
_LATE = dict.fromkeys(
    (
        Input.ACCEPTED,
        Input.RUNNING,
        Input.CONFLICT,
        Input.DONE,
        Input.INVALID,
        Input.UNCLEAR,
        Input.REFUSED,
        Input.ABSENT,
    ),
    c.tell_answer,
)
"""What becomes of a call that was not answered in time, where the conversation has gone on to something else."""


def _rows(state: State, rows: Mapping[Input, Row | c.Reaction]) -> Mapping[Input, Row]:
    """A state's rows; where no other state is named it stays."""
    merged = {**_ASIDE, **_LATE, **rows}
    if state is not State.COLLECTING and Input.CHANGE in merged:  # the program is the one of this conversation
        merged[Input.REVISE] = merged[Input.CHANGE]
    return MappingProxyType({each: row if isinstance(row, tuple) else (row, state) for each, row in merged.items()})


def _as_in(state: State, rows: Mapping[Input, Row]) -> Mapping[Input, Row | c.Reaction]:
    """The rows of another state, to be a state's own: what stays there stays here."""
    return {each: reaction if then is state else (reaction, then) for each, (reaction, then) in rows.items()}


_COLLECTING = _rows(
    State.COLLECTING,
    {
        Input.SOME: c.ask_on,
        Input.ALL: (c.confirm_all, State.CONFIRMING),
        Input.SETTLED: (c.submit, State.SUBMITTING),
        Input.NOTED: c.noted,
        Input.YES: c.ask_again,
        Input.NO: c.ask_again,
        Input.OK: c.ask_again,
        Input.SKIP: c.needed,
        Input.ACKNOWLEDGE: c.ask_again,
        Input.THANKS: c.ask_again,
        Input.GREETING: c.welcome,
        Input.WAIT: c.take_your_time,
        Input.STATUS: w.status,
        Input.CANCEL: c.drop,
        Input.RESTART: c.start_over,
        Input.CHANGE: c.ask_again,
        Input.REVISE: (w.change, State.SUBMITTING),
        Input.LIST: c.list_programs,
        Input.DETAILS: c.so_far,
        Input.HELP: c.helped,
        Input.WHY: c.explain,
        Input.QUIT: (c.goodbye, State.ENDED),
        Input.NOTHING: c.not_understood,
        Input.STOPPED: w.silent,
    },
)
_CONFIRMING = _rows(
    State.CONFIRMING,
    {
        Input.SOME: (c.ask_on, State.COLLECTING),
        Input.ALL: c.confirm_all,
        Input.SETTLED: (c.submit, State.SUBMITTING),
        Input.NOTED: c.noted,
        Input.YES: (c.submit, State.SUBMITTING),
        Input.NO: c.what_is_wrong,
        Input.OK: (c.submit, State.SUBMITTING),
        Input.SKIP: (c.submit, State.SUBMITTING),
        Input.ACKNOWLEDGE: c.confirm_all,
        Input.THANKS: c.confirm_all,
        Input.GREETING: c.confirm_all,
        Input.WAIT: c.take_your_time,
        Input.STATUS: w.status,
        Input.CANCEL: (c.drop, State.COLLECTING),
        Input.RESTART: (c.start_over, State.COLLECTING),
        Input.CHANGE: c.what_is_wrong,
        Input.LIST: c.list_programs,
        Input.DETAILS: c.confirm_all,
        Input.HELP: c.helped,
        Input.WHY: c.explain,
        Input.QUIT: (c.goodbye, State.ENDED),
        Input.NOTHING: c.not_understood,
        Input.STOPPED: w.silent,
    },
)
_RETRYING = _rows(
    State.RETRYING,
    {
        **_as_in(State.CONFIRMING, _CONFIRMING),
        Input.YES: (w.try_again, State.SUBMITTING),
        Input.OK: (w.try_again, State.SUBMITTING),
        Input.SKIP: (c.drop, State.COLLECTING),
        Input.NO: (c.drop, State.COLLECTING),
        Input.ALL: (c.confirm_all, State.CONFIRMING),
        **dict.fromkeys((Input.ACKNOWLEDGE, Input.THANKS, Input.GREETING, Input.NOTHING, Input.DETAILS), c.repeat),
        **dict.fromkeys((Input.WHY, Input.HELP, Input.STATUS), c.repeat),
    },
)
_SUBMITTING = _rows(
    State.SUBMITTING,
    {
        Input.ACCEPTED: (w.started, State.WAITING),
        Input.RUNNING: (w.started, State.WAITING),
        Input.SUBMITTED: (w.submitting, State.WAITING),
        Input.CONFLICT: (w.ask_to_decide, State.DECIDING),
        Input.DONE: (w.ask_to_decide, State.ANEW),
        Input.INVALID: (w.mend, State.COLLECTING),
        Input.UNCLEAR: (w.ask_about_change, State.FINISHED),
        Input.REFUSED: (w.refused, State.RETRYING),
        Input.ABSENT: (c.tell_answer, State.COLLECTING),
        Input.STOPPED: w.silent,
    },
)
_WAITING = _rows(
    State.WAITING,
    {
        **_as_in(State.SUBMITTING, _SUBMITTING),  # an answer that came late
        **dict.fromkeys(
            (Input.YES, Input.OK, Input.ACKNOWLEDGE, Input.GREETING, Input.WAIT, Input.SKIP), w.acknowledge
        ),
        Input.NO: w.not_understood,
        Input.NOTHING: w.not_understood,
        Input.THANKS: w.thanked,
        Input.STATUS: w.status,
        Input.ALL: (w.propose, State.DECIDING),
        Input.CHANGE: w.not_understood,
        Input.CANCEL: w.cancel,
        Input.RESTART: (w.propose_restart, State.STARTING_OVER),
        Input.LIST: c.list_programs,
        Input.DETAILS: w.status,
        Input.HELP: w.helped,
        Input.WHY: w.helped,
        Input.QUIT: (w.goodbye, State.ENDED),
        Input.STOPPED: (w.cancelled, State.COLLECTING),
        Input.PROGRESSED: w.progressed,
        Input.COMPLETED: (w.completed, State.FINISHED),
        Input.FAILED: (w.failed, State.RETRYING),
        Input.CANCELLED: (w.cancelled, State.COLLECTING),
        Input.LOST: (w.failed, State.RETRYING),
    },
)
_DECIDING = _rows(
    State.DECIDING,
    {
        **dict.fromkeys((Input.YES, Input.OK, Input.CHANGE), (w.replace_job, State.SUBMITTING)),
        **dict.fromkeys((Input.NO, Input.CANCEL, Input.WAIT, Input.SKIP), (w.keep, State.WAITING)),
        **dict.fromkeys((Input.ACKNOWLEDGE, Input.GREETING, Input.THANKS, Input.NOTHING, Input.WHY), c.repeat),
        **dict.fromkeys((Input.ACCEPTED, Input.RUNNING), w.started),
        Input.ALL: w.propose,
        Input.RESTART: (w.propose_restart, State.STARTING_OVER),
        Input.STATUS: w.status,
        Input.LIST: c.list_programs,
        Input.DETAILS: c.repeat,
        Input.HELP: w.helped,
        Input.QUIT: (w.goodbye, State.ENDED),
        Input.PROGRESSED: w.silent,
        Input.COMPLETED: (w.completed, State.FINISHED),
        Input.FAILED: (w.failed, State.RETRYING),
        Input.CANCELLED: (w.cancelled, State.COLLECTING),
        Input.LOST: (w.failed, State.RETRYING),
        Input.STOPPED: w.silent,
    },
)
_STARTING_OVER = _rows(
    State.STARTING_OVER,
    {
        **_as_in(State.DECIDING, _DECIDING),
        **dict.fromkeys((Input.YES, Input.OK, Input.CHANGE, Input.RESTART), (w.stop_and_ask, State.COLLECTING)),
        Input.ALL: (w.propose, State.DECIDING),
    },
)
_FINISHED = _rows(
    State.FINISHED,
    {
        Input.CHANGE: (w.change, State.SUBMITTING),
        Input.YES: w.ask_what_to_change,
        Input.NO: w.all_right,
        **dict.fromkeys((Input.OK, Input.ACKNOWLEDGE, Input.WAIT, Input.SKIP), w.all_right),
        Input.THANKS: w.thanked,
        Input.GREETING: w.not_understood_finished,
        Input.STATUS: w.tell_summary,
        Input.DETAILS: w.tell_summary,
        Input.CANCEL: w.all_right,
        Input.RESTART: (w.another, State.COLLECTING),
        Input.LIST: c.list_programs,
        Input.HELP: w.not_understood_finished,
        Input.WHY: w.not_understood_finished,
        Input.QUIT: (c.goodbye, State.ENDED),
        Input.NOTHING: w.not_understood_finished,
        Input.STOPPED: w.silent,
    },
)
_ANEW = _rows(
    State.ANEW,
    {
        **_FINISHED,  # who does not want it anew has a program
        **dict.fromkeys((Input.YES, Input.OK, Input.RESTART), (w.replace_job, State.SUBMITTING)),
    },
)

TABLE: Mapping[State, Mapping[Input, Row]] = MappingProxyType(
    {
        State.COLLECTING: _COLLECTING,
        State.CONFIRMING: _CONFIRMING,
        State.SUBMITTING: _SUBMITTING,
        State.WAITING: _WAITING,
        State.DECIDING: _DECIDING,
        State.STARTING_OVER: _STARTING_OVER,
        State.RETRYING: _RETRYING,
        State.ANEW: _ANEW,
        State.FINISHED: _FINISHED,
        State.ENDED: MappingProxyType({}),
    }
)
"""What is not in it cannot come: it raises, and changes nothing."""
