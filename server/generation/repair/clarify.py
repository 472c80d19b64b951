"""Numbers that are missing or make no sense: what G3 asks for. Pure."""

from math import inf

from schemas.program import CardioItem, Item, Load, LoadType, StrengthItem
from server.generation.counting import is_work
from server.generation.exercises import Exercise, catalogue
from server.generation.repair.dosing import EASY_RPE, hold_for, load_for, reps_for, rest_for, rir_for, with_minutes
from server.generation.repair.draft import Draft, Move, changed
from server.generation.validation.gate_structure import (
    LEAST_RPE,
    MOST_REPS,
    MOST_REST_S,
    MOST_SET_M,
    MOST_SET_S,
    MOST_SETS,
    NUMBERED,
    PERCENT,
    is_load_in_order,
    unclear_item,
)


def clarify(draft: Draft) -> None:
    """Say how much and how hard, where an item does not."""
    for week in draft.open:
        for session, place, item in week.items():
            if next(unclear_item(item), None) is not None:
                session.items[place] = _clear(item, draft)
                draft.note(Move.CLARIFY, f"{item.name} says how much and how hard.", week, session)


def _clear(item: Item, draft: Draft) -> Item:
    exercise = catalogue()[item.exercise_id]
    if isinstance(item, CardioItem):
        return _clear_cardio(item)
    return _clear_sets(item, exercise, draft)


def _clear_sets(item: StrengthItem, exercise: Exercise, draft: Draft) -> StrengthItem:
    reps, rir, load = _reps(item), _rir(item), _load(item, exercise)
    duration_s, distance_m = min(item.duration_s or 0, MOST_SET_S), min(item.distance_m or 0, MOST_SET_M)
    if reps is None and not duration_s and not distance_m:
        if exercise.is_hold:
            duration_s = hold_for(exercise)
        else:
            reps = reps_for(exercise, item.role, draft.person)
    if rir is None and is_work(item) and (load.type not in NUMBERED):
        rir = rir_for(draft.person, draft.most_rpe)
    rest_s = min(item.rest_s, MOST_REST_S)
    if not rest_s and is_work(item) and item.superset_group is None:
        rest_s = rest_for(item.role, draft.person)
    return changed(
        item,
        sets=min(item.sets, MOST_SETS),
        reps_min=reps and reps[0],
        reps_max=reps and reps[1],
        duration_s=duration_s or None,
        distance_m=distance_m or None,
        rir_min=rir and rir[0],
        rir_max=rir and rir[1],
        load=load,
        rest_s=rest_s,
    )


def _reps(item: StrengthItem) -> tuple[int, int] | None:
    """In their order; nothing where there are none that can be done."""
    numbers = [min(number, MOST_REPS) for number in (item.reps_min, item.reps_max) if number]
    return (min(numbers), max(numbers)) if numbers else None


def _rir(item: StrengthItem) -> tuple[int, int] | None:
    numbers = [number for number in (item.rir_min, item.rir_max) if number is not None]
    return (min(numbers), max(numbers)) if numbers else None


def _load(item: StrengthItem, exercise: Exercise) -> Load:
    """As it stands, with its numbers in their order; without a number where one makes no sense."""
    if is_load_in_order(item):
        return item.load
    numbers = sorted(number for number in (item.load.min, item.load.max) if number is not None)
    most = PERCENT if item.load.type is LoadType.PCT_1RM else inf
    if item.load.type not in NUMBERED or not numbers or not 0 < numbers[0] <= numbers[-1] <= most:
        return load_for(exercise)
    return Load(type=item.load.type, min=numbers[0], max=numbers[-1])


def _clear_cardio(item: CardioItem) -> CardioItem:
    low, high = sorted((item.rpe_min, item.rpe_max))
    if low < LEAST_RPE:
        low, high = EASY_RPE if high < LEAST_RPE else (LEAST_RPE, high)
    share = item.hrr_pct and tuple(sorted(item.hrr_pct))
    return changed(
        with_minutes(item, item.duration_min),
        rpe_min=low,
        rpe_max=high,
        hrr_pct=share if share and 0 <= share[0] <= share[-1] <= PERCENT else None,
    )
