"""Effort and load, made to fit the person and each other: what G4, G5 and G10 ask for. Pure."""

from schemas.program import CardioItem, Item, Load, LoadType, SetType, StrengthItem
from schemas.request import GoalCategory
from server.generation.counting import WALK_RUN, is_work
from server.generation.repair.dosing import EASY_TALK, pct_load, rir_for
from server.generation.repair.draft import Draft, Move, changed
from server.generation.safety.screening import FULL_RPE
from server.generation.validation.gate_clearance import MAXIMAL
from server.generation.validation.gate_exercises import BEGINNERS_MOST_PCT, NEAR_MAXIMAL_REPS, too_much
from server.generation.validation.gate_intensity import inconsistent_item
from server.generation.validation.gate_structure import PERCENT


def soften(draft: Draft) -> None:
    """Take effort and load back to what the person may do, and let a load say what its repetitions say."""
    for week in draft.open:
        for session, place, item in week.items():
            if isinstance(item, CardioItem):
                mended: Item = _easy(item, draft.most_rpe)
            else:
                mended = _soft(item, draft, is_deload=week.is_deload)
            if mended is not item:
                session.items[place] = mended
                draft.note(Move.SCALE, f"{item.name} is as hard as it may be.", week, session)


def _soft(item: StrengthItem, draft: Draft, *, is_deload: bool) -> StrengthItem:
    is_careful = draft.person.is_beginner or draft.person.is_spared
    if draft.is_gentle and is_work(item):
        item = _gentle(item, draft)
    if is_careful and next(too_much(item, draft.person), None) is not None:
        item = _careful(item, draft)
    is_light = is_deload or draft.person.goal is GoalCategory.POWER
    return item if is_light else _consistent(item, BEGINNERS_MOST_PCT if is_careful else PERCENT)


def _easy(item: CardioItem, most_rpe: int) -> CardioItem:
    """Endurance work that is no harder than may be asked for; what was fast in it is left out."""
    if item.rpe_max <= most_rpe:
        return item
    keeps_turns = item.exercise_id == WALK_RUN
    return changed(
        item,
        rpe_min=min(item.rpe_min, most_rpe),
        rpe_max=most_rpe,
        hrr_pct=None,
        talk_test=EASY_TALK,
        intervals=item.intervals if keeps_turns else None,
    )


def _gentle(item: StrengthItem, draft: Draft) -> StrengthItem:
    least = FULL_RPE - draft.most_rpe
    set_type = SetType.NORMAL if item.set_type in MAXIMAL else item.set_type
    if item.rir_min is not None and item.rir_min >= least and set_type is item.set_type:
        return item
    return _with_reserve(item, draft, least, set_type)


def _careful(item: StrengthItem, draft: Draft) -> StrengthItem:
    """Not to failure, and far enough from the most that can be lifted."""
    is_open_end = item.set_type is SetType.AMRAP and item.rir_min is None
    mended = _with_reserve(item, draft, 1, SetType.NORMAL if is_open_end else item.set_type)
    if mended.reps_min is not None and mended.rir_min is not None:
        low = max(mended.reps_min, NEAR_MAXIMAL_REPS + 1 - mended.rir_min)
        mended = changed(mended, reps_min=low, reps_max=max(low, mended.reps_max or low))
    numbers = (mended.load.min, mended.load.max)
    if mended.load.type is LoadType.PCT_1RM and max(number or 0 for number in numbers) > BEGINNERS_MOST_PCT:
        mended = changed(mended, load=_capped(pct_load(mended), BEGINNERS_MOST_PCT))
    return mended


def _with_reserve(item: StrengthItem, draft: Draft, least: int, set_type: SetType) -> StrengthItem:
    if item.rir_min is None or item.rir_max is None:
        low, high = rir_for(draft.person, draft.most_rpe)
    else:
        low, high = max(item.rir_min, least), max(item.rir_max, least)
    return changed(item, rir_min=low, rir_max=high, set_type=set_type)


def _consistent(item: StrengthItem, most_pct: float) -> StrengthItem:
    if next(inconsistent_item(item), None) is None:
        return item
    return changed(item, load=_capped(pct_load(item), most_pct))


def _capped(load: Load, most_pct: float) -> Load:
    if load.min is None or load.max is None:
        return load
    return Load(type=load.type, min=min(load.min, most_pct), max=min(load.max, most_pct))
