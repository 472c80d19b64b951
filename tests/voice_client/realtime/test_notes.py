"""What the model is to know, in few words, and what of it the user is to be told."""

import pytest

from schemas.job import JobStatus, Speak
from schemas.model import JsonObject
from voice_client.realtime.effects import Subject
from voice_client.realtime.events import Event, Milestone, News
from voice_client.realtime.notes import MAX_NOTE_CHARACTERS, event_of, is_news, jobs_note, told_end
from voice_client.tools import JobState, MadeProgram, Update, UpdateKind

LONG = "Your program is ready. " * 60


@pytest.mark.parametrize(
    ("update", "event"),
    [
        (Update("j", 3, UpdateKind.WEEK_READY, "Week 1."), None),
        (Update("j", 9, UpdateKind.CANCELLED, "Stopped."), News("j", 9, "", None)),
        (Update("j", 9, UpdateKind.FAILED, "Sorry.", speak=Speak.NOW), News("j", 9, "", "Sorry.")),
        (Update("j", 0, UpdateKind.ACCEPTED, "Begun.", speak=Speak.NOW), News("j", 0, "", "Begun.", is_end=False)),
        (Update("j", 0, UpdateKind.REFUSED, "No.", speak=Speak.NOW), News(None, 0, "", "No.", is_end=False)),
        (Update("j", 5, UpdateKind.LOST, "Lost.", speak=Speak.NOW), News("j", 0, "", "Lost.", is_end=False)),
        (Update("j", 4, UpdateKind.MILESTONE, "Half.", speak=Speak.WHEN_IDLE), Milestone("j", "", "Half.")),
        (Update("j", 4, UpdateKind.RETRIED, "A hiccup."), Milestone("j", "", None)),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Update) else "",
)
def test_each_update_is_what_it_is_to_the_conversation(update: Update, event: Event | None) -> None:
    """A week is nothing to speak of; a wished stop is known, not told; a refusal ends no job, nor does a lost track."""
    found = event_of(update)
    if isinstance(found, News):
        found = News(found.job_id, found.seq, "", found.say, found.is_end)
    elif isinstance(found, Milestone):
        found = Milestone(found.job_id, "", found.remark)
    assert found == event


def test_a_note_is_short() -> None:
    """Whatever a program's summary says, the model's context does not fill with it."""
    facts: JsonObject = {"name": "Base", "spoken_summary": LONG}
    news = event_of(Update("j", 9, UpdateKind.COMPLETED, LONG, facts, Speak.NOW))
    assert isinstance(news, News)
    assert len(news.note) == MAX_NOTE_CHARACTERS
    assert '"name": "Base"' in news.note


@pytest.mark.parametrize(
    ("output", "says_more", "end"),
    [
        ({"status": "accepted", "job_id": "j", "say": "Begun."}, False, None),
        ({"status": "submitting", "say": "Passing on."}, False, None),
        ({"status": "needs_details", "say": "How tall?"}, True, None),
        ({"status": "in_progress", "job_id": "j", "seq": 4, "say": "Half."}, True, None),
        ({"status": "completed", "job_id": "j", "seq": 9, "say": "Ready."}, True, Subject("j", 9, "Ready.")),
        ({"status": "already_done", "job_id": "j", "seq": 9, "say": "Ready."}, True, Subject("j", 9, "Ready.")),
    ],
    ids=lambda value: value.get("status") if isinstance(value, dict) else "",
)
def test_an_output_is_news_unless_one_moment_covers_it(
    output: JsonObject, says_more: bool, end: Subject | None
) -> None:
    """That it has begun is covered; that it has ended need not be announced any more."""
    assert (is_news(output), told_end(output)) == (says_more, end)


def test_a_new_session_is_told_how_all_jobs_stand() -> None:
    """The newest ones, each in a sentence."""
    done = JobState("j1", status=JobStatus.COMPLETED, program=MadeProgram("p", spoken_summary="Base is ready."))
    running = JobState("j2", status=JobStatus.IN_PROGRESS, weeks_done=2, weeks_total=4)
    note = jobs_note({"j1": done, "j2": running})
    assert note is not None
    assert "Job j1: completed. Base is ready." in note
    assert "Job j2: in_progress." in note
    assert jobs_note({}) is None
    many = {str(n): JobState(str(n), status=JobStatus.COMPLETED, program=MadeProgram("p", LONG)) for n in range(50)}
    assert len(jobs_note(many) or "") <= MAX_NOTE_CHARACTERS + 100
