"""Changes programs: by itself where exchanging exercises is enough, else by having the weeks written anew."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from schemas.job import JobKind, Stage
from schemas.program import Program
from schemas.request import Effort, ProgramRequest
from server.generation.generator import Brief, Generator, ProgramWritten, Revision, StageReached, Step, WeekWritten
from server.generation.person import Person, understand
from server.generation.revise.exertion import stepped, steps_between, with_steps
from server.generation.safety.admission import admit
from server.generation.turns import aside
from server.generation.validation.validator import validate


class Reviser:
    """Another generator, which can change programs, too, and make them a step harder or easier."""

    def __init__(self, inner: Generator) -> None:
        self._inner = inner

    def provider(self, kind: JobKind) -> str:
        return self._inner.provider(kind)

    def eta_s(self, brief: Brief) -> float | None:
        return self._inner.eta_s(brief)

    async def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        revision = brief.revision
        if revision is None:
            async with aclosing(self._anew(brief)) as steps:
                async for step in steps:
                    yield step
            return
        from server.generation.revise.editing import edited  # noqa: PLC0415 - a server starts faster without it

        before = understand(ProgramRequest.model_validate(revision.parent.request))
        person = admit(brief.request)
        program = None if revision.is_rewritten else await aside(lambda: edited(revision, before, person))
        changed = self._anew(brief) if program is None else _written(program)
        async with aclosing(changed) as steps:
            async for step in steps:
                yield _telling(step, revision, before, brief)

    async def _anew(self, brief: Brief) -> AsyncGenerator[Step, None]:
        """What the other generator makes, at the effort that is asked for."""
        person = understand(brief.request)
        steps = steps_between(Effort.USUAL, brief.request.effort)
        harder = stepped(person, steps)
        async with aclosing(self._inner.steps(brief)) as made:
            async for step in made:
                match step:
                    case WeekWritten(week) if steps:
                        yield WeekWritten(harder(week))
                    case ProgramWritten(program) if steps:
                        yield ProgramWritten(_checked(with_steps(program, person, steps), person))
                    case _:
                        yield step


def _checked(program: Program, person: Person) -> Program:
    """The program with what the checks say of it now, if they said anything before."""
    if program.validation.score is None:
        return program
    return program.model_copy(update={"validation": validate(program, person)})


async def _written(program: Program) -> AsyncGenerator[Step, None]:
    yield StageReached(Stage.SCREENING, "I am looking at what you told me.")
    yield StageReached(Stage.WRITING, "I am changing your program.")
    for week in program.weeks:
        yield WeekWritten(week)
    yield StageReached(Stage.VALIDATING, "I am checking the program.")
    yield ProgramWritten(program)


def _telling(step: Step, revision: Revision, before: Person, brief: Brief) -> Step:
    """The program with word of what is different in it; other steps as they are."""
    if not isinstance(step, ProgramWritten):
        return step
    from server.generation.revise.changes import Version  # noqa: PLC0415 - likewise
    from server.generation.revise.telling import told  # noqa: PLC0415

    return ProgramWritten(told(Version(revision.parent, before), Version(step.program, understand(brief.request))))
