"""Whatever happens to a program, it is mended, or it is said that it cannot be."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from schemas.program import Program, Week
from schemas.request import ProgramRequest
from server.generation.person import Person, understand
from server.generation.repair.repair import BeyondRepair, Repaired, RepairedWeeks, repair, repair_weeks
from server.generation.validation.sheet import sheet_of
from server.generation.validation.validator import check
from tests.generation.repair.accidents import accidents
from tests.generation.valid_requests import made, many_requests, valid_requests


@many_requests
@given(valid_requests, st.lists(accidents(), min_size=1, max_size=6))
def test_a_program_is_mended_or_refused(request: ProgramRequest, happen: list[Callable[[Program], Program]]) -> None:
    """After any accidents all gates pass, or `BeyondRepair` names those that do not; nothing else is raised."""
    program = made(request)
    for accident in happen:
        program = accident(program)
    found = mended_or_refused(program, understand(request))
    if isinstance(found, BeyondRepair):
        assert found.gates
        assert not any(gate.passed for gate in found.gates)
    else:
        assert [gate.id for gate in found.validation.gates if not gate.passed] == []
        assert Program.model_validate_json(found.program.model_dump_json()) == found.program


def mended_or_refused(program: Program, person: Person) -> Repaired | BeyondRepair:
    try:
        return repair(program, person)
    except BeyondRepair as error:
        return error


@many_requests
@given(valid_requests, accidents(), st.integers(0, 51))
def test_the_weeks_so_far_are_mended_or_refused(
    request: ProgramRequest, accident: Callable[[Program], Program], place: int
) -> None:
    """Weeks to which something happened pass all gates behind those before them, which stay the very same."""
    whole, person = repair(made(request), understand(request)).program, understand(request)
    earlier = whole.weeks[: place % len(whole.weeks)]
    weeks = accident(whole).weeks[len(earlier) :]
    found = weeks_or_refused(weeks, earlier, person)
    if isinstance(found, BeyondRepair):
        assert not any(gate.passed for gate in found.gates)
    else:
        together = whole.model_copy(update={"weeks": (*earlier, *found.weeks)})
        failed = {gate.id for gate in check(sheet_of(together, person)) if not gate.passed}
        assert failed == ({"G1"} if len(together.weeks) < len(whole.weeks) else set())


def weeks_or_refused(
    weeks: tuple[Week, ...], earlier: tuple[Week, ...], person: Person
) -> RepairedWeeks | BeyondRepair:
    try:
        return repair_weeks(weeks, earlier, person)
    except BeyondRepair as error:
        return error
