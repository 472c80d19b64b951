"""Intensity: repetitions, load and effort of each item inside the band of its goal and level. Pure.

The share of sets that are inside; of a range of repetitions, the part of it that is. What widens the band is in
`limits`. A load in percent is a guess from repetitions, so its middle may lie 5 points outside [NUZ]. A deload is right
with four in reserve and more, and with less load. Endurance work counts a set for each ten minutes: it is easy, but for
one hard session a week of beginners and two of others, with a day between them [J]. Drills have no intensity.
"""

from typing import Final, NamedTuple

from schemas.program import CardioItem, Item, LoadType, Role, StrengthItem
from server.generation.safety.screening import FULL_RPE
from server.generation.validation.bands import Span
from server.generation.validation.limits import Limits, judged_band, limits_of
from server.generation.validation.marks import Graded, Marks, graded, place_of
from server.generation.validation.score_endurance import VIGOROUS_RPE
from server.generation.validation.sheet import SessionSheet, Sheet, WeekSheet

RULE = "intensity"
BIG = frozenset({Role.MAIN, Role.SECONDARY})
PCT_SPREAD: Final = 5
DELOAD_RIR: Span = (4, 10)
DELOAD_SHARE: Final = 0.8
RIR_SPREAD: Final = 1
"""A range of effort, as 3 to 4, may end one above the band."""
EASY_RPE: Span = (2, 6)
MOST_RPE: Final = 9
MINUTES_OF_A_SET: Final = 10
HARD_SESSIONS = {True: 1, False: 2}
"""A week: of beginners, and of others."""


class Fault(NamedTuple):
    """What is outside, what stands there, what would be right, and the share that is inside."""

    what: str
    value: str
    bound: str
    share: float = 0.0


def grade_intensity(sheet: Sheet) -> Graded:
    """Each item, weighed by its sets."""
    marks = Marks(RULE)
    person, band = sheet.person, judged_band(sheet.program, sheet.person)
    for week in sheet.weeks:
        for session in week.sessions:
            for item in session.work:
                limits = limits_of(
                    item.exercise_id,
                    band,
                    is_big=item.role in BIG,
                    is_spared=person.is_spared,
                    least_rir=FULL_RPE - person.most_rpe,
                )
                fault = _fault(item, limits, is_deload=week.week.is_deload)
                _mark(session, item, fault, item.sets, marks)
        _endurance(week, marks, HARD_SESSIONS[person.is_beginner])
    return graded((1, marks))


def _mark(session: SessionSheet, item: Item, fault: Fault | None, weight: float, marks: Marks) -> None:
    if fault is None:
        return marks.earn(weight)
    message = f"{item.name} has {fault.what} of {fault.value}; {fault.bound} is right here."
    at, share = place_of(session, item), fault.share
    return marks.lose(message, value=fault.value, bound=fault.bound, at=at, weight=weight, share=share)


def _fault(item: StrengthItem, limits: Limits, *, is_deload: bool) -> Fault | None:
    """The first thing that is outside."""
    return (
        _amount_fault(item, limits)
        or _load_fault(item, limits, is_deload=is_deload)
        or _effort_fault(item, DELOAD_RIR if is_deload else limits.rir)
    )


def _amount_fault(item: StrengthItem, limits: Limits) -> Fault | None:
    if item.duration_s is not None:
        low, high = limits.hold_s
        is_inside = low <= item.duration_s <= high
        return None if is_inside else Fault("a time", f"{item.duration_s} s", f"{low} to {high} s")
    if item.distance_m is not None:
        return None
    low, high = limits.reps
    if item.reps_min is None or item.reps_max is None:
        return Fault("a number of repetitions", "none", f"{low} to {high}")
    if low <= item.reps_min and item.reps_max <= high:
        return None
    inside = max(0, min(item.reps_max, high) - max(item.reps_min, low) + 1) / (item.reps_max - item.reps_min + 1)
    return Fault("a range", f"{item.reps_min} to {item.reps_max} repetitions", f"{low} to {high}", inside)


def _load_fault(item: StrengthItem, limits: Limits, *, is_deload: bool) -> Fault | None:
    load = item.load
    if load.type is not LoadType.PCT_1RM or load.min is None or load.max is None:
        return None
    low, high = limits.pct_1rm
    least = low * DELOAD_SHARE if is_deload else low
    if least - PCT_SPREAD <= (load.min + load.max) / 2 <= high + PCT_SPREAD:
        return None
    return Fault("a load", f"{load.min:g} to {load.max:g} %", f"{least:.0f} to {high} % of 1RM")


def _effort_fault(item: StrengthItem, rir: Span) -> Fault | None:
    if item.rir_min is None or item.rir_max is None:
        is_known = item.duration_s is not None or item.load.type is LoadType.PCT_1RM
        return None if is_known else Fault("an effort", "nothing said", "a number of repetitions in reserve")
    low, high = rir
    if low <= item.rir_min <= high and item.rir_max <= high + RIR_SPREAD:
        return None
    return Fault("an effort", f"{item.rir_min} to {item.rir_max} in reserve", f"{low} to {high}")


def _endurance(week: WeekSheet, marks: Marks, most_hard: int) -> None:
    hard_days: list[int] = []
    for session in week.sessions:
        for item in session.cardio:
            fault = _easy_fault(item)
            if item.rpe_max >= VIGOROUS_RPE:
                fault = _hard_fault(session, item, hard_days, most_hard)
                hard_days.append(session.session.day_index)
            _mark(session, item, fault, item.duration_min / MINUTES_OF_A_SET, marks)


def _easy_fault(item: CardioItem) -> Fault | None:
    low, high = EASY_RPE
    if low <= item.rpe_min and item.rpe_max <= high:
        return None
    return Fault("an effort", f"{item.rpe_min:g} to {item.rpe_max:g} of 10", f"{low} to {high}")


def _hard_fault(session: SessionSheet, item: CardioItem, hard_days: list[int], most_hard: int) -> Fault | None:
    effort = f"{item.rpe_min:g} to {item.rpe_max:g} of 10"
    if item.rpe_max > MOST_RPE:
        return Fault("an effort", effort, f"at most {MOST_RPE}")
    if len(hard_days) >= most_hard:
        return Fault("an effort", effort, f"hard work at most {most_hard} times a week")
    if session.session.day_index - 1 in hard_days:
        return Fault("an effort", effort, "a day between hard sessions")
    return None
