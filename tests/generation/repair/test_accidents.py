"""Whatever happens to a program, it is mended, or it is said that it cannot be."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from schemas.program import Program
from schemas.request import ProgramRequest
from server.generation.person import Person, understand
from server.generation.repair.repair import BeyondRepair, Repaired, repair
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
