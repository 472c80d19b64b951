"""From an exercise to what is written on the sheet: sets, repetitions, effort, load, rest, tempo. Pure."""

from functools import cache

from schemas.program import Load, LoadType, ProgressionRule, Role, SetType, StrengthItem
from schemas.request import GoalCategory
from server.generation.anatomy import DRILLS
from server.generation.exercises import Exercise
from server.generation.person import Person
from server.generation.rules.dose import HEAVY_GOALS, Dose, dose_of, rest_cap_s
from server.generation.rules.periodization import WeekPlan

HOLD_S = 30
HOLD_STEP_S = 5
LONGEST_HOLD_S = 60
EPLEY = 30
"""1RM = load x (1 + reps / 30) [Epley 1985]; repetitions in reserve count as done."""
PCT_SPREAD = 3
DELOAD_LOAD = 0.9
POWER_REPS = (3, 5)
POWER_PCT = (40, 60)
LEAST_REPS = 2
SPARED_REPS = 6
BODYWEIGHT_REPS = (6, 20)
"""The load of body weight cannot be chosen, so its range is wide: its repetitions lead to the effort that is asked."""
BAR_REPS = (4, 12)
DRILL_RIR = 4
DRILL_REST_S = 15

RULES = {
    "linear": ProgressionRule(
        id="linear",
        name="Add load when you can",
        rule="When every set reaches the top of the range, add 2.5 to 5 % for the upper body, 5 to 10 % for the legs.",
        on_failure="Miss the range twice: repeat the load. Three times: take 10 % off and build up again.",
    ),
    "double": ProgressionRule(
        id="double",
        name="Reps first, then load",
        rule="Add repetitions until every set reaches the top of the range, then the smallest step of load.",
        on_failure="Stalled for two weeks: take 10 % off and build up again, or swap for a substitute.",
    ),
    "bodyweight": ProgressionRule(
        id="bodyweight",
        name="Reps, then a harder variant",
        rule="Add repetitions up to about 20, then take a harder variant or hold a weight.",
        on_failure="Form breaks: go back to the easier variant for a week.",
    ),
    "hold": ProgressionRule(
        id="hold",
        name="Hold longer",
        rule="Add five seconds each week, up to a minute; then begin again with a harder variant.",
        on_failure="Form breaks: split the time into two shorter holds.",
    ),
    "speed": ProgressionRule(
        id="speed",
        name="Faster, not heavier",
        rule="Keep the repetitions; add a little load only while every one of them stays fast.",
        on_failure="It slows down: end the set, rest longer, take 5 % off.",
    ),
    "cardio": ProgressionRule(
        id="cardio",
        name="Build, then recover",
        rule="Two or three weeks a little longer each, at most ten percent, then an easier one.",
        on_failure="Tired or sore: repeat the last week's time at an easier pace.",
    ),
}

ROLE_OF = {
    **dict.fromkeys(("core_flexion", "core_anti_extension", "core_anti_rotation", "carry"), Role.CORE),
    **dict.fromkeys(("mobility", "balance"), Role.ACCESSORY),
}
ACCESSORY_PATTERNS = frozenset(
    {"delts", "biceps", "triceps", "calves", "knee_flexion", "knee_extension", "hip_ab_adduction", "bridge", "fly"}
)
MAIN_PLACES = 2


def role_of(exercise: Exercise, place: int) -> Role:
    """What an exercise is for, by its pattern and its place in the session."""
    if exercise.pattern in ROLE_OF:
        return ROLE_OF[exercise.pattern]
    if exercise.pattern in ACCESSORY_PATTERNS:
        return Role.ACCESSORY
    return Role.MAIN if place < MAIN_PLACES else Role.SECONDARY


def prescribe(
    exercise: Exercise,
    role: Role,
    person: Person,
    plan: WeekPlan,
    *,
    order: int,
    sets: int,
    others: tuple[str, ...],
) -> StrengthItem:
    """One line of the sheet, for one week."""
    dose = dose_of(person.goal, person.level)
    is_big = role in (Role.MAIN, Role.SECONDARY)
    reps = None if exercise.is_hold else _reps(exercise, dose, person, plan, is_big=is_big)
    rir = _rir(exercise, person, plan)
    return StrengthItem(
        order=order,
        exercise_id=exercise.id,
        name=exercise.name,
        role=role,
        sets=sets,
        set_type=SetType.NORMAL,
        reps_min=reps and reps[0],
        reps_max=reps and reps[1],
        duration_s=_hold_s(plan) if exercise.is_hold else None,
        load=_load(exercise, reps, plan, rir, dose),
        rir_min=rir,
        rir_max=min(rir + 1, 5),
        rest_s=_rest_s(exercise, dose, person, is_big=is_big),
        tempo=_tempo(exercise, person),
        per_side=exercise.unilateral,
        substitutes=others,
        cue=exercise.cue,
        note=_note(exercise, plan),
        progression_id=progression_of(exercise, person),
    )


