"""Deloads: as often as the level needs them, none in short programs. Pure.

Athletes take one every 5.6 +- 2.3 weeks [DEL]: beginners every 8 weeks, intermediates 6, advanced 4 or 5, from fifty
years on 4; programs of less than 6 weeks none [J]. A run of working weeks between them may be shorter by two weeks,
as blocks are cut to fit a season; a longer one is a deload that is missing.
"""

from itertools import groupby
from typing import Final

from schemas.request import FitnessLevel
from server.generation.person import Person
from server.generation.validation.marks import Graded, Marks, Place, graded
from server.generation.validation.sheet import Sheet

RULE = "deload"
NONE_BELOW_WEEKS: Final = 6
EVERY = {FitnessLevel.BEGINNER: (8, 8), FitnessLevel.INTERMEDIATE: (6, 6), FitnessLevel.ADVANCED: (4, 5)}
MASTERS_EVERY = (4, 4)
"""From fifty years on."""
EARLIER_WEEKS: Final = 2
LEAST_RUN: Final = 3


def grade_deload(sheet: Sheet) -> Graded:
    """Each run of working weeks, and each deload, is one place."""
    marks = Marks(RULE)
    if len(sheet.weeks) < NONE_BELOW_WEEKS:
        _none(sheet, marks)
    else:
        _in_time(sheet, marks)
    return graded((1, marks))


def _none(sheet: Sheet, marks: Marks) -> None:
    for week in sheet.weeks:
        if week.week.is_deload:
            index, bound = week.week.index, f"none below {NONE_BELOW_WEEKS} weeks"
            marks.lose(
                f"Week {index} is a deload that so short a program needs not.", value=1, bound=bound, at=Place(index)
            )
    if marks.is_empty:
        marks.earn()


def _in_time(sheet: Sheet, marks: Marks) -> None:
    soonest, latest = every(sheet.person)
    longest, shortest = latest - 1, max(LEAST_RUN, soonest - 1 - EARLIER_WEEKS)
    runs = [(is_deload, [*weeks]) for is_deload, weeks in groupby(sheet.weeks, key=lambda week: week.week.is_deload)]
    for number, (is_deload, weeks) in enumerate(runs):
        end, length = weeks[-1].week.index, len(weeks)
        if is_deload:
            _deload(end, length, marks)
        elif length > longest:
            message = f"{length} weeks of work in a row end with week {end}; after {longest} a deload is due."
            missed = -(-length // latest)
            bound = f"<= {longest} working weeks"
            marks.lose(message, value=length, bound=bound, at=Place(end), weight=missed)
        elif length < shortest and number + 1 < len(runs):
            message = f"The deload after week {end} comes after only {length} weeks of work."
            marks.lose(message, value=length, bound=f">= {shortest} working weeks", at=Place(end))
        else:
            marks.earn()


def _deload(end: int, length: int, marks: Marks) -> None:
    if length == 1:
        return marks.earn()
    message = f"{length} deloads in a row end with week {end}; one is enough."
    return marks.lose(message, value=length, bound="1 week", at=Place(end))


def every(person: Person) -> tuple[int, int]:
    """The weeks from deload to deload: the fewest and the most."""
    return MASTERS_EVERY if person.is_masters else EVERY[person.level]
