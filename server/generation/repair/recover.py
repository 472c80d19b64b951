"""A day to recover on in a week of seven: what G8 asks for. Pure."""

from schemas.program import CardioItem, SessionType
from server.generation.anatomy import Pattern
from server.generation.exercises import of_pattern
from server.generation.repair.dosing import endurance
from server.generation.repair.draft import Draft, DraftSession, DraftWeek, Move
from server.generation.repair.swap import may_do
from server.generation.validation.gate_recovery import DAYS_OF_A_WEEK, EASY_RPE

RECOVERY_MIN = 20
KINDS = (SessionType.RECOVERY, SessionType.MOBILITY, SessionType.CARDIO, SessionType.MIXED, SessionType.RESISTANCE)
"""Which session is made the one to recover on, the first first."""


def recover(draft: Draft) -> None:
    """Make one of seven sessions an easy one; the one that gives least away, and of equals the last."""
    for week in draft.open:
        if len(week.sessions) == DAYS_OF_A_WEEK and not any(map(_is_recovery, week.sessions)):
            session = min(reversed(week.sessions), key=lambda one: (KINDS.index(one.of.type), one.counted.total))
            _make_easy(draft, week, session)


def _is_recovery(session: DraftSession) -> bool:
    is_easy = all(item.rpe_max <= EASY_RPE for item in session.items if isinstance(item, CardioItem))
    return session.of.type is SessionType.RECOVERY and not session.work and is_easy


def _make_easy(draft: Draft, week: DraftWeek, session: DraftSession) -> None:
    """Drills stay, and twenty easy minutes of moving take the place of the rest."""
    ways = sorted((e for e in of_pattern(Pattern.CARDIO) if may_do(e, draft)), key=lambda e: (e.impact, e.skill))
    work = session.work
    kept = [item for item in session.items if not isinstance(item, CardioItem) and item not in work]
    minutes = min(RECOVERY_MIN, max(1, draft.person.minutes // 2))
    walk = [endurance(way, minutes, order=len(kept) + 1) for way in ways[:1]]
    if not kept and not walk:
        return
    session.items = [*kept, *walk]
    session.set(type=SessionType.RECOVERY, name=SessionType.RECOVERY.value.capitalize(), focus=("recovery",))
    draft.note(Move.SWAP, "One session of seven is easy, to recover on.", week, session)
