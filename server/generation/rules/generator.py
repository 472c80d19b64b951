"""The rule-based generator: each step it yields is work that has just been done.

A week that is told never changes. So the whole program is drafted, checked, and mended where a gate fails, before its
first week is told; that takes milliseconds.
"""

from collections.abc import AsyncGenerator

from schemas.job import JobKind, Stage
from schemas.program import Week
from server.generation.generator import Brief, ProgramWritten, StageReached, Step, WeekWritten
from server.generation.rules.checking import checked, mended
from server.generation.rules.composition import NAME, composed, write_week
from server.generation.rules.days import shape_week
from server.generation.rules.periodization import plan_season
from server.generation.rules.sessions import SessionWriter, plan_sessions
from server.generation.rules.staying import staying_with
from server.generation.safety.admission import admit
from server.generation.turns import let_others_work

WEEK_S = 0.002
"""About what a week of four sessions takes on one core, with all checks; measured on two shared cores."""
WEEKS_A_TURN = 2


class RulesGenerator:
    """A `server.generation.generator.Generator` that needs no key. The same request gives the same program."""

    def provider(self, kind: JobKind) -> str:
        del kind
        return NAME

    def eta_s(self, brief: Brief) -> float:
        return round(WEEK_S * brief.request.duration_weeks, 3)

    async def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        yield StageReached(Stage.SCREENING, "I am looking at what you told me.")
        await let_others_work()
        person = admit(brief.request)
        if brief.revision is not None:
            person = staying_with(brief.revision, person)
        yield StageReached(Stage.ALLOCATING, "I am spreading your sessions over the week.")
        await let_others_work()
        shape = shape_week(person)
        season = plan_season(person)
        plan = plan_sessions(person, shape.days, season)
        yield StageReached(Stage.WRITING, "I am writing your weeks.")
        await let_others_work()
        writer = SessionWriter(person, plan)
        weeks: list[Week] = []
        for week in season.weeks:
            weeks.append(write_week(writer, plan, week))
            if week.index % WEEKS_A_TURN == 0:
                await let_others_work()
        await let_others_work()
        sound = mended(composed(person, shape, season, plan.missing, tuple(weeks)), person)
        await let_others_work()
        for written in sound.program.weeks:
            yield WeekWritten(written)
        yield StageReached(Stage.VALIDATING, "I am checking the program.")
        await let_others_work()
        yield ProgramWritten(checked(sound))
