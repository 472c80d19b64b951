"""Whoever has a program already: what they stay with when its weeks are written anew. Pure."""

from dataclasses import replace

from schemas.request import ProgramRequest
from server.generation.anatomy import Pattern
from server.generation.exercises import Exercise, catalogue
from server.generation.generator import Revision
from server.generation.person import Person, understand
from server.generation.rules.days import shape_week
from server.generation.rules.periodization import plan_season
from server.generation.rules.sessions import plan_sessions


def staying_with(revision: Revision, person: Person) -> Person:
    """The person, with the exercises of the program that is changed; ties are broken as they were in it.

    Where more may be done than before, as with new equipment or a joint that is well again, what is best now takes the
    place of what was second best then: exercises of those movements are not stayed with.
    """
    parent = revision.parent
    before = understand(ProgramRequest.model_validate(parent.request))
    trained = {item.exercise_id for week in parent.weeks for session in week.sessions for item in session.items}
    kept = trained - revision.exchanges.keys() | {ids[0] for ids in revision.exchanges.values() if ids}
    unbound = replace(person, seed=parent.provider.seed)
    fresh: set[Pattern] = set()
    if _may_more(before, person):
        fresh = {one.pattern for one in _planned(unbound) if not before.allows(one)}
    return replace(unbound, kept=frozenset(id_ for id_ in kept if id_ in catalogue() and _stays(id_, fresh)))


def _stays(id_: str, fresh: set[Pattern]) -> bool:
    return catalogue()[id_].pattern not in fresh


def _may_more(before: Person, person: Person) -> bool:
    return any(person.allows(one) and not before.allows(one) for one in catalogue().values())


def _planned(person: Person) -> list[Exercise]:
    """What would be trained by somebody who begins now."""
    templates = plan_sessions(person, shape_week(person).days, plan_season(person)).templates
    return [line.exercise for template in templates for line in template.lines]
