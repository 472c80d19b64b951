"""What is prescribed where nothing sensible stands: by the person's band, in the units of the exercise. Pure."""

from schemas.program import CardioItem, Load, LoadType, Role, StrengthItem
from server.generation.exercises import Exercise
from server.generation.person import Person
from server.generation.validation.bands import band_of
from server.generation.validation.gate_intensity import pct_1rm

MOST_SPREAD_REPS = 4
"""Between the fewest and the most repetitions of a set."""
HOLD_S = 30
SECONDS = 60
"""Of a minute."""
EASY_RPE = (3.0, 5.0)
EASY_TALK = "You can speak in whole sentences."
BIG = frozenset({Role.MAIN, Role.SECONDARY})
PLAIN_LOADS = {LoadType.BAND, LoadType.ASSISTED_KG, LoadType.BODYWEIGHT, LoadType.NONE}
"""Loads that are said without a number, as the catalogue counts them."""


def reps_for(exercise: Exercise, role: Role, person: Person) -> tuple[int, int]:
    """Repetitions of a set: those of the band that make sense for the exercise."""
    band = band_of(person.goal, person.level)
    low, high = band.main_reps if role in BIG else band.accessory_reps
    least, most = exercise.rep_range
    low = min(max(low, least), most)
    return low, max(low, min(high, most, low + MOST_SPREAD_REPS))


def rir_for(person: Person, most_rpe: int) -> tuple[int, int]:
    """Repetitions in reserve: the easier half of the band, and never harder than may be asked for."""
    low, high = band_of(person.goal, person.level).rir
    least = max((low + high + 1) // 2, 10 - most_rpe)
    return least, max(least, high)


def rest_for(role: Role, person: Person) -> int:
    """Rest behind a set, in seconds."""
    band = band_of(person.goal, person.level)
    return (band.main_rest_s if role in BIG else band.accessory_rest_s)[0]


def hold_for(exercise: Exercise) -> int:
    """Seconds of a set that is held."""
    least, most = exercise.rep_range
    return min(max(HOLD_S, least), most)


def load_for(exercise: Exercise) -> Load:
    """A load without a number: nobody knows what somebody lifts, so the repetitions in reserve lead."""
    if exercise.is_hold:
        return Load(type=LoadType.NONE)
    return Load(type=exercise.load_type if exercise.load_type in PLAIN_LOADS else LoadType.RIR)


def pct_load(item: StrengthItem) -> Load:
    """The load in percent of 1RM that an item's repetitions and reserve mean; by reserve where they say nothing."""
    if item.reps_min is None or item.reps_max is None or item.rir_min is None or item.rir_max is None:
        return Load(type=LoadType.RIR)
    low, high = pct_1rm(item.reps_max, item.rir_max), pct_1rm(item.reps_min, item.rir_min)
    return Load(type=LoadType.PCT_1RM, min=round(low), max=round(high))


def endurance(exercise: Exercise, minutes: float, *, order: int) -> CardioItem:
    """So many easy minutes."""
    return CardioItem(
        order=order,
        exercise_id=exercise.id,
        name=exercise.name,
        modality=exercise.modality or exercise.pattern.value,
        duration_min=minutes,
        rpe_min=EASY_RPE[0],
        rpe_max=EASY_RPE[1],
        talk_test=EASY_TALK,
        cue=exercise.cue,
        progression_id="cardio",
    )


def with_minutes(item: CardioItem, minutes: float) -> CardioItem:
    """Endurance work of so many minutes: its intervals stay as they are, and are as many as fit."""
    intervals = item.intervals
    if intervals is not None:
        turn_s = intervals.work_s + intervals.recover_s
        fitting = int((minutes * SECONDS + intervals.recover_s) // turn_s)
        reps = min(intervals.reps, fitting)
        intervals = intervals.model_copy(update={"reps": reps}) if reps else None
    return item.model_copy(update={"duration_min": minutes, "intervals": intervals})
