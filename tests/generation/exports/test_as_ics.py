"""Calendars, read back with the library that calendar programs use."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from icalendar import Calendar, Event

from schemas.program import Program
from schemas.request import Weekday
from server.generation.exports.as_ics import as_ics, first_monday
from server.generation.exports.source import Source
from server.generation.exports.text import plain
from tests.generation.exports.sources import (
    MADE_ON_A_WEDNESDAY,
    PROGRAM_ID,
    many_texts,
    program_for,
    saying,
    source_of,
    texts,
)
from tests.generation.exports.written import written_out
from tests.generation.valid_requests import sessions_of


def _events(source: Source) -> list[Event]:
    calendar = Calendar.from_ical(as_ics(source))
    assert isinstance(calendar, Calendar)
    assert not calendar.errors
    events = list(calendar.walk("VEVENT"))
    assert all(isinstance(event, Event) and not event.errors for event in events)
    return [event for event in events if isinstance(event, Event)]


@many_texts
@given(texts)
def test_text_of_a_document_stays_in_its_event(text: str) -> None:
    """As many events as sessions, and each is called what it was called."""
    program = saying(text)
    source = source_of(program)
    events = _events(source)
    assert len(events) == len(list(sessions_of(program)))
    assert all(str(event["summary"]).startswith(plain(text)) for event in events)
    assert set(events[0]) == {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DURATION", "SUMMARY", "DESCRIPTION"}


@many_texts
@given(texts)
def test_lines_are_folded_between_characters(text: str) -> None:
    """At most 75 octets each (RFC 5545, section 3.1), every one of them UTF-8 by itself."""
    for line in as_ics(source_of(saying(text))).encode().split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()


def test_there_is_an_event_for_each_session() -> None:
    """On its weekday, at six in the evening of wherever the user is, as long as it takes, with all that is done."""
    program = program_for()
    events = _events(source_of(program))
    sessions = list(sessions_of(program))
    assert len(events) == len(sessions)
    for event, session in zip(events, sessions, strict=True):
        start = event.decoded("dtstart")
        assert list(Weekday)[start.weekday()] is session.weekday
        assert (start.time(), start.tzinfo) == (time(18), None)
        assert event.decoded("duration") == timedelta(minutes=session.est_minutes)
        assert all(item.name in str(event["description"]) for item in session.items)
    assert events[0].decoded("dtstart") == datetime(2026, 11, 30, 18)  # noqa: DTZ001 - it floats
    assert events[-1].decoded("dtstart").date() == date(2027, 2, 19)
    assert len({event.decoded("dtstart") for event in events}) == len(events)


def test_everywhere_stands_what_to_stop_at() -> None:
    """And once, in the first event, what the program is and is not."""
    program = program_for()
    said = [str(event["description"]) for event in _events(source_of(program))]
    assert all("Stop at: chest pain, " in each for each in said)
    assert [program.safety.notices[0] in each for each in said] == [True] + [False] * 47


@pytest.mark.parametrize(
    ("start", "monday"),
    [
        (date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 12, 7)),
        (date(2026, 12, 6), date(2026, 12, 7)),
        (None, date(2026, 11, 30)),
    ],
)
def test_weeks_begin_on_a_monday(start: date | None, monday: date) -> None:
    """That of ``start``, or the next one; without it, the next one after the program was made."""
    assert first_monday(source_of(program_for(), start=start)) == monday


def test_what_is_made_on_a_monday_begins_a_week_later() -> None:
    """Nobody is late for the first session."""
    made = MADE_ON_A_WEDNESDAY.replace(day=30)
    assert first_monday(source_of(program_for(), created_at=made)) == date(2026, 12, 7)


def test_sessions_begin_when_the_user_says() -> None:
    """In every week."""
    events = _events(source_of(program_for(), at=time(7, 30)))
    assert {event.decoded("dtstart").time() for event in events} == {time(7, 30)}


def test_importing_twice_doubles_nothing() -> None:
    """Every event has a name of its own, which is the same each time; so is the whole text."""
    source = source_of(program_for())
    uids = [str(event["uid"]) for event in _events(source)]
    assert len(set(uids)) == len(uids)
    assert uids[0] == f"{PROGRAM_ID}-w1-d1@repcast"
    assert as_ics(source) == as_ics(source_of(program_for()))


def test_a_revision_moves_what_is_there() -> None:
    """The same names at the same places, and a sequence that is higher (RFC 5545, section 3.8.7.4)."""
    before = _events(source_of(program_for()))
    after = _events(source_of(program_for(days_per_week=3), revision=2))
    assert {str(event["uid"]) for event in after} < {str(event["uid"]) for event in before}
    assert {event.decoded("sequence") for event in before} == {0}
    assert {event.decoded("sequence") for event in after} == {1}


def test_sessions_without_a_weekday_follow_each_other() -> None:
    """The first one on Monday."""
    document = written_out().model_dump(mode="json")
    for week in document["weeks"]:
        for session in week["sessions"]:
            del session["weekday"]
    events = _events(source_of(Program.model_validate(document)))
    assert [event.decoded("dtstart").weekday() for event in events] == [0, 1, 2, 3] * 2


def test_lighter_weeks_say_so() -> None:
    """In what the event is called."""
    called = [str(event["summary"]) for event in _events(source_of(written_out()))]
    assert called[0] == "Upper body, week 1 of 2"
    assert called[4] == "Upper body (lighter), week 2 of 2"
