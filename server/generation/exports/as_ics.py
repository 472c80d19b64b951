"""An event a session, for calendars (RFC 5545): imported twice it is there once, and a revision moves it."""

from datetime import date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from schemas.program import Item, Session, Week
from schemas.request import Weekday
from server.generation.exports.phrases import amount, duration, effort, prep
from server.generation.exports.source import Source
from server.generation.exports.text import plain

PRODUCT: Final = "-//Repcast//Programs//EN"
DAYS = {day: number for number, day in enumerate(Weekday)}


def as_ics(source: Source) -> str:
    """A calendar. Times float: they are meant on the clock of wherever the user is, in summer and in winter.

    What makes an event the same one is the first revision's id, the week and the day; the revision is its sequence.
    Sessions that a revision no longer has stay in the calendar until somebody deletes them.
    """
    program = source.program
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", plain(program.name))
    calendar.add("x-wr-calname", plain(program.name))
    calendar.add("description", " ".join(map(plain, (program.description, *program.safety.notices))))
    monday = first_monday(source)
    signs = ", ".join(map(plain, program.safety.stop_signs))
    notices = list(map(plain, program.safety.notices))
    for week in program.weeks:
        for session in week.sessions:
            closing = [*notices, f"Stop at: {signs}."]
            notices = []  # once is enough; the signs stand everywhere
            calendar.add_component(_event(source, monday, week, session, closing))
    text: bytes = calendar.to_ical()
    return text.decode()


def first_monday(source: Source) -> date:
    """On which day the first week begins: on ``start`` or the Monday after it, else on the Monday after it was made."""
    earliest = source.start or source.created_at.date() + timedelta(days=1)
    return earliest + timedelta(days=-earliest.weekday() % len(DAYS))


def _event(source: Source, monday: date, week: Week, session: Session, closing: list[str]) -> Event:
    offset = DAYS[session.weekday] if session.weekday else session.day_index - 1
    day = monday + timedelta(weeks=week.index - 1, days=offset)
    lighter = " (lighter)" if week.is_deload else ""
    event = Event()
    event.add("uid", f"{source.first_id}-w{week.index}-d{session.day_index}@repcast")
    event.add("dtstamp", source.created_at)
    event.add("sequence", source.revision - 1)
    event.add("dtstart", datetime.combine(day, source.at))
    event.add("duration", timedelta(minutes=session.est_minutes))
    event.add("summary", f"{plain(session.name)}{lighter}, week {week.index} of {len(source.program.weeks)}")
    event.add("description", "\n".join([*_lines(session), "", *closing]))
    return event


def _lines(session: Session) -> list[str]:
    lines = []
    if session.warmup:
        lines.append(f"Warm-up: {', '.join(plain(prep(each)) for each in session.warmup)}.")
    lines += [_line(item) for item in session.items]
    if session.cooldown:
        lines.append(f"Cool-down: {', '.join(plain(prep(each)) for each in session.cooldown)}.")
    return lines


def _line(item: Item) -> str:
    rest = f"; rest {duration(item.rest_s)}" if item.kind == "strength" and item.rest_s else ""
    said = " ".join(part for part in (plain(item.cue), plain(item.note)) if part)
    return f"{item.order}. {plain(item.name)}: {amount(item)}; {plain(effort(item))}{rest}. {said}".rstrip()
