"""Drills of a week, for who wants to be supple: every big joint, on two days and more. Pure.

Each of the large muscle-tendon groups is stretched on two or three days a week at least [A11]; stretches of the
cool-down count. A week that has room for fewer drills owes fewer.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from server.generation.anatomy import DRILLS, Muscle, Pattern
from server.generation.exercises import catalogue
from server.generation.timing import warmup_seconds
from server.generation.validation.asked import Asked
from server.generation.validation.marks import Marks, Place
from server.generation.validation.sheet import SessionSheet, Sheet

REGIONS: Mapping[str, frozenset[Muscle]] = MappingProxyType(
    {
        "shoulders and chest": frozenset({Muscle.CHEST, Muscle.FRONT_DELTS, Muscle.SIDE_DELTS, Muscle.LATS}),
        "spine": frozenset({Muscle.ERECTORS, Muscle.UPPER_BACK, Muscle.OBLIQUES}),
        "hips": frozenset({Muscle.GLUTES, Muscle.ADDUCTORS, Muscle.QUADS}),
        "hamstrings": frozenset({Muscle.HAMSTRINGS}),
        "ankles": frozenset({Muscle.CALVES}),
    }
)
DAYS_A_WEEK: Final = 2
DRILL_S: Final = 210
"""Two sets of half a minute on each side, with what is between them."""


def drills_marks(sheet: Sheet, asked: Asked, rule: str) -> Marks:
    """Each region of each working week is one place."""
    marks = Marks(rule)
    offered = {region for e in asked.possible.exercises.get(Pattern.MOBILITY, ()) for region in _regions(e.id)}
    person = asked.person
    a_session = max(1, int((person.minutes * 60 - warmup_seconds(person.minutes)) / DRILL_S))
    days = max(1, person.request.days_per_week - asked.most_resistance_days)
    wanted = min(DAYS_A_WEEK, days, max(1, days * a_session // len(REGIONS)))
    room = min(len(offered), days * a_session)
    for week in sheet.working_weeks:
        found = {region: sum(region in _drilled(session) for session in week.sessions) for region in REGIONS}
        best = sorted((region for region in REGIONS if region in offered), key=found.__getitem__, reverse=True)
        for region in best[:room]:
            if found[region] >= wanted:
                marks.earn()
                continue
            message = f"Week {week.week.index} moves the {region} on {found[region]} days, not on {wanted}."
            at = Place(week.week.index, muscle=region)
            marks.lose(message, value=found[region], bound=f">= {wanted} days", at=at, share=found[region] / wanted)
    return marks


def _drilled(session: SessionSheet) -> set[str]:
    drills = [item.exercise_id for item in session.strength] + [prep.exercise_id for prep in session.session.cooldown]
    return {region for id_ in drills for region in _regions(id_)}


def _regions(exercise_id: str) -> tuple[str, ...]:
    exercise = catalogue().get(exercise_id)
    if exercise is None or exercise.pattern not in DRILLS:
        return ()
    return tuple(region for region, muscles in REGIONS.items() if not muscles.isdisjoint(exercise.primary))
