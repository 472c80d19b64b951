"""Completeness: each session warms up, each item has a cue, two substitutes and a rule to progress by [J]. Pure."""

from schemas.program import Item
from server.generation.exercises import catalogue
from server.generation.validation.asked import Possible, possible_for
from server.generation.validation.groups import STAND_INS
from server.generation.validation.marks import Graded, Marks, graded, place_of
from server.generation.validation.sheet import SessionSheet, Sheet

RULE = "completeness"
SUBSTITUTES = 2
"""Where equipment and joints leave so many."""


def grade_completeness(sheet: Sheet) -> Graded:
    """Four clauses of equal weight: warm-ups, cues, substitutes, progression ids."""
    warmups, cues, substitutes, progressions = (Marks(RULE) for _ in range(4))
    possible = possible_for(sheet.person)
    wanted: dict[str, int] = {}
    for session in sheet.sessions:
        _warmup(session, warmups)
        for item in session.session.items:
            if (most := wanted.get(item.exercise_id)) is None:
                most = wanted[item.exercise_id] = _substitutes_asked(item.exercise_id, possible)
            _cue(session, item, cues)
            _substitutes(session, item, most, substitutes)
            _progression(session, item, progressions)
    return graded((1, warmups), (1, cues), (1, substitutes), (1, progressions))


def _warmup(session: SessionSheet, marks: Marks) -> None:
    if any(prep.duration_s for prep in session.session.warmup):
        return marks.earn()
    message = f"{session.session.name} begins without a warm-up."
    return marks.lose(message, value=0, bound=">= 1 thing to warm up with", at=place_of(session))


def _cue(session: SessionSheet, item: Item, marks: Marks) -> None:
    if item.cue and not item.cue.isspace():
        return marks.earn()
    return marks.lose(f"{item.name} has no cue.", value="", bound="a sentence", at=place_of(session, item))


def _substitutes(session: SessionSheet, item: Item, wanted: int, marks: Marks) -> None:
    found = len({*item.substitutes} - {item.exercise_id})
    if found >= wanted:
        return marks.earn()
    message = f"{item.name} has {found} substitutes of the {wanted} that there are to have."
    at = place_of(session, item)
    return marks.lose(message, value=found, bound=f">= {wanted}", at=at, share=found / wanted)


def _progression(session: SessionSheet, item: Item, marks: Marks) -> None:
    if item.progression_id:
        return marks.earn()
    message = f"{item.name} does not say by which rule it progresses."
    return marks.lose(message, value="", bound="the id of a progression rule", at=place_of(session, item))


def _substitutes_asked(exercise_id: str, possible: Possible) -> int:
    """Two, or as many others of its movement, or a related one, as the person can do."""
    exercise = catalogue().get(exercise_id)
    if exercise is None:
        return SUBSTITUTES
    related = (exercise.pattern, *STAND_INS.get(exercise.pattern, ()))
    others = {other.id for pattern in related for other in possible.exercises.get(pattern, ())} - {exercise_id}
    return min(SUBSTITUTES, len(others))
