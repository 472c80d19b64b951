"""From the words of a change, and the program that it is about, to what a generator is asked for. Pure."""

from schemas.program import Program
from schemas.request import Equipment, ProgramRequest
from server.generation.generator import Brief, Revision
from server.generation.revise.draft import Draft
from server.generation.revise.edits import AwayFromGym, Edit, Gets, OnlyHas
from server.generation.revise.questions import NotUnderstood, check_clear
from server.generation.revise.reading import read
from server.generation.revise.settling import settle
from server.generation.revise.swapping import settle_exercises
from server.generation.safety.questions import questions_about


def brief_of(change: str, program_id: str, request: ProgramRequest, program: Program) -> Brief:
    """What is to be made.

    Args:
        change: what the user wants to be different, in their words.
        program_id: which program it is about.
        request: what the program was made of.
        program: the program that is changed.

    Raises:
        NotUnderstood: it is not clear what shall change, it is not possible, or nothing would.
    """
    reading = read(change)
    check_clear(reading)
    edits = _at_home(reading.changes, request)
    draft = Draft(request, program)
    settle(draft, edits)
    is_rewritten = bool(draft.fields)
    settle_exercises(draft, edits)
    if not draft.fields:
        raise NotUnderstood(_unchanged(draft.idle))
    new = draft.request()
    question = next(iter(questions_about(new)), None)
    if question is not None and not questions_about(request):
        raise NotUnderstood(question.say, question.accepted)
    return Brief(new, Revision(program_id, program, dict(draft.goes), is_rewritten))


def _at_home(edits: tuple[Edit, ...], request: ProgramRequest) -> tuple[Edit, ...]:
    """Who leaves the gym and says what there is has that and nothing else."""
    if not any(isinstance(edit, AwayFromGym) for edit in edits) or Equipment.GYM not in request.equipment:
        return edits
    return tuple(OnlyHas(edit.pieces) if isinstance(edit, Gets) else edit for edit in edits)


def _unchanged(idle: list[str]) -> str:
    say = idle[0] if idle else "That changes nothing."
    return say if say.endswith("?") else f"{say} What shall change?"
