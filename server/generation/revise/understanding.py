"""From the words of a change, and the program that it is about, to what a generator is asked for. Pure."""

from schemas.program import Program
from schemas.request import Equipment, ProgramRequest
from server.generation.generator import Brief, Revision
from server.generation.person import Person, understand
from server.generation.revise.draft import Draft
from server.generation.revise.edits import AwayFromGym, Edit, Gets, OnlyHas
from server.generation.revise.not_understood import NotUnderstood
from server.generation.revise.questions import check_clear
from server.generation.revise.reading import read
from server.generation.revise.settling import check_consistent, settle
from server.generation.revise.swapping import settle_exercises
from server.generation.safety.questions import questions_about

EDITED = frozenset({"injuries", "notes", "avoid", "equipment", "unavailable_days", "effort"})
"""Fields of a request whose change may leave most of a program as it is."""


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
    check_consistent(reading.changes)
    check_clear(reading)
    edits = _at_home(reading.changes, request)
    draft = Draft(request, program)
    settle(draft, edits)
    settle_exercises(draft, edits)
    if not draft.fields:
        raise NotUnderstood(_unchanged(draft.idle))
    new = draft.request()
    question = next(iter(questions_about(new)), None)
    if question is not None and not questions_about(request):
        raise NotUnderstood(question.say, question.accepted)
    is_rewritten = not draft.fields.keys() <= EDITED or _gives_more(understand(request), understand(new))
    return Brief(new, Revision(program_id, program, dict(draft.goes), is_rewritten))


def _gives_more(before: Person, after: Person) -> bool:
    """Whether more is possible than before, or all has to be less hard: no exchange of exercises does that."""
    return bool(
        after.equipment - before.equipment or before.injured - after.injured or after.most_rpe != before.most_rpe
    )


def _at_home(edits: tuple[Edit, ...], request: ProgramRequest) -> tuple[Edit, ...]:
    """Who leaves the gym and says what there is has that and nothing else."""
    if not any(isinstance(edit, AwayFromGym) for edit in edits) or Equipment.GYM not in request.equipment:
        return edits
    return tuple(OnlyHas(edit.pieces) if isinstance(edit, Gets) else edit for edit in edits)


def _unchanged(idle: list[str]) -> str:
    say = idle[0] if idle else "That changes nothing."
    return say if say.endswith("?") else f"{say} What shall change?"
