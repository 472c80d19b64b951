"""Between a draft and what is given away: gates first, mended where one fails, then the score. Pure."""

from schemas.program import Program
from server.generation.generator import GenerationFailed
from server.generation.person import Person
from server.generation.repair.repair import BeyondRepair, repair
from server.generation.validation.score import PASSING_SCORE
from server.generation.validation.validator import validate

WEAK = "This plan is a compromise: with your days, time and equipment I could not fit in all that your goal needs."


def mended(draft: Program, person: Person) -> Program:
    """A program that passes all gates; the draft itself, if it does.

    Raises:
        GenerationFailed: it cannot be mended.
    """
    try:
        return repair(draft, person).program
    except BeyondRepair as error:
        raise GenerationFailed(
            code="no_safe_program",
            message=f"No program passes all gates: {error}",
            say="I could not make a plan that is safe for you with this. Could we change the days or the time?",
        ) from error


def checked(program: Program, person: Person) -> Program:
    """The program with what the checks say of it, and a warning where that is little."""
    validation = validate(program, person)
    is_weak = (validation.score or 0) < PASSING_SCORE
    warnings = (*program.warnings, WEAK) if is_weak else program.warnings
    return program.model_copy(update={"validation": validation, "warnings": warnings})
