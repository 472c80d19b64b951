"""Rest after sets: inside the band of main lifts, or of the others. Pure.

The share of sets that are inside. In a session of less than half an hour half of the least rest is enough: work before
waiting [J]; within a superset the other exercise is the rest. Drills need none.
"""

from typing import Final

from schemas.program import StrengthItem
from schemas.request import GoalCategory
from server.generation.anatomy import Pattern
from server.generation.exercises import catalogue
from server.generation.validation.asked import asked_of
from server.generation.validation.bands import Band, Span, band_of
from server.generation.validation.marks import Graded, Marks, graded, place_of
from server.generation.validation.score_intensity import BIG
from server.generation.validation.sheet import Sheet

RULE = "rest"
SHORT_MINUTES: Final = 30
SHORT_SHARE: Final = 0.5


def grade_rest(sheet: Sheet) -> Graded:
    """Each item with several sets, weighed by its sets."""
    marks = Marks(RULE)
    band = asked_of(sheet.person).band
    fast = band_of(GoalCategory.POWER, sheet.person.level)
    share = SHORT_SHARE if sheet.person.minutes < SHORT_MINUTES else 1
    for session in sheet.sessions:
        for item in session.work:
            least, most = _span(item, band, fast)
            low = 0 if item.superset_group is not None else least * share
            if low <= item.rest_s <= most:
                marks.earn(item.sets)
                continue
            bound = f"{low:.0f} to {most} s"
            message = f"{item.name} rests for {item.rest_s} s; {bound} is right for this goal and level."
            marks.lose(message, value=item.rest_s, bound=bound, at=place_of(session, item), weight=item.sets)
    return graded((1, marks))


def _span(item: StrengthItem, band: Band, fast: Band) -> Span:
    is_big = item.role in BIG
    exercise = catalogue().get(item.exercise_id)
    if exercise is not None and exercise.pattern is Pattern.POWER:
        return fast.accessory_rest_s[0], fast.main_rest_s[1]
    return band.main_rest_s if is_big else band.accessory_rest_s
