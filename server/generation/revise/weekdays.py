"""Which days of the week: what edits that name days make of a request. Pure."""

from collections.abc import Iterable

from schemas.request import Weekday
from server.generation.revise.draft import Draft
from server.generation.revise.edits import AddDays, AlsoOn, MoveDay, NotOn, OnlyOn
from server.generation.revise.not_understood import NotUnderstood
from server.generation.revise.questions import asking_for, spoken_count, spoken_days
from server.generation.revise.tagging import DAY_NAMES


def not_on(draft: Draft, edit: NotOn) -> None:
    """Sessions of these days move to others; where there are none, nothing changes."""
    trained = [day for day in edit.days if day in draft.weekdays]
    if not trained and len(draft.weekdays) == draft.get("days_per_week"):
        draft.idle.append(f"There is no session on {spoken_days(edit.days)}.")
        return
    _rule_out(draft, {*draft.get("unavailable_days"), *edit.days})


def also_on(draft: Draft, edit: AlsoOn) -> None:
    """These days may be used again; whether they are is for the plan to say."""
    left = {*draft.get("unavailable_days")} - {*edit.days}
    if left == {*draft.get("unavailable_days")}:
        draft.idle.append(f"{spoken_days(edit.days)} {'was' if len(edit.days) == 1 else 'were'} never ruled out.")
    else:
        _rule_out(draft, left)


def only_on(draft: Draft, edit: OnlyOn) -> None:
    """As many days as are named; of days that are free at most as many as there were."""
    if "days_per_week" not in draft.fields:
        wanted = draft.get("days_per_week")
        count = min(wanted, len(edit.days)) if edit.is_at_most else len(edit.days)
        draft.put("days_per_week", count, f"It has {spoken_count(count, 'day')} a week already.")
    _train_on(draft, edit.days)


def add_days(draft: Draft, edit: AddDays) -> None:
    """A session more for each day, and the others where they are."""
    new = [day for day in edit.days if day not in draft.weekdays]
    if not new:
        draft.idle.append(f"There is a session on {spoken_days(edit.days)} already.")
        return
    if "days_per_week" not in draft.fields:
        draft.fields["days_per_week"] = draft.get("days_per_week") + len(new)
    _train_on(draft, (*draft.weekdays, *new))


def move_day(draft: Draft, edit: MoveDay) -> None:
    """The other sessions stay where they are."""
    if edit.away not in draft.weekdays:
        raise NotUnderstood(
            f"There is no session on {DAY_NAMES[edit.away]}. Which day do you mean?", spoken_days(draft.weekdays)
        )
    if edit.to in draft.weekdays:
        raise NotUnderstood(
            f"There is a session on {DAY_NAMES[edit.to]} already. To which day shall it move?",
            spoken_days(day for day in Weekday if day not in draft.weekdays),
        )
    _train_on(draft, [day for day in (*draft.weekdays, edit.to) if day != edit.away])


def _train_on(draft: Draft, days: Iterable[Weekday]) -> None:
    _rule_out(draft, {*Weekday} - {*days})


def _rule_out(draft: Draft, days: set[Weekday]) -> None:
    """Train on the other days of the week."""
    ruled_out = tuple(day for day in Weekday if day in days)
    if len(ruled_out) == len(Weekday):
        raise asking_for("unavailable_days")
    draft.put("unavailable_days", ruled_out, "Those are the days already.")


def check_days(draft: Draft) -> None:
    """Let only that pass which leaves a day for each session.

    Raises:
        NotUnderstood: there are fewer days; asks whether as many will do.
    """
    days, free = draft.get("days_per_week"), len(Weekday) - len(draft.get("unavailable_days"))
    if {"days_per_week", "unavailable_days"} & draft.fields.keys() and free < days <= len(Weekday):
        left = spoken_count(free, "day")
        raise NotUnderstood(
            f"That leaves {left} for {spoken_count(days, 'session')}. Shall I make it {left} a week?",
            f"at most {left} a week",
        )
