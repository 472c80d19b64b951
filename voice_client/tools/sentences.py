"""How a job stands, in one sentence that can be spoken: only what is so. Pure."""

from collections.abc import Sequence

from schemas.job import JobKind, JobStatus
from voice_client.tools.job_state import JobState

MOST_NAMES = 3
"""As many as one listens to."""


def weeks_written(state: JobState) -> str:
    """How far the writing is: “5 of 12 weeks are written.”."""
    done, total = state.weeks_done, state.weeks_total
    if not done:
        return "No week of it is written yet."
    if done == total:
        return "All of it is written; it is being checked."
    return f"{done} of {total} weeks {'is' if done == 1 else 'are'} written."


def standing(state: JobState) -> str:
    """How it stands."""
    match state.status:
        case JobStatus.PENDING:
            return f"{_what(state)} is waiting to be worked on."
        case JobStatus.IN_PROGRESS:
            return f"{_what(state)} is being worked on. {weeks_written(state)}"
        case JobStatus.COMPLETED:
            return finished(state)
        case JobStatus.FAILED:
            return failed(state)
    return "The work on that program was stopped."


def finished(state: JobState) -> str:
    """What is said of a finished program."""
    program = state.program
    if program is not None and program.spoken_summary:
        return program.spoken_summary
    return ready(state)


def ready(state: JobState) -> str:
    """That it is finished, without what is in it."""
    return f"{_what(state)} is ready."


def failed(state: JobState) -> str:
    """Why there is none."""
    if state.failure is not None and state.failure.say:
        return state.failure.say
    return "I am sorry, the program could not be made."


def named(names: Sequence[str], *, are_there_more: bool) -> str:
    """Which programs there are."""
    if not names:
        return "You have no finished program yet."
    if len(names) == 1 and not are_there_more:
        return f"You have one program: {names[0]}."
    shown, rest = names[:MOST_NAMES], len(names) > MOST_NAMES or are_there_more
    listed = f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]
    return f"Your newest programs are {listed}." if rest else f"You have {len(names)} programs: {listed}."


def _what(state: JobState) -> str:
    if state.kind is JobKind.REVISE:
        return "Your changed program"
    return f"Your {state.weeks_total}-week program" if state.weeks_total else "Your program"
