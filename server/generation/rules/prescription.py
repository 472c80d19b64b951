"""From an exercise to what is written on the sheet: sets, repetitions, effort, load, rest, tempo. Pure."""

from dataclasses import dataclass
from functools import cache

from schemas.program import Load, LoadType, Role, SetType, StrengthItem
from schemas.request import GoalCategory
from server.generation.anatomy import DRILLS, Pattern
from server.generation.exercises import Exercise
from server.generation.person import Person
from server.generation.rules.dose import HEAVY_GOALS, Dose, Emphasis, Span, dose_of, rest_cap_s, waved_reps
from server.generation.rules.periodization import WeekPlan
from server.generation.rules.progression import progression_of

HOLD_S = 30
HOLD_STEP_S = 5
LONGEST_HOLD_S = 60
LONGEST_STRETCH_S = 45
"""Beyond a minute in all, longer stretches add little [A11]."""
EPLEY = 30
"""1RM = load x (1 + reps / 30) [Epley 1985]; repetitions in reserve count as done."""
PCT_SPREAD = 3
DELOAD_LOAD = 0.9
POWER_REPS = (3, 5)
POWER_PCT = (40, 60)
POWER_RIR = 3
SPARED_REPS = 6
BODYWEIGHT_REPS = (6, 20)
"""The load of body weight cannot be chosen, so its range is wide: its repetitions lead to the effort that is asked."""
BAR_REPS = (4, 12)
BAND_REPS = (6, 15)
"""Of bands there are few, so that load cannot be chosen finely."""
DRILL_RIR = 4
DRILL_REST_S = 15
MOST_RIR = 10

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


@dataclass(frozen=True, slots=True)
class Wish:
    """What whoever picked an exercise wants of it, beside what goal and level want.

    Attributes:
        reps: None: as goal and level want.
        hold_s: likewise, the first week's; it grows from there.
        least_rir: it is never done harder than with so many repetitions in reserve.
    """

    reps: Span | None = None
    hold_s: int | None = None
    least_rir: int = 0


USUAL_WISH = Wish()


def prescribe(
    exercise: Exercise,
    role: Role,
    person: Person,
    plan: WeekPlan,
    *,
    order: int,
    sets: int,
    others: tuple[str, ...],
    emphasis: Emphasis = Emphasis.USUAL,
    wish: Wish = USUAL_WISH,
) -> StrengthItem:
    """One line of the sheet, for one week."""
    dose = dose_of(person.goal, person.level)
    is_big = role in (Role.MAIN, Role.SECONDARY)
    reps = None if exercise.is_hold else _reps(exercise, person, plan, emphasis, wish, is_big=is_big)
    rir = max(_rir(exercise, person, plan), wish.least_rir)
    return StrengthItem(
        order=order,
        exercise_id=exercise.id,
        name=exercise.name,
        role=role,
        sets=sets,
        set_type=SetType.NORMAL,
        reps_min=reps and reps[0],
        reps_max=reps and reps[1],
        duration_s=_hold_s(exercise, plan, wish) if exercise.is_hold else None,
        load=_load(exercise, reps, plan, rir),
        rir_min=rir,
        rir_max=min(rir + 1, MOST_RIR),
        rest_s=_rest_s(exercise, dose, person, is_big=is_big),
        tempo=_tempo(exercise, person),
        per_side=exercise.unilateral,
        substitutes=others,
        cue=exercise.cue,
        note=_note(exercise, plan),
        progression_id=progression_of(exercise, person),
    )


def _reps(exercise: Exercise, person: Person, plan: WeekPlan, emphasis: Emphasis, wish: Wish, *, is_big: bool) -> Span:
    """What the goal wants, as far as the exercise makes sense with it."""
    if exercise.pattern is Pattern.POWER:
        return _inside(POWER_REPS, exercise.rep_range)
    dose = dose_of(person.goal, person.level)
    is_heavy = is_big and (exercise.is_main_lift or person.goal not in HEAVY_GOALS)
    low, high = (
        (plan.main_reps or waved_reps(person.goal, emphasis) or dose.main_reps) if is_heavy else dose.accessory_reps
    )
    low, high = wish.reps or (low, high)
    if person.is_spared:
        low, high = max(low, SPARED_REPS), max(high, SPARED_REPS + 2)
    if not exercise.is_loaded:
        least, most = BAR_REPS if exercise.gear else BODYWEIGHT_REPS
        low, high = max(low, least), max(high, most)
    elif exercise.load_type is LoadType.BAND:
        low, high = max(low, BAND_REPS[0]), max(high, BAND_REPS[1])
    return _inside((low, high), exercise.rep_range)


def _inside(wanted: Span, possible: Span) -> Span:
    """What both have, or else what the second has nearest to the first; at least two numbers, the lower first."""
    low, high = max(wanted[0], possible[0]), min(wanted[1], possible[1])
    if low < high:
        return low, high
    if wanted[1] <= possible[0]:
        return possible[0], possible[0] + 1
    return possible[1] - 1, possible[1]


def _hold_s(exercise: Exercise, plan: WeekPlan, wish: Wish) -> int:
    """Longer from week to week of a block, as long as the exercise makes sense."""
    least, most = exercise.rep_range
    first_s = min(max(wish.hold_s or HOLD_S, least), most)
    if plan.is_deload:
        return first_s
    longest_s = LONGEST_STRETCH_S if exercise.pattern is Pattern.MOBILITY else LONGEST_HOLD_S
    return max(first_s, min(longest_s, most, first_s + HOLD_STEP_S * plan.week_of_block))


def _rest_s(exercise: Exercise, dose: Dose, person: Person, *, is_big: bool) -> int:
    if exercise.pattern in DRILLS:
        return DRILL_REST_S
    rest_s = dose.main_rest_s if is_big else dose.accessory_rest_s
    return min(rest_s, rest_cap_s(person.goal, person.minutes) or rest_s)


def _note(exercise: Exercise, plan: WeekPlan) -> str:
    if not plan.is_deload:
        return ""
    if plan.is_taper and exercise.is_main_lift:
        return "Few sets this week, heavy and fast: you are getting fresh for your test."
    return "Lighter this week: about 90 % of last week's load." if exercise.is_loaded else "Easier this week."


def _rir(exercise: Exercise, person: Person, plan: WeekPlan) -> int:
    if exercise.pattern in DRILLS:
        return max(DRILL_RIR, plan.rir)
    if exercise.pattern is Pattern.POWER or person.goal is GoalCategory.POWER:
        return max(POWER_RIR, plan.rir)
    return plan.rir


def _load(exercise: Exercise, reps: Span | None, plan: WeekPlan, rir: int) -> Load:
    if reps is None:
        return _plain(LoadType.RIR if exercise.load_type is LoadType.KG else LoadType.NONE)
    if exercise.load_type in (LoadType.BAND, LoadType.ASSISTED_KG):
        return _plain(exercise.load_type)
    if not exercise.is_loaded:
        return _plain(LoadType.BODYWEIGHT)
    if not (exercise.is_main_lift or exercise.pattern is Pattern.POWER):
        return _plain(LoadType.RIR)
    is_lighter = plan.is_deload and not plan.is_taper
    share, reserve = (DELOAD_LOAD, plan.hardest_rir) if is_lighter else (1, rir)
    low, high = POWER_PCT
    if exercise.pattern is not Pattern.POWER:
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
    if exercise.pattern is Pattern.POWER:
        return "1-0-1-0"
    if person.goal is GoalCategory.HYPERTROPHY:
        return "3-0-1-0"
    return "2-0-1-0" if exercise.is_loaded else "2-1-1-0"
