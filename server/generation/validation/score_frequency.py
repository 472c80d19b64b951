"""Frequency: each big muscle group at least twice a week, when there are two resistance days [A26, SCF]. Pure.

A session trains a group when its sets count one for it: one set that leads with it, or two that it helps in. So a row
trains the back once, however long it is, and a shoulder that helped in three sets of presses was trained. Deloads
count too: they keep the frequency [DEL]. Where a week has no time for a squat, a hinge, a push and a pull on two
days, once is enough.
"""

from typing import Final

from server.generation.validation.asked import MOST_MOVEMENTS, asked_of
from server.generation.validation.groups import Group, group_sets
from server.generation.validation.marks import Graded, Marks, Place, graded
from server.generation.validation.score_volume import resistance_days
from server.generation.validation.sheet import SessionSheet, Sheet

RULE = "frequency"
TIMES_A_WEEK: Final = 2
TRAINING_SETS: Final = 1.0


def grade_frequency(sheet: Sheet) -> Graded:
    """Each group of each week is one place."""
    marks = Marks(RULE)
    asked = asked_of(sheet.person)
    for week in sheet.weeks:
        days = max(asked.least_resistance_days, resistance_days(week))
        if days < TIMES_A_WEEK:
            continue
        wanted = TIMES_A_WEEK if asked.has_time_for(TIMES_A_WEEK * MOST_MOVEMENTS, days) else 1
        trained = [_trained(session) for session in week.sessions]
        for group in asked.possible.groups:
            times = sum(group in groups for groups in trained)
            if times >= wanted:
                marks.earn()
                continue
            message = f"Week {week.week.index} trains the {group} {('not at all', 'once')[times]}."
            at = Place(week.week.index, muscle=group)
            marks.lose(message, value=times, bound=f">= {wanted} sessions", at=at, share=times / wanted)
    return graded((1, marks))


def _trained(session: SessionSheet) -> set[Group]:
    return {group for group, sets in group_sets(session.done).items() if sets >= TRAINING_SETS}
