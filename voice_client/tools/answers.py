"""The outputs of the tools: what happened, in ``status`` and facts for the model and in ``say`` for the user. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from schemas.errors import ErrorCode, FieldCode, FieldError
from schemas.job import JobKind, JobStatus
from schemas.model import JsonObject
from voice_client.errors import RequestRefused
from voice_client.tools import sentences
from voice_client.tools.job_state import ACTIVE_WORDS, JobState

DONE = frozenset({"accepted", "already_running", "already_done", "cancelling", "cancelled", "completed", "failed"})
"""Statuses of outputs to a call that did what was wished, or found it done; each has a ``job_id``."""
TELLING_AN_END = frozenset({"completed", "failed", "already_done"})
"""Statuses of outputs that tell how a job has ended."""
PARAMETER_OF = MappingProxyType({"change_request": "change"})
"""Field of a request → parameter of a tool, where they are not called the same."""
REFUSALS: Mapping[ErrorCode, str] = MappingProxyType(
    {
        ErrorCode.RATE_LIMITED: "That were many programs in a short time. Please give me a minute.",
        ErrorCode.TOO_MANY_JOBS: "There are many programs at work for you already. Let us wait for one of them.",
        ErrorCode.DRAINING: "The server is about to start again. Please give me a minute.",
        ErrorCode.NOT_FOUND: "I do not find that program.",
        ErrorCode.FORBIDDEN: "I may not do that for you. Could you sign in again?",
        ErrorCode.UNAUTHORIZED: "I may not do that for you. Could you sign in again?",
    }
)
REFUSED = "I am sorry, something went wrong with that. Shall I try again?"


def end_told_by(output: Mapping[str, Any]) -> tuple[str, int] | None:
    """The job whose end an output tells, and the ``seq`` of that end: once it is spoken nobody has to announce it."""
    job_id, seq = output.get("job_id"), output.get("seq")
    if output.get("status") not in TELLING_AN_END or not isinstance(job_id, str) or not isinstance(seq, int):
        return None
    return job_id, seq


def accepted(state: JobState, replaced: Sequence[str]) -> JsonObject:
    """A job has begun."""
    begun = {JobKind.GENERATE: "I have started on your program.", JobKind.REVISE: "I have started on that change."}
    dropped = "I have dropped the other one. " if replaced else ""
    more = {"replaced": list(replaced)} if replaced else {}
    say = f"{dropped}{begun[state.kind]} I will tell you when it is ready."
    return {"status": "accepted", "job_id": state.job_id, "say": say, **more}


def submitting() -> JsonObject:
    """The server has not answered yet; what becomes of it is told as an update."""
    return {"status": "submitting", "say": "I am passing that on; I will tell you once the work has begun."}


def passing_on_a_stop() -> JsonObject:
    """The same, of a wish to stop."""
    return {"status": "submitting", "say": "I am passing that on; I will tell you once it is stopped."}


def already_running(state: JobState) -> JsonObject:
    """The same is being made."""
    return {**standing(state), "status": "already_running", "say": f"I am on it. {sentences.standing(state)}"}


def already_done(state: JobState, *, is_told: bool) -> JsonObject:
    """The same was made a short while ago.

    Args:
        is_told: the user has heard its summary.
    """
    asks = "Shall I make it anew?" if state.kind is JobKind.GENERATE else "Shall I do that once more?"
    what = sentences.ready(state) if is_told else sentences.finished(state)
    say = f"That is done already. {what} {asks}"
    return {**standing(state), "status": "already_done", "say": say, "if_yes": "call again with replace: true"}


def needs_confirmation(state: JobState) -> JsonObject:
    """Something else is being made."""
    doing, what = ACTIVE_WORDS[state.kind], "your program" if state.kind is JobKind.REVISE else "another program"
    say = f"I am still {doing} {what}. {sentences.weeks_written(state)} Shall I stop that and do this instead?"
    return {**standing(state), "status": "needs_confirmation", "say": say, "if_yes": "call again with replace: true"}


def needs_details(errors: Sequence[FieldError]) -> JsonObject:
    """Arguments are missing or wrong; ``say`` asks for the first of them."""
    first = errors[0]
    told = [
        {"parameter": PARAMETER_OF.get(e.field, e.field), "code": e.code, "accepted": e.accepted, "say": e.say}
        for e in errors
    ]
    if_right: JsonObject = {}
    if first.code is FieldCode.UNCONFIRMED:
        if_right = {"if_right": f'call again with the same details and "{first.field}" in confirmed'}
    return {"status": "needs_details", "ask": told[0]["parameter"], "say": first.say, "errors": told, **if_right}


def standing(state: JobState) -> JsonObject:
    """How a job stands; of a finished one what there is to tell, never the program itself."""
    facts: JsonObject = {
        "status": state.status.value,
        "job_id": state.job_id,
        "seq": state.seq,
        "progress": state.progress,
        "weeks_done": state.weeks_done,
        "weeks_total": state.weeks_total,
        "say": sentences.standing(state),
    }
    if state.status is JobStatus.COMPLETED and state.program is not None:
        facts["program"] = state.program.as_json()
    if not state.status.is_final and state.eta_s is not None:
        facts["eta_s"] = state.eta_s
    return facts


def last_known(state: JobState | None) -> JsonObject:
    """How a job stood when the server, which does not answer, was last heard."""
    if state is None:
        return unreachable()
    if state.status.is_final:
        return standing(state)
    say = f"I do not reach the server right now. When I last heard: {sentences.standing(state)}"
    return {**standing(state), "is_current": False, "say": say}


def no_job() -> JsonObject:
    """Nothing was ever asked for."""
    return {"status": "none", "say": "There is no program yet. Shall we make one?"}


def not_found() -> JsonObject:
    """It is not there, or not theirs."""
    return {"status": "not_found", "say": REFUSALS[ErrorCode.NOT_FOUND]}


def stopping(state: JobState, *, was_over: bool) -> JsonObject:
    """What became of a wish to stop."""
    if not state.status.is_final:
        return {**standing(state), "status": "cancelling", "say": "I am stopping it."}
    if was_over:
        say = {
            JobStatus.CANCELLED: "That was stopped already.",
            JobStatus.COMPLETED: f"There is nothing to stop. {sentences.ready(state)}",
            JobStatus.FAILED: f"There is nothing to stop. {sentences.failed(state)}",
        }[state.status]
        return {**standing(state), "say": say}
    return {**standing(state), "say": "I have stopped it."}


def nothing_to_change(in_flight: JobState | None) -> JsonObject:
    """No program is finished that could be changed."""
    if in_flight is None:
        return no_job()
    say = f"That one is not finished; I can change it when it is. {sentences.standing(in_flight)}"
    return {**standing(in_flight), "status": "not_finished", "say": say}


def listed(programs: Sequence[JobState], *, are_there_more: bool) -> JsonObject:
    """Names, newest first."""
    made = [state.program for state in programs if state.program is not None]
    names = [program.name or f"a program of {program.duration_weeks} weeks" for program in made]
    told = [{"name": name, "program_id": each.program_id} for name, each in zip(names, made, strict=True)]
    return {"status": "listed", "programs": told, "say": sentences.named(names, are_there_more=are_there_more)}


def refused(refusal: RequestRefused) -> JsonObject:
    """The server says no, for a reason that is not in the arguments."""
    if refusal.code is ErrorCode.NOT_FOUND:
        return not_found()
    after = {} if refusal.retry_after_s is None else {"retry_after_s": refusal.retry_after_s}
    return {"status": "refused", "code": refusal.code.value, "say": REFUSALS.get(refusal.code, REFUSED), **after}


def unreachable() -> JsonObject:
    """No server answers."""
    return {"status": "unreachable", "say": "I do not reach the server right now. Please ask me again in a moment."}


def failed() -> JsonObject:
    """The client itself failed."""
    return {"status": "error", "say": REFUSED}


def no_such_tool(name: str) -> JsonObject:
    """The model has made a tool up."""
    return {"status": "no_such_tool", "say": REFUSED, "message": f"there is no tool {name[:100]!r}"}
