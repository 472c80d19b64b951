"""Drafts: put together well enough that nothing has to be mended."""

from hypothesis import example, given

from schemas.program import CardioItem, StrengthItem, Week
from schemas.request import ProgramRequest, parse_program_request
from server.generation.person import Person, understand
from server.generation.rules.checking import mended
from server.generation.rules.composition import composed, write_week
from server.generation.rules.days import shape_week
from server.generation.rules.periodization import plan_season
from server.generation.rules.sessions import SessionWriter, plan_sessions
from tests.generation.valid_requests import USER, made, made_for, many_requests, valid_requests
from tests.support.samples import program_request


def drafted(person: Person) -> tuple[Week, ...]:
    shape, season = shape_week(person), plan_season(person)
    plan = plan_sessions(person, shape.days, season)
    writer = SessionWriter(person, plan)
    return tuple(write_week(writer, plan, week) for week in season.weeks)


@many_requests
@given(valid_requests)
def test_a_draft_needs_no_mending(request: ProgramRequest) -> None:
    """Whatever is asked for, the rules themselves keep to every gate: the draft is what is given away."""
    person = understand(request)
    shape, season = shape_week(person), plan_season(person)
    draft = composed(person, shape, season, (), drafted(person))
    assert mended(draft, person).program is draft


@many_requests
@given(valid_requests)
@example(
    parse_program_request(
        program_request(
            USER, goal_category="cardio_endurance", fitness_level="advanced", duration_weeks=6, days_per_week=1
        )
    )
)
def test_volume_is_told_against_the_start_of_the_block(request: ProgramRequest) -> None:
    """A block begins at 1; the other weeks say how many of its first sets they have, or minutes where it has none."""
    program = made(request)
    for block in program.blocks:
        first, *others = program.weeks[block.first_week - 1 : block.last_week]
        assert first.is_deload or first.volume_factor == 1
        for week in others:
            begun, done = _amount(first), _amount(week)
            assert week.volume_factor == round(done / begun, 2)


def _amount(week: Week) -> float:
    items = [item for session in week.sessions for item in session.items]
    sets = sum(item.sets for item in items if isinstance(item, StrengthItem))
    return sets or sum(item.duration_min for item in items if isinstance(item, CardioItem))


def test_a_program_names_its_version_of_the_rules() -> None:
    """The second: programs of the first were filled in another way."""
    assert made_for(duration_weeks=1).provider.rules_version == "2"
