"""Sets, items and minutes off, the least important first: what G6, G7 and G8 ask for. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from schemas.program import CardioItem, Item, Role, SessionType, StrengthItem
from server.generation.anatomy import Muscle
from server.generation.counting import PRIMARY, is_work, worth_of_a_set
from server.generation.repair.dosing import HOLD_S, with_minutes
from server.generation.repair.draft import Draft, DraftSession, DraftWeek, Move
from server.generation.validation.gate_recovery import HARD_SETS
from server.generation.validation.gate_volume import (
    DELOAD_SHARE,
    DELOAD_SLACK_SETS,
    SESSION_MUSCLE_SETS,
    SESSION_SETS,
    TIME_SHARE,
    WEEKLY_CAPS,
    deload_bound,
)
from server.generation.validation.muscles import STEADYING, MuscleSets

RANK: Final = {Role.MAIN: 3, Role.SECONDARY: 2, Role.CONDITIONING: 1, Role.ACCESSORY: 0, Role.CORE: 0}
FEW_SETS: Final = 2
"""An exercise that has more loses its sets first."""
AIM_SHARE: Final = 1.05
"""Of the time: what a session that takes too long is cut to."""
LEAST_CARDIO_MIN: Final = 5

Before = Mapping[tuple[int, str], int]
"""Sets of the last working week, by day and exercise."""
NOTHING: Final[Before] = {}


def trim_sessions(draft: Draft, week: DraftWeek) -> None:
    """No session with more sets, in all or for a muscle, or more minutes than it may have."""
    for session in week.sessions:
        limit_min = TIME_SHARE * draft.person.minutes
        if session.counted.total > SESSION_SETS or session.minutes(draft.person) > limit_min:
            _leave_out_repeated(draft, week, session)
        _trim_session(draft, week, session)
        if session.minutes(draft.person) > limit_min:
            _shorten(draft, week, session)


def trim_week(draft: Draft, week: DraftWeek) -> None:
    """No muscle with more sets in the week than its cap."""
    cap = WEEKLY_CAPS[draft.person.level]
    for muscle in list(week.counted.limited):
        _take_while(draft, week, week.sessions, _exceeds(week, muscle, cap), muscle)


def trim_day_after(draft: Draft, week: DraftWeek, before: DraftSession, after: DraftSession) -> None:
    """No muscle hard on both of two days in a row: the later one has less for it."""
    for muscle in list(after.counted.limited):

        def is_hard(muscle: Muscle = muscle) -> bool:
            return min(one.counted.limited.get(muscle, 0) for one in (before, after)) >= HARD_SETS

        _take_while(draft, week, (after,), is_hard, muscle)


def trim_deload(draft: Draft, week: DraftWeek, before: MuscleSets) -> None:
    """A lighter week has at most three fifths of the sets of the working week before it."""
    _take_while(
        draft,
        week,
        week.sessions,
        lambda: (now := week.counted).total > deload_bound(before.total, now.exercises),
    )
    for muscle in list(week.counted.limited):

        def is_heavy(muscle: Muscle = muscle) -> bool:
            now, most = week.counted, DELOAD_SHARE * before.limited.get(muscle, 0) + DELOAD_SLACK_SETS
            return now.limited.get(muscle, 0) > max(most, now.least.get(muscle, 0))

        _take_while(draft, week, week.sessions, is_heavy, muscle)


def trim_rise(draft: Draft, week: DraftWeek, before: MuscleSets, sets: Before, most: Callable[[float], float]) -> None:
    """No more sets, in all or for a muscle, than ``most`` makes of those before; what has grown loses them first."""
    _take_while(draft, week, week.sessions, lambda: week.counted.total > most(before.total), before=sets)
    for muscle in list(week.counted.limited):
        too_many = _exceeds(week, muscle, most(before.limited.get(muscle, 0)))
        _take_while(draft, week, week.sessions, too_many, muscle, before=sets)


def _leave_out_repeated(draft: Draft, week: DraftWeek, session: DraftSession) -> None:
    """What stands in a session more than once is the first that can go."""
    kept: dict[str, Item] = {}
    for item in session.items:
        kept.setdefault(item.exercise_id, item)
    if len(kept) < len(session.items):
        session.items = list(kept.values())
        draft.note(Move.TRIM, "What stands in a session twice is left out once.", week, session)


def _trim_session(draft: Draft, week: DraftWeek, session: DraftSession) -> None:
    _take_while(draft, week, (session,), lambda: session.counted.total > SESSION_SETS)
    for muscle in list(session.counted.direct):

        def has_too_many(muscle: Muscle = muscle) -> bool:
            return session.counted.direct.get(muscle, 0) > SESSION_MUSCLE_SETS

        _take_while(draft, week, (session,), has_too_many, muscle, leads=True)


def _exceeds(week: DraftWeek, muscle: Muscle, most: float) -> Callable[[], bool]:
    return lambda: week.counted.limited.get(muscle, 0) > most


def _take_while(
    draft: Draft,
    week: DraftWeek,
    sessions: Iterable[DraftSession],
    is_too_much: Callable[[], bool],
    muscle: Muscle | None = None,
    *,
    leads: bool = False,
    before: Before = NOTHING,
) -> None:
    sessions = tuple(sessions)
    while is_too_much():
        spots = [
            (_spared(session, place, item, muscle, before), session, place)
            for session in sessions
            for place, item in enumerate(session.items)
            if isinstance(item, StrengthItem) and is_work(item) and _counts(item, muscle, leads=leads)
            if item.sets > 1 or len(session.items) > 1
        ]
        if not spots:
            return
        _, session, place = min(spots, key=lambda spot: spot[0])
        _take_set(draft, week, session, place)


def _counts(item: StrengthItem, muscle: Muscle | None, *, leads: bool) -> bool:
    """Whether a set less is a set less for a muscle."""
    share = 1 if muscle is None else worth_of_a_set(item.exercise_id).get(muscle, 0)
    is_direct = leads or muscle in STEADYING
    return share >= PRIMARY if is_direct else share > 0


def _spared(
    session: DraftSession, place: int, item: StrengthItem, muscle: Muscle | None, before: Before
) -> tuple[float, ...]:
    """How much a set is worth keeping: of what has grown least, of many more than of few, of big lifts most."""
    has_grown = item.sets > before.get((session.of.day_index, item.exercise_id), 0)
    share = 0 if muscle is None else worth_of_a_set(item.exercise_id).get(muscle, 0)
    tier = 0 if item.sets > FEW_SETS else 1 if item.sets > 1 else 2
    return not has_grown, tier, RANK[item.role], -share, -item.sets, -place


def _take_set(draft: Draft, week: DraftWeek, session: DraftSession, place: int) -> None:
    item = session.items[place]
    if isinstance(item, StrengthItem) and item.sets > 1:
        session.items[place] = item.model_copy(update={"sets": item.sets - 1})
        draft.note(Move.TRIM, f"{item.name} has fewer sets.", week, session)
    else:
        del session.items[place]
        draft.note(Move.TRIM, f"{item.name} is left out.", week, session)


def _shorten(draft: Draft, week: DraftWeek, session: DraftSession) -> None:
    """Cut a session to its time: beside lifts, endurance work first; of drills and lifts the least important first."""
    limit_min = int(AIM_SHARE * draft.person.minutes)
    cuts = [_shorten_cardio, _shorten_sets]
    for cut in cuts if session.of.type is SessionType.RESISTANCE else reversed(cuts):
        cut(draft, week, session, limit_min)
    for place, item in enumerate(session.items):
        if isinstance(item, StrengthItem) and (item.duration_s or 0) > HOLD_S:
            if session.minutes(draft.person) <= limit_min:
                return
            session.items[place] = item.model_copy(update={"duration_s": HOLD_S})
            draft.note(Move.TRIM, f"{item.name} is shorter.", week, session)


def _shorten_cardio(draft: Draft, week: DraftWeek, session: DraftSession, limit_min: int) -> None:
    """Less endurance work, the last first; what would be hardly any is left out where something else stays."""
    for item in [one for one in reversed(session.items) if isinstance(one, CardioItem)]:
        over_min = session.minutes(draft.person) - limit_min
        place = next(place for place, one in enumerate(session.items) if one is item)
        if over_min <= 0:
            return
        if item.duration_min - over_min < LEAST_CARDIO_MIN and len(session.items) > 1:
            del session.items[place]
            draft.note(Move.TRIM, f"{item.name} is left out.", week, session)
        elif item.duration_min > LEAST_CARDIO_MIN:
            session.items[place] = with_minutes(item, max(LEAST_CARDIO_MIN, item.duration_min - over_min))
            draft.note(Move.TRIM, f"{item.name} is shorter.", week, session)


def _shorten_sets(draft: Draft, week: DraftWeek, session: DraftSession, limit_min: int) -> None:
    while session.minutes(draft.person) > limit_min:
        spots = [
            (_spared(session, place, item, None, NOTHING), place)
            for place, item in enumerate(session.items)
            if isinstance(item, StrengthItem) and (item.sets > 1 or len(session.items) > 1)
        ]
        if not spots:
            return
        _take_set(draft, week, session, min(spots)[1])
