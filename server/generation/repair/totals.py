"""What follows from the weeks, computed anew after they were mended, so that nothing contradicts them. Pure."""

from collections.abc import Sequence
from operator import is_

from schemas.program import CardioItem, Program, Safety, SafetyStatus, Session, StrengthItem, Week
from server.generation.person import Person
from server.generation.repair.draft import Draft, DraftSession, DraftWeek
from server.generation.rules import narration
from server.generation.rules.days import Day, WeekShape
from server.generation.rules.periodization import SeasonPlan, WeekPlan
from server.generation.rules.progression import RULES
from server.generation.safety.notices import NEEDS_CLEARANCE
from server.generation.validation.gate_clearance import CLEARANCE_WORDS

LEAST_FACTOR = 0.01


def finished_weeks(draft: Draft) -> tuple[Week, ...]:
    """The weeks of a draft, with their numbers and minutes; those in which nothing was mended as they were."""
    bases: dict[str, float] = {}
    for week in draft.weeks:
        if not week.is_deload:
            bases.setdefault(week.of.block, _amount(week))
    return tuple(
        _finished_week(draft, week, bases.get(week.of.block)) if week.index > draft.closed else week.of
        for week in draft.weeks
    )


def finished(program: Program, draft: Draft) -> Program:
    """A program with the weeks of a draft, and what is said of them."""
    weeks, person = finished_weeks(draft), draft.person
    ids = dict.fromkeys(item.progression_id for week in weeks for day in week.sessions for item in day.items)
    rules = {**RULES, **{rule.id: rule for rule in program.progression_rules}}
    ids |= dict.fromkeys(rule.id for rule in program.progression_rules if rule.id not in RULES)
    mended = program.model_copy(
        update={
            "weeks": weeks,
            "safety": _safety(program.safety, person),
            "progression_rules": tuple(rules[id_] for id_ in ids if id_ in rules),
        }
    )
    if not (_has_sessions(program) and _has_sessions(mended)):
        return mended
    shape = _shape(mended)
    before = narration.warnings_of(person, _shape(program), program.weeks)
    own = (warning for warning in program.warnings if warning not in before)
    return mended.model_copy(
        update={
            "spoken_summary": narration.spoken_summary_of(person, shape, _season(mended), weeks),
            "warnings": tuple(dict.fromkeys((*narration.warnings_of(person, shape, weeks), *own))),
        }
    )


def _finished_week(draft: Draft, week: DraftWeek, base: float | None) -> Week:
    sessions = tuple(_finished_session(draft, session) for session in week.sessions)
    factor = week.of.volume_factor if not base or _is_same(sessions, week.of.sessions) else _amount(week) / base
    if _is_same(sessions, week.of.sessions) and factor == week.of.volume_factor:
        return week.of
    return week.of.model_copy(update={"sessions": sessions, "volume_factor": max(LEAST_FACTOR, round(factor, 2))})


def _finished_session(draft: Draft, session: DraftSession) -> Session:
    items = tuple(
        item if item.order == order else item.model_copy(update={"order": order})
        for order, item in enumerate(session.items, start=1)
    )
    minutes = max(1, session.minutes(draft.person))
    if _is_same(items, session.of.items) and minutes == session.of.est_minutes:
        return session.of
    return session.of.model_copy(update={"items": items, "est_minutes": minutes})


def _is_same(some: Sequence[object], others: Sequence[object]) -> bool:
    """Whether two sequences hold the very same things."""
    return len(some) == len(others) and all(map(is_, some, others))


def _amount(week: DraftWeek) -> float:
    """The week's sets; its minutes, where there are no sets."""
    items = [item for _, _, item in week.items()]
    sets = sum(item.sets for item in items if isinstance(item, StrengthItem))
    return sets or sum(item.duration_min for item in items if isinstance(item, CardioItem))


def _safety(safety: Safety, person: Person) -> Safety:
    """What a program says of safety: no less than what the screening said, and the doctor first."""
    screened = person.screening.status
    status = max(safety.status, screened, key=list(SafetyStatus).index)
    is_said = bool(safety.notices) and CLEARANCE_WORDS.search(safety.notices[0]) is not None
    first = () if is_said or status is not SafetyStatus.NEEDS_CLEARANCE else (NEEDS_CLEARANCE,)
    if status is safety.status and not first:
        return safety
    return safety.model_copy(update={"status": status, "notices": (*first, *safety.notices)})


def _has_sessions(program: Program) -> bool:
    return any(week.sessions for week in program.weeks)


def _shape(program: Program) -> WeekShape:
    """The sessions of a week, as a program has them."""
    sessions = next(week.sessions for week in program.weeks if week.sessions)
    days = tuple(Day(one.day_index, one.weekday, one.type, None, one.name) for one in sessions)
    return WeekShape(program.split, days, ())


def _season(program: Program) -> SeasonPlan:
    """What is told of a season: which weeks are lighter."""
    weeks = tuple(WeekPlan(index=week.index, block=week.block, is_deload=week.is_deload) for week in program.weeks)
    return SeasonPlan(program.periodization, program.blocks, weeks)
