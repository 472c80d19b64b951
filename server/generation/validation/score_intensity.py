"""Intensity: repetitions, load and effort of each item inside the band of its goal and level. Pure.

The share of sets that are inside; endurance work counts a set for each ten minutes. What the person cannot choose is
judged in a wider range: the load of body weight and bands leads to the repetitions that it allows, up to 30; holds go
by the clock; fast exercises have their own dose [ACSM 2026]. A load in percent is a guess from repetitions, so its
middle may lie 5 points outside [NUZ]. A deload is right with four in reserve and more, and with a tenth less load.
Nobody under 18 or from 65 on owes loads near the most that can be lifted once; they keep two in reserve [N19].
Drills have no intensity.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from schemas.program import CardioItem, LoadType, Role, StrengthItem
from server.generation.anatomy import Pattern
from server.generation.exercises import Exercise, catalogue
from server.generation.validation.asked import asked_of
from server.generation.validation.bands import Band, Span
from server.generation.validation.marks import Graded, Marks, graded, place_of
from server.generation.validation.score_endurance import VIGOROUS_RPE
from server.generation.validation.sheet import SessionSheet, Sheet, WeekSheet

RULE = "intensity"
BIG = frozenset({Role.MAIN, Role.SECONDARY})
FREE_LOADS = frozenset({LoadType.BODYWEIGHT, LoadType.BAND, LoadType.NONE, LoadType.ASSISTED_KG})
FREE_REPS: Final = 30
FAST_REPS: Span = (2, 8)
FAST_PCT: Span = (30, 70)
FAST_RIR: Span = (3, 6)
SPARED_REPS: Final = 15
SPARED_PCT: Final = 40
SPARED_RIR: Final = 2
PCT_SPREAD: Final = 5
DELOAD_RIR: Final = 4
DELOAD_SHARE: Final = 0.8
RIR_SPREAD: Final = 1
"""A range of effort, as 3 to 4, may end one above the band."""
EASY_RPE: Span = (2, 6)
MOST_RPE: Final = 9
MINUTES_OF_A_SET: Final = 10
HARD_SESSIONS = (1, 2)
"""A week: of beginners, and of others [J]."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one exercise may be prescribed as."""

    reps: Span
    hold_s: Span
    pct_1rm: Span
    rir: Span


def grade_intensity(sheet: Sheet) -> Graded:
    """Each item with sets, weighed by its sets."""
    marks = Marks(RULE)
    band = asked_of(sheet.person).band
    for week in sheet.weeks:
        for session in week.sessions:
            for item in session.work:
                limits = _limits(item.exercise_id, item.role in BIG, band, sheet.person.is_spared)
                fault = _fault(item, limits, is_deload=week.week.is_deload)
                if fault is None:
                    marks.earn(item.sets)
                else:
                    what, value, bound = fault
                    message = f"{item.name} has {what} of {value}; {bound} is right for this goal and level."
                    marks.lose(message, value=value, bound=bound, at=place_of(session, item), weight=item.sets)
        _endurance(week, marks, HARD_SESSIONS[not sheet.person.is_beginner])
    return graded((1, marks))


def _fault(item: StrengthItem, limits: Limits, *, is_deload: bool) -> tuple[str, str, str] | None:
    """What is outside, what stands there, and what would be right; only the first."""
    if item.duration_s is not None:
        low, high = limits.hold_s
        if not low <= item.duration_s <= high:
            return "a time", f"{item.duration_s} s", f"{low} to {high} s"
    elif item.distance_m is None:
        low, high = limits.reps
        if item.reps_min is None or item.reps_max is None:
            return "repetitions", "none", f"{low} to {high}"
        if item.reps_min < low or item.reps_max > high:
            return "repetitions", f"{item.reps_min} to {item.reps_max}", f"{low} to {high}"
    return _load_fault(item, limits, is_deload=is_deload) or _effort_fault(item, limits, is_deload=is_deload)


def _load_fault(item: StrengthItem, limits: Limits, *, is_deload: bool) -> tuple[str, str, str] | None:
    load = item.load
    if load.type is not LoadType.PCT_1RM or load.min is None or load.max is None:
        return None
    low, high = limits.pct_1rm
    least = low * DELOAD_SHARE if is_deload else low
    if least - PCT_SPREAD <= (load.min + load.max) / 2 <= high + PCT_SPREAD:
        return None
    return "a load", f"{load.min:g} to {load.max:g} %", f"{least:.0f} to {high} % of 1RM"


def _effort_fault(item: StrengthItem, limits: Limits, *, is_deload: bool) -> tuple[str, str, str] | None:
    if item.rir_min is None or item.rir_max is None:
        known = item.duration_s is not None or item.load.type is LoadType.PCT_1RM
        return None if known else ("an effort", "none", "repetitions in reserve")
    low, high = limits.rir
    if is_deload:
        low, high = DELOAD_RIR, 10
    if low <= item.rir_min <= high and item.rir_max <= high + RIR_SPREAD:
        return None
    return "an effort", f"{item.rir_min} to {item.rir_max} in reserve", f"{low} to {high} in reserve"


@cache
def _limits(exercise_id: str, is_big: bool, band: Band, is_spared: bool) -> Limits:
    exercise = catalogue().get(exercise_id)
    reps = band.main_reps if is_big else band.accessory_reps
    if exercise is None:
        return Limits(reps, (5, 120), band.pct_1rm, band.rir)
    if exercise.pattern is Pattern.POWER:
        return Limits(FAST_REPS, exercise.rep_range, FAST_PCT, FAST_RIR)
    pct, rir = band.pct_1rm, band.rir
    low, high = reps
    if exercise.load_type in FREE_LOADS:
        low, high = min(low, exercise.rep_range[0]), max(high, FREE_REPS)
    if is_spared:
        high, pct = max(high, SPARED_REPS), (min(pct[0], SPARED_PCT), pct[1])
        rir = (max(rir[0], SPARED_RIR), max(rir[1], DELOAD_RIR))
    return Limits((low, high), _hold_s(exercise), pct, rir)


def _hold_s(exercise: Exercise) -> Span:
    return exercise.rep_range if exercise.is_hold else (5, 120)


def _endurance(week: WeekSheet, marks: Marks, most_hard: int) -> None:
    """Easy work is easy; hard work is rare, and never on two days in a row."""
    hard = 0
    hard_before = None
    for session, item in _cardio(week):
        weight = item.duration_min / MINUTES_OF_A_SET
        at, value = place_of(session, item), f"{item.rpe_min:g} to {item.rpe_max:g}"
        low, high = EASY_RPE
        if item.rpe_max < VIGOROUS_RPE:
            if item.rpe_min >= low and item.rpe_max <= high:
                marks.earn(weight)
            else:
                message = f"{item.name} has an effort of {value} of 10; {low} to {high} is easy."
                marks.lose(message, value=value, bound=f"{low} to {high}", at=at, weight=weight)
            continue
        hard += 1
        day = session.session.day_index
        if item.rpe_max > MOST_RPE or hard > most_hard or hard_before == day - 1:
            bound = f"<= {most_hard} hard sessions a week, a day between them, effort <= {MOST_RPE}"
            message = f"{item.name} is hard session {hard} of week {week.week.index}; {bound} are right."
            marks.lose(message, value=value, bound=bound, at=at, weight=weight)
        else:
            marks.earn(weight)
        hard_before = day


def _cardio(week: WeekSheet) -> Iterator[tuple[SessionSheet, CardioItem]]:
    return ((session, item) for session in week.sessions for item in session.cardio)
