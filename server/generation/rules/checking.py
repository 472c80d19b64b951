"""Between a draft and what is given away: gates first, mended where one fails, then the score. Pure."""

from dataclasses import dataclass

from schemas.program import GateReport, Program
from server.generation.generator import GenerationFailed
from server.generation.person import Person
from server.generation.repair.repair import BeyondRepair, repair
from server.generation.validation.score import PASSING_SCORE
from server.generation.validation.sheet import Sheet, sheet_of
from server.generation.validation.validator import check, scored

WEAK = "This plan is a compromise: with your days, time and equipment I could not fit in all that your goal needs."


@dataclass(frozen=True, slots=True)
class Sound:
    """A program that passes all gates, with what they said."""

    program: Program
    sheet: Sheet
    gates: tuple[GateReport, ...]


def mended(draft: Program, person: Person) -> Sound:
    """A program that passes all gates; the draft itself, if it does.

    Raises:
        GenerationFailed: it cannot be mended.
    """
    sheet = sheet_of(draft, person)
    gates = check(sheet)
    if all(gate.passed for gate in gates):
        return Sound(draft, sheet, gates)
    try:
        repaired = repair(draft, person)
    except BeyondRepair as error:
        raise no_safe_program(error) from error
    return Sound(repaired.program, sheet_of(repaired.program, person), repaired.validation.gates)


def no_safe_program(error: Exception) -> GenerationFailed:
    """There is no program, for what the error says."""
    return GenerationFailed(
        code="no_safe_program",
        message=f"No program passes all gates: {error}",
        say="I could not make a plan that is safe for you with this. Could we change the days or the time?",
    )


def checked(sound: Sound) -> Program:
    """The program with what the checks say of it, and a warning where that is little."""
    program, validation = sound.program, scored(sound.sheet, sound.gates)
    is_weak = (validation.score or 0) < PASSING_SCORE
    warnings = (*program.warnings, WEAK) if is_weak else program.warnings
    return program.model_copy(update={"validation": validation, "warnings": warnings})
