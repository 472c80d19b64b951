"""Gates G6 and G7: no more sets than a muscle recovers from, no more than a session holds. Pure."""

from collections.abc import Iterator, Mapping
from math import ceil
from types import MappingProxyType

from schemas.program import Finding
from schemas.request import FitnessLevel
from server.generation.anatomy import Muscle
from server.generation.timing import estimated_minutes
from server.generation.validation.muscles import MuscleSets
from server.generation.validation.sheet import SessionSheet, Sheet, WeekSheet

WEEKLY_CAPS: Mapping[FitnessLevel, int] = MappingProxyType(
    {FitnessLevel.BEGINNER: 12, FitnessLevel.INTERMEDIATE: 20, FitnessLevel.ADVANCED: 25}
)
"""Sets of a muscle in a week [L, BAZ, J]."""
DELOAD_SHARE = 0.6
DELOAD_SLACK_SETS = 1
"""Of a muscle: three sets cannot be halved."""
SESSION_SETS = 30
SESSION_MUSCLE_SETS = 10
TIME_SHARE = 1.15
ESTIMATE_SLACK_MIN = 2


def too_much_in_a_week(sheet: Sheet) -> Iterator[Finding]:
    """G6: weekly sets of a muscle up to 12, 20 or 25 by level; in a deload 60 % of the last working week [L, BAZ].

    Each part of the shoulder is counted by itself. The 60 % hold for the sets of all exercises together, and for those
    of each muscle with one set of slack. Exercises stay the same in a deload, and none has less than one set: as many
    sets as that makes are always fine [J].
    """
    cap = WEEKLY_CAPS[sheet.person.level]
    before: WeekSheet | None = None
    for week in sheet.weeks:
        for muscle, sets in week.counted.limited.items():
            if sets > cap:
                yield _in_week(week, f"{_named(muscle)} get {sets:g} sets", sets, f"up to {cap} sets", muscle)
        if not week.week.is_deload:
            before = week
        elif before is not None:
            yield from _heavy_deload(week, before.counted)


def too_much_in_a_session(sheet: Sheet) -> Iterator[Finding]:
    """G7: up to 30 work sets, 10 sets in which one muscle leads, 115 % of the time that there is [L, J].

    The time is the longer of what the session says and what its items take; it says at least what they take.
    """
    limit_min = TIME_SHARE * sheet.person.minutes
    for session in sheet.sessions:
        if (total := session.counted.total) > SESSION_SETS:
            yield _in_session(session, f"has {total} sets", total, f"up to {SESSION_SETS} sets")
        for muscle, sets in session.counted.direct.items():
            if sets > SESSION_MUSCLE_SETS:
                bound = f"up to {SESSION_MUSCLE_SETS} sets"
                yield _in_session(session, f"has {sets:g} sets for the {_plain(muscle)}", sets, bound, muscle)
        said, taken = session.session.est_minutes, estimated_minutes(session.session.items, sheet.person.minutes)
        if max(said, taken) > limit_min:
            takes = f"takes {max(said, taken)} minutes"
            yield _in_session(session, takes, max(said, taken), f"up to {int(limit_min)} minutes")
        elif taken > said + ESTIMATE_SLACK_MIN:
            yield _in_session(session, f"says {said} minutes, and takes {taken}", said, f"about {taken} minutes")


def deload_bound(total: int, exercises: int) -> int:
    """The most sets of a deload in which so many exercises stand, after a week of ``total`` sets."""
    return max(ceil(DELOAD_SHARE * total), exercises)


def _heavy_deload(week: WeekSheet, before: MuscleSets) -> Iterator[Finding]:
    now = week.counted
    bound = deload_bound(before.total, now.exercises)
    if now.total > bound:
        yield _in_week(week, f"{now.total} sets are done in a lighter week", now.total, f"up to {bound} sets")
    for muscle, sets in now.limited.items():
        most = max(DELOAD_SHARE * before.limited.get(muscle, 0) + DELOAD_SLACK_SETS, now.least[muscle])
        if sets > most:
            says = f"{_named(muscle)} get {sets:g} sets in a lighter week"
            yield _in_week(week, says, sets, f"up to {most:g} sets", muscle)


def _in_week(week: WeekSheet, says: str, value: float, bound: str, muscle: Muscle | None = None) -> Finding:
    index = week.week.index
    return Finding(
        rule="G6", message=f"Week {index}: {says}; {bound}.", value=value, bound=bound, week=index, muscle=muscle
    )


def _in_session(session: SessionSheet, says: str, value: float, bound: str, muscle: Muscle | None = None) -> Finding:
    return Finding(
        rule="G7",
        message=f"{session.place} {says}; {bound}.",
        value=value,
        bound=bound,
        week=session.week.index,
        day=session.session.day_index,
        muscle=muscle,
    )


def _plain(muscle: Muscle) -> str:
    return muscle.value.replace("_", " ")


def _named(muscle: Muscle) -> str:
    return f"the {_plain(muscle)}"
