"""A program put together: its weeks, and what is said of them. Pure."""

from collections.abc import Sequence

from schemas.program import CardioItem, Program, Provider, Session, StrengthItem, Validation, Week
from server.generation.person import RULES_VERSION, Person
from server.generation.rules import narration
from server.generation.rules.days import WeekShape
from server.generation.rules.periodization import SeasonPlan, WeekPlan
from server.generation.rules.progression import EASIER_WEEK, RULES
from server.generation.rules.sessions import Plan, SessionWriter
from server.generation.safety.notices import safety_of

NAME = "rules"


def write_week(writer: SessionWriter, plan: Plan, week: WeekPlan) -> Week:
    """One week of the program."""
    sessions = writer.week(week)
    return Week(
        index=week.index,
        block=week.block,
        is_deload=week.is_deload,
        volume_factor=_volume(plan, sessions, week.index - week.week_of_block),
        sessions=sessions,
    )


def composed(
    person: Person, shape: WeekShape, season: SeasonPlan, missing: Sequence[str], weeks: tuple[Week, ...]
) -> Program:
    """The whole program, not yet checked."""
    request = person.request
    used = dict.fromkeys(item.progression_id for week in weeks for day in week.sessions for item in day.items)
    return Program(
        request=request.model_dump(mode="json"),
        provider=Provider(name=NAME, model=None, seed=person.seed, rules_version=RULES_VERSION),
        name=narration.name_of(person),
        description=narration.description_of(person, shape, season),
        spoken_summary=narration.spoken_summary_of(person, shape, season, weeks),
        goal_category=person.goal,
        goal_raw=request.goal_raw,
        fitness_level=person.level,
        split=shape.split,
        periodization=season.periodization,
        blocks=season.blocks,
        weeks=weeks,
        progression_rules=(*(RULES[rule] for rule in used), EASIER_WEEK),
        safety=safety_of(person),
        assumptions=narration.assumptions_of(person),
        warnings=narration.warnings_of(person, shape, weeks, missing),
        validation=Validation(score=None, gates=(), rules=()),
    )


def _volume(plan: Plan, sessions: tuple[Session, ...], first: int) -> float:
    """The week's sets as a share of those that its block began with, in week ``first``; else of its minutes."""
    begun = sum(sum(counts) for counts in plan.sets[first - 1])
    if begun:
        done = sum(item.sets for day in sessions for item in day.items if isinstance(item, StrengthItem))
        return round(done / begun, 2)
    minutes = [template.cardio.minutes[first - 1] for template in plan.templates if template.cardio]
    spent = sum(item.duration_min for day in sessions for item in day.items if isinstance(item, CardioItem))
    return round(spent / sum(minutes), 2)
