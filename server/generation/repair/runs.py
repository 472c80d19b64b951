"""Runs that grow slowly: what G9 asks for. Pure."""

from dataclasses import dataclass
from typing import cast

from schemas.program import CardioItem
from server.generation.counting import WALK_RUN, running_minutes
from server.generation.repair.dosing import SECONDS, with_minutes
from server.generation.repair.draft import Draft, DraftSession, DraftWeek, Move
from server.generation.validation.gate_progression import MEMORY_DAYS, MEMORY_WEEKS, longest_run, most_running
from server.generation.validation.gate_recovery import day_number

MINUTES_STEP = 0.5
SHORTEST_RUN_S = 10


@dataclass(frozen=True, slots=True)
class Run:
    """A run: when, and where it stands."""

    day: int
    week: DraftWeek
    session: DraftSession
    place: int

    @property
    def item(self) -> CardioItem:
        return cast("CardioItem", self.session.items[self.place])

    @property
    def minutes(self) -> float:
        return running_minutes(self.item)


def hold_runs(draft: Draft) -> None:
    """No run much longer than the longest of a month, no week with much more running than those before."""
    before: list[Run] = []
    for week in draft.weeks:
        runs = _runs_of(week)
        if before and week.index > draft.closed:
            _hold_each(draft, runs, before)
            _hold_week(draft, runs, before)
        before += runs


def _hold_each(draft: Draft, runs: list[Run], before: list[Run]) -> None:
    for place, run in enumerate(runs):
        earlier = [*before, *runs[:place]]
        longest = max((one.minutes for one in earlier if run.day - MEMORY_DAYS <= one.day), default=0)
        if longest:
            _shorten(draft, run, longest_run(longest))


def _hold_week(draft: Draft, runs: list[Run], before: list[Run]) -> None:
    if not runs:
        return
    index = runs[0].week.index
    weekly = dict.fromkeys(range(index - MEMORY_WEEKS, index), 0.0)
    for run in before:
        if run.week.index in weekly:
            weekly[run.week.index] += run.minutes
    total, had = sum(run.minutes for run in runs), max(weekly.values())
    if had and total > (most := most_running(had)):
        for run in runs:
            _shorten(draft, run, run.minutes * most / total)


def _shorten(draft: Draft, run: Run, most_min: float) -> None:
    item = run.item
    if run.minutes <= most_min:
        return
    if item.exercise_id == WALK_RUN and item.intervals is not None:
        parts = item.intervals
        work_s = max(SHORTEST_RUN_S, int(most_min * SECONDS / parts.reps))
        reps = max(1, min(parts.reps, int(most_min * SECONDS / work_s)))
        turns = {"reps": reps, "work_s": work_s, "recover_s": parts.recover_s + max(0, parts.work_s - work_s)}
        shorter = item.model_copy(update={"intervals": parts.model_copy(update=turns)})
    else:
        shorter = with_minutes(item, max(MINUTES_STEP, most_min // MINUTES_STEP * MINUTES_STEP))
    run.session.items[run.place] = shorter
    draft.note(Move.SCALE, f"{item.name} grows more slowly.", run.week, run.session)


def _runs_of(week: DraftWeek) -> list[Run]:
    runs = [
        Run(day_number(week.index, session.of.day_index, session.of.weekday), week, session, place)
        for session, place, item in week.items()
        if isinstance(item, CardioItem) and running_minutes(item)
    ]
    return sorted(runs, key=lambda run: run.day)
