"""The door that every generator goes through first. Pure."""

from schemas.request import ProgramRequest
from server.generation.generator import GenerationFailed
from server.generation.person import Person, understand


def admit(request: ProgramRequest) -> Person:
    """The person of a request, if a program may be made for them.

    Raises:
        GenerationFailed: ``needs_clearance`` or ``weight_loss_declined``; its sentence can be spoken.
    """
    person = understand(request)
    if (refusal := person.screening.refusal) is not None:
        raise GenerationFailed(code=refusal.code, message=refusal.message, say=refusal.say)
    return person
