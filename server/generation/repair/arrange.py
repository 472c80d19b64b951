"""Numbers, weekdays and sessions: what G1 asks for. Pure."""

from itertools import count

from schemas.request import Weekday
from server.generation.repair.draft import Draft, DraftSession, DraftWeek, Move


def arrange(draft: Draft) -> None:
    """Number weeks and days; drop what is too much; fill a session that is missing with that of another week.

    Items are numbered when the weeks are finished.
    """
    asked = draft.person.request
    if len(draft.weeks) > asked.duration_weeks >= draft.closed:
        del draft.weeks[asked.duration_weeks :]
        draft.note(Move.ARRANGE, f"The weeks beyond the {asked.duration_weeks} that were asked for are left out.")
    for index, week in zip(count(draft.closed + 1), draft.open, strict=False):
        if week.index != index:
            week.of = week.of.model_copy(update={"index": index})
            draft.note(Move.ARRANGE, "Weeks are numbered anew.")
    for week in draft.open:
        _arrange_days(draft, week)
        _free_weekdays(draft, week)


def _arrange_days(draft: Draft, week: DraftWeek) -> None:
    wanted = draft.person.request.days_per_week
    week.sessions = _as_many(draft, week, wanted)
    for day, session in enumerate(week.sessions, start=1):
        if not session.items:
            found = _whole_session(draft, week, day)
            if found is not None:
                week.sessions[day - 1] = session = found  # noqa: PLW2901 - what follows is about what stands there now
                draft.note(Move.ARRANGE, "An empty session is filled with that of another week.", week, session)
        if session.of.day_index != day:
            session.set(day_index=day)
            draft.note(Move.ARRANGE, "Days are numbered anew.", week)


def _as_many(draft: Draft, week: DraftWeek, wanted: int) -> list[DraftSession]:
    """The sessions that were asked for: without those that are too many, with those that are missing."""
    if len(week.sessions) > wanted:
        draft.note(Move.ARRANGE, "Sessions beyond those that were asked for are left out.", week)
        full = [session for session in week.sessions if session.items]
        return (full if len(full) >= wanted else week.sessions)[:wanted]
    sessions = list(week.sessions)
    for day in range(len(sessions) + 1, wanted + 1):
        found = _whole_session(draft, week, day)
        if found is not None:
            sessions.append(found)
            draft.note(Move.ARRANGE, "A session that is missing is taken from another week.", week, found)
    return sessions


def _whole_session(draft: Draft, week: DraftWeek, day: int) -> DraftSession | None:
    """The session of a day in the nearest week that has it, of the same block if there is one, of an earlier if not."""
    others = [other for other in draft.weeks if len(other.sessions) >= day and other.sessions[day - 1].items]
    others = [other for other in others if other is not week and other.is_deload == week.is_deload] or others
    if not others:
        return None

    def distance(other: DraftWeek) -> tuple[bool, int]:
        return other.of.block != week.of.block, abs(other.index - week.index)

    found = min(others, key=distance).sessions[day - 1]
    return DraftSession(found.of, list(found.items))


def _free_weekdays(draft: Draft, week: DraftWeek) -> None:
    """No day twice, none that was ruled out: a session that stands on such a day moves to one that is free."""
    ruled_out = set(draft.person.request.unavailable_days)
    taken: set[Weekday] = set()
    homeless: list[DraftSession] = []
    for session in week.sessions:
        weekday = session.of.weekday
        if weekday is not None and (weekday in ruled_out or weekday in taken):
            homeless.append(session)
        elif weekday is not None:
            taken.add(weekday)
    free = [weekday for weekday in Weekday if weekday not in ruled_out | taken]
    for session in homeless:
        session.set(weekday=free.pop(0) if free else None)
        draft.note(Move.ARRANGE, "A session moves to a day that is free.", week, session)
