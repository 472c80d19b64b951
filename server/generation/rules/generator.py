"""The rule-based generator: each step it yields is work that has just been done."""

from collections.abc import AsyncGenerator

from schemas.job import Stage
from schemas.program import CardioItem, GateReport, Program, Provider, Session, StrengthItem, Validation, Week
from schemas.request import ProgramRequest
from server.generation.generator import Brief, ProgramWritten, StageReached, Step, WeekWritten
from server.generation.person import RULES_VERSION, Person
from server.generation.rules import narration
from server.generation.rules.days import WeekShape, shape_week
from server.generation.rules.periodization import SeasonPlan, WeekPlan, plan_season
from server.generation.rules.prescription import RULES
from server.generation.rules.sessions import Template, plan_sessions, write_session
from server.generation.rules.staying import staying_with
from server.generation.safety.admission import admit
from server.generation.safety.notices import safety_of

NAME = "rules"
WEEK_S = 0.001
"""About what a week of four sessions takes on one core; measured with ``timeit`` on two shared cores."""


class RulesGenerator:
    """A `server.generation.generator.Generator` that needs no key. The same request gives the same program."""

    name = NAME

    def eta_s(self, brief: Brief) -> float:
        return round(WEEK_S * brief.request.duration_weeks, 3)

    async def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        yield StageReached(Stage.SCREENING, "I am looking at what you told me.")
        person = admit(brief.request)
        if brief.revision is not None:
            person = staying_with(brief.revision, person)
        yield StageReached(Stage.ALLOCATING, "I am spreading your sessions over the week.")
        shape = shape_week(person)
        season = plan_season(person)
        templates = plan_sessions(person, shape.days, season)
        yield StageReached(Stage.WRITING, "I am writing your weeks.")
        weeks: list[Week] = []
        for plan in season.weeks:
            weeks.append(write_week(person, templates, plan))
            yield WeekWritten(weeks[-1])
        yield StageReached(Stage.VALIDATING, "I am checking the program.")
        yield ProgramWritten(_program(person, shape, season, tuple(weeks)))


def write_week(person: Person, templates: tuple[Template, ...], plan: WeekPlan) -> Week:
    """One week of the program."""
    sessions = tuple(write_session(person, template, plan) for template in templates)
    return Week(
        index=plan.index,
        block=plan.block,
        is_deload=plan.is_deload,
        volume_factor=_volume(templates, sessions),
        sessions=sessions,
    )


def _volume(templates: tuple[Template, ...], sessions: tuple[Session, ...]) -> float:
    """The week's sets as a share of those that a block begins with; of minutes, where there are no sets."""
    begun = sum(line.sets for template in templates for line in template.lines)
    if begun:
        done = sum(item.sets for day in sessions for item in day.items if isinstance(item, StrengthItem))
        return round(done / begun, 2)
    minutes = [template.cardio.minutes[0] for template in templates if template.cardio]
    spent = sum(item.duration_min for day in sessions for item in day.items if isinstance(item, CardioItem))
    return round(spent / sum(minutes), 2)


def _program(person: Person, shape: WeekShape, season: SeasonPlan, weeks: tuple[Week, ...]) -> Program:
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
        progression_rules=tuple(RULES[rule] for rule in used),
        safety=safety_of(person),
        assumptions=narration.assumptions_of(person),
        warnings=narration.warnings_of(person, shape, weeks),
        validation=Validation(score=None, gates=(_structure(request, weeks),), rules=()),
    )


def _structure(request: ProgramRequest, weeks: tuple[Week, ...]) -> GateReport:
    """Gate G1: as many weeks and sessions as were asked for, none empty."""
    is_whole = [week.index for week in weeks] == list(range(1, request.duration_weeks + 1)) and all(
        len(week.sessions) == request.days_per_week and all(day.items for day in week.sessions) for week in weeks
    )
    return GateReport(id="G1", passed=is_whole)
