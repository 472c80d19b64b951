"""Frequency: each big muscle group at least twice a week, when there are two resistance days [A26, SCF]. Pure.

A session trains a group when its sets count one for it: one set that leads with it, or two that it helps in. So a row
trains the back once, however long it is, and a shoulder that helped in three sets of presses was trained. Deloads
count too: they keep the frequency [DEL].
"""

from typing import Final

from server.generation.validation.asked import asked_of
from server.generation.validation.groups import Group, worth_for_groups
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
        if max(asked.least_resistance_days, resistance_days(week)) < TIMES_A_WEEK:
            continue
        trained = [_trained(session) for session in week.sessions]
        for group in asked.possible.groups:
            times = sum(group in groups for groups in trained)
            if times >= TIMES_A_WEEK:
                marks.earn()
                continue
            message = f"Week {week.week.index} trains the {group} {('not at all', 'once')[times]}."
            at = Place(week.week.index, muscle=group)
            marks.lose(message, value=times, bound=f">= {TIMES_A_WEEK} sessions", at=at, share=times / TIMES_A_WEEK)
    return graded((1, marks))


def _trained(session: SessionSheet) -> set[Group]:
    counted: dict[Group, float] = {}
    for item in session.work:
        for group, share in worth_for_groups(item.exercise_id).items():
            counted[group] = counted.get(group, 0.0) + share * item.sets
    return {group for group, sets in counted.items() if sets >= TRAINING_SETS}