def progression_of(exercise: Exercise, person: Person) -> str:
    """Which rule makes it harder."""
    if exercise.is_hold:
        return "hold"
    if exercise.pattern == "power":
        return "speed"
    if not exercise.is_loaded:
        return "bodyweight"
    return "linear" if person.is_beginner else "double"


def _reps(exercise: Exercise, dose: Dose, person: Person, plan: WeekPlan, *, is_big: bool) -> tuple[int, int]:
    if exercise.pattern == "power":
        return POWER_REPS
    is_heavy = is_big and (exercise.is_main_lift or person.goal not in HEAVY_GOALS)
    low, high = dose.main_reps if is_heavy else dose.accessory_reps
    if is_heavy:
        low, high = max(LEAST_REPS, low - plan.reps_shift), max(LEAST_REPS + 1, high - plan.reps_shift)
    if person.is_spared:
        low, high = max(low, SPARED_REPS), max(high, SPARED_REPS + 2)
    if not exercise.is_loaded:
        least, most = BAR_REPS if exercise.gear else BODYWEIGHT_REPS
        low, high = max(low, least), max(high, most)
    return low, high


def _hold_s(plan: WeekPlan) -> int:
    return HOLD_S if plan.is_deload else min(LONGEST_HOLD_S, HOLD_S + HOLD_STEP_S * plan.week_of_block)


def _rest_s(exercise: Exercise, dose: Dose, person: Person, *, is_big: bool) -> int:
    if exercise.pattern in DRILLS:
        return DRILL_REST_S
    rest_s = dose.main_rest_s if is_big else dose.accessory_rest_s
    return min(rest_s, rest_cap_s(person.goal, person.minutes) or rest_s)


def _note(exercise: Exercise, plan: WeekPlan) -> str:
    if not plan.is_deload:
        return ""
    return "Lighter this week: about 90 % of last week's load." if exercise.is_loaded else "Easier this week."


def _rir(exercise: Exercise, person: Person, plan: WeekPlan) -> int:
    if exercise.pattern in DRILLS:
        return max(DRILL_RIR, plan.rir)
    if exercise.pattern == "power" or person.goal is GoalCategory.POWER:
        return max(3, plan.rir)
    return plan.rir


def _load(exercise: Exercise, reps: tuple[int, int] | None, plan: WeekPlan, rir: int, dose: Dose) -> Load:
    if reps is None:
        return _plain(LoadType.NONE)
    if exercise.load_type is LoadType.BAND:
        return _plain(LoadType.BAND)
    if exercise.load_type is LoadType.ASSISTED_KG:
        return _plain(LoadType.ASSISTED_KG)
    if not exercise.is_loaded:
        return _plain(LoadType.BODYWEIGHT)
    if not (exercise.is_main_lift or exercise.pattern == "power"):
        return _plain(LoadType.RIR)
    share, reserve = (DELOAD_LOAD, dose.rir[0]) if plan.is_deload else (1, rir)
    low, high = POWER_PCT
    if exercise.pattern != "power":
        low, high = _pct_of(reps[1] + reserve) - PCT_SPREAD, _pct_of(reps[0] + reserve)
    return _percent(round(low * share), round(high * share))


@cache
def _plain(kind: LoadType) -> Load:
    return Load(type=kind)


@cache
def _percent(low: int, high: int) -> Load:
    """Of a 1RM that nobody has measured: information. Repetitions in reserve lead."""
    return Load(type=LoadType.PCT_1RM, min=low, max=high)


def _pct_of(reps_to_failure: int) -> int:
    return round(100 / (1 + reps_to_failure / EPLEY))


def _tempo(exercise: Exercise, person: Person) -> str | None:
    if exercise.is_hold:
        return None
    if exercise.pattern == "power":
        return "1-0-1-0"
    if person.goal is GoalCategory.HYPERTROPHY:
        return "3-0-1-0"
    return "2-0-1-0" if exercise.is_loaded else "2-1-1-0"
