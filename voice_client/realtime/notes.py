"""What the model is to know without a word being said: facts only, each note under 150 tokens. Pure."""

import json
from collections.abc import Mapping

from schemas.job import Speak
from schemas.model import JsonObject
from voice_client.realtime.effects import Subject
from voice_client.realtime.events import Event, Milestone, News
from voice_client.tools import JobState, Update, UpdateKind
from voice_client.tools.answers import end_told_by
from voice_client.tools.sentences import standing

MAX_NOTE_CHARACTERS = 600
"""About 150 tokens of English."""
MAX_LISTED = 5
"""Jobs that a new session is told of, the newest ones."""
KNOWN_ALREADY = frozenset({"accepted", "submitting"})
"""Statuses of outputs that "one moment, I will start on it" covers."""


def event_of(update: Update) -> Event | None:
    """What an update is to the arbiter; None: nothing."""
    say = None if update.speak is Speak.SILENT else update.say
    match update.kind:
        case UpdateKind.WEEK_READY:
            return None
        case UpdateKind.MILESTONE | UpdateKind.RETRIED if update.job_id is not None:
            note = f"{update.say} It is still running; there is nothing to call. {_facts(update.facts)}"
            return Milestone(update.job_id, _short(note), say)
        case UpdateKind.REFUSED:  # the job that it names is the one in its way
            return News(None, 0, _short(update.say), say, is_end=False)
        case UpdateKind.ACCEPTED | UpdateKind.LOST:  # what was lost is followed again once it is asked about
            return News(update.job_id, 0, _short(f"{update.say} {_facts(update.facts)}"), say, is_end=False)
    note = f"The work on job {update.job_id} is over: {update.kind}. {_facts(update.facts)}"
    return News(update.job_id, update.seq, _short(note), say)


def is_news(output: JsonObject) -> bool:
    """Whether an output says more than that the work has begun."""
    return output.get("status") not in KNOWN_ALREADY


def told_end(output: JsonObject) -> Subject | None:
    """The end of a job that is told by an output."""
    end = end_told_by(output)
    return None if end is None else Subject(*end, str(output.get("say", "")))


def jobs_note(jobs: Mapping[str, JobState]) -> str | None:
    """How all jobs stand, for a session that knows nothing of them; None: there are none."""
    if not jobs:
        return None
    listed = [f"Job {job.job_id}: {job.status.value}. {standing(job)}" for job in list(jobs.values())[-MAX_LISTED:]]
    each = MAX_NOTE_CHARACTERS // len(listed)
    return "How the programs stand:\n" + "\n".join(_short(line, each) for line in listed)


def _facts(facts: JsonObject) -> str:
    return json.dumps({name: value for name, value in facts.items() if name != "say"}, ensure_ascii=False)


def _short(note: str, most: int = MAX_NOTE_CHARACTERS) -> str:
    return note if len(note) <= most else f"{note[: most - 1]}…"
