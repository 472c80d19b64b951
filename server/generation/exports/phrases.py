"""How a prescription is said in few words, wherever people read it."""

from functools import cache

from schemas.program import CardioItem, Item, Load, LoadType, Prep, Session, SetType, StrengthItem
from schemas.request import Weekday
from server.generation.exercises import catalogue

WEEKDAYS = {
    Weekday.MON: "Monday",
    Weekday.TUE: "Tuesday",
    Weekday.WED: "Wednesday",
    Weekday.THU: "Thursday",
    Weekday.FRI: "Friday",
    Weekday.SAT: "Saturday",
    Weekday.SUN: "Sunday",
}

LOAD_UNITS = {
    LoadType.PCT_1RM: " % 1RM",
    LoadType.KG: " kg",
    LoadType.ASSISTED_KG: " kg of help",
}
LOAD_WORDS = {LoadType.BODYWEIGHT: "body weight", LoadType.BAND: "band"}

SET_WORDS = {
    SetType.WARMUP: "to warm up",
    SetType.AMRAP: "the last one as many as you can",
    SetType.DROPSET: "dropping the load in each",
}


@cache
def exercise_name(exercise_id: str) -> str:
    """What the catalogue calls it; of what is no longer there, its id in words."""
    exercise = catalogue().get(exercise_id)
    return exercise.name if exercise else exercise_id.replace("_", " ").capitalize()


def day_of(session: Session) -> str:
    return WEEKDAYS[session.weekday] if session.weekday else f"Day {session.day_index}"


def span(low: float | None, high: float | None) -> str:
    """``6-10``, or the one number that there is."""
    numbers = sorted({number for number in (low, high) if number is not None})
    return "-".join(f"{number:g}" for number in numbers)


def duration(seconds: int) -> str:
    """``45 s``, ``2 min``, ``1 min 15 s``."""
    minutes, rest_s = divmod(seconds, 60)
    parts = [f"{minutes} min"] * bool(minutes) + [f"{rest_s} s"] * bool(rest_s or not minutes)
    return " ".join(parts)


def amount(item: Item) -> str:
    """How much: ``3 x 6-10``, ``2 x 30 s a side``, ``25 min``."""
    if isinstance(item, CardioItem):
        whole = f"{item.duration_min:g} min"
        return f"{whole}: {intervals(item)}" if item.intervals else whole
    if item.duration_s is not None:
        each = f"{item.duration_s} s"
    elif item.distance_m is not None:
        each = f"{item.distance_m} m"
    else:
        each = span(item.reps_min, item.reps_max)
    side = " a side" if item.per_side else ""
    kind = SET_WORDS.get(item.set_type)
    return f"{item.sets} x {each}{side}" + (f", {kind}" if kind else "")


def intervals(item: CardioItem) -> str:
    found = item.intervals
    if found is None:
        return ""
    easy = f", {duration(found.recover_s)} easy between" if found.recover_s else ""
    return f"{found.reps} x {duration(found.work_s)}{easy}"


def load(found: Load) -> str:
    """``67-77 % 1RM``, ``body weight``; nothing where only the effort is said."""
    number = span(found.min, found.max)
    if number and found.type in LOAD_UNITS:
        return number + LOAD_UNITS[found.type]
    return LOAD_WORDS.get(found.type, "")


def effort(item: Item) -> str:
    """How hard, and how heavy: ``3-4 in reserve, 67-77 % 1RM``."""
    if isinstance(item, CardioItem):
        heart = f"{item.hrr_pct[0]}-{item.hrr_pct[1]} % heart-rate reserve" if item.hrr_pct else ""
        talk = f" ({item.talk_test.rstrip('.')})" if item.talk_test else ""
        parts = [f"effort {span(item.rpe_min, item.rpe_max)} of 10{talk}", heart]
    else:
        reserve = span(item.rir_min, item.rir_max)
        parts = [f"{reserve} in reserve" if reserve and counts_reserve(item) else "", load(item.load)]
    return ", ".join(part for part in parts if part)


def counts_reserve(item: StrengthItem) -> bool:
    """Whether repetitions in reserve say something: not of a stretch or a hold."""
    return item.load.type is not LoadType.NONE


def prep(found: Prep) -> str:
    return f"{found.name} {duration(found.duration_s)}"
