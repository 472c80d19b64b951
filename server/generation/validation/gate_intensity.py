"""Gate G5: repetitions, effort and load say the same. Pure."""

from collections.abc import Iterator

from schemas.program import Finding, LoadType, SetType, StrengthItem
from schemas.request import GoalCategory
from server.generation.anatomy import Pattern
from server.generation.exercises import catalogue
from server.generation.validation.faults import AnyItem, Fault, in_items
from server.generation.validation.sheet import Sheet

EPLEY = 30
"""1RM = load x (1 + reps / 30) [Epley 1985]; repetitions in reserve count as done."""
TOLERANCE_POINTS = 10
"""People differ widely in how often they can lift a share of their most [NUZ]."""


def pct_1rm(reps: float, rir: float) -> float:
    """The load in percent of what can be lifted once, of which so many repetitions leave so many in reserve."""
    return 100 / (1 + (reps + rir) / EPLEY)


def pct_span(item: StrengthItem) -> tuple[float, float] | None:
    """The lightest and the heaviest load that the repetitions and the reserve of an item mean, in percent of 1RM."""
    if item.reps_min is None or item.reps_max is None or item.rir_min is None or item.rir_max is None:
        return None
    return pct_1rm(item.reps_max, item.rir_max), pct_1rm(item.reps_min, item.rir_min)


def inconsistent(sheet: Sheet) -> Iterator[Finding]:
    """G5: a load in percent of 1RM within 10 points of what repetitions and reserve mean [Epley; NUZ].

    Not where loads are light on purpose: power, deloads, warm-up sets.
    """
    if sheet.person.goal is GoalCategory.POWER:
        return iter(())
    return in_items("G5", sheet, inconsistent_item, in_deloads=False)


def is_light_on_purpose(item: StrengthItem) -> bool:
    """Whether an item's load is no measure of its repetitions."""
    exercise = catalogue().get(item.exercise_id)
    return item.set_type is SetType.WARMUP or (exercise is not None and exercise.pattern is Pattern.POWER)


def inconsistent_item(item: AnyItem) -> Iterator[Fault]:
    """Where a load in percent says something else than repetitions and reserve."""
    if not isinstance(item, StrengthItem) or item.load.type is not LoadType.PCT_1RM or is_light_on_purpose(item):
        return
    span, numbers = pct_span(item), [number for number in (item.load.min, item.load.max) if number is not None]
    if span is None or not numbers:
        return
    low, high = numbers[0], numbers[-1]
    least, most = span[0] - TOLERANCE_POINTS, span[1] + TOLERANCE_POINTS
    bound = f"{least:.0f} to {most:.0f} %"
    if low < least:
        yield Fault("is lighter than its repetitions and its reserve mean", low, bound)
    if high > most:
        yield Fault("is heavier than its repetitions and its reserve mean", high, bound)
