"""Programs that a model writes: each block is checked, kept and told while the next one is being written.

What the model cannot do is done for it: an answer that is no plan for this person is asked for once more, with what is
wrong with it; then the rules finish what is missing, and the program says so. What is no fault of an answer (no key, a
refusal, a vendor that is away) fails as `server.generation.llm.failures` says.

Checking a block behind many weeks takes longer than sockets should wait, so that is done in a thread.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

import structlog

from schemas.job import JobKind, Stage
from schemas.program import Week
from server.generation.generator import (
    Brief,
    GenerationFailed,
    Generator,
    ProgramWritten,
    StageReached,
    Step,
    WeekWritten,
)
from server.generation.llm.answer import Answer
from server.generation.llm.attempt import Attempt
from server.generation.llm.calls import CallEnded, StartedOver
from server.generation.llm.expansion import PlanRejected, kept_block, parsed_block
from server.generation.llm.failures import TREATMENTS
from server.generation.llm.manuscript import RULES_FROM, Manuscript
from server.generation.llm.outcomes import Done, Failed, Failure, Outcome, Reasoning, TextDelta
from server.generation.llm.outline import Window, outline_of
from server.generation.llm.prompt import answer_tokens, model_request
from server.generation.llm.recall import finished_plan, plan_key, recalled
from server.generation.llm.request import ModelRequest
from server.generation.llm.speed import Speed
from server.generation.person import understand
from server.generation.rules.checking import no_safe_program
from server.generation.rules.generator import RulesGenerator
from server.generation.safety.admission import admit
from server.generation.spending import Spending
from server.generation.validation.score import PASSING_SCORE

NAME = "openai"
ASKS = 2
"""Times that a part of a program is asked for: once, and once more with the faults of the first answer."""
UNUSABLE = frozenset({Failure.TRUNCATED})
"""Failures that are faults of the answer: the rules do better than to fail."""


class Calls(Protocol):
    """Calls with all their tries; see `server.generation.llm.calls`."""

    def stream(
        self, request: ModelRequest, deadline: float, spending: Spending
    ) -> AsyncGenerator[TextDelta | Reasoning | StartedOver | CallEnded, None]:
        """What the model writes, then one `CallEnded`."""


class ModelGenerator:
    """A `server.generation.generator.Generator` that calls a model; changes of programs are made by the rules.

    Args:
        model: its name, for the program.
        rules: what finishes, and changes programs.
    """

    def __init__(self, calls: Calls, model: str, rules: Generator | None = None) -> None:
        self._calls = calls
        self._model = model
        self._rules = rules or RulesGenerator()
        self._speed = Speed()
        self._log = structlog.get_logger("repcast.model")

    def provider(self, kind: JobKind) -> str:
        return NAME if kind is JobKind.GENERATE else self._rules.provider(kind)

    def eta_s(self, brief: Brief) -> float | None:
        if brief.revision is not None:
            return self._rules.eta_s(brief)
        outline = outline_of(understand(brief.request))
        calls = outline.calls(outline.windows)
        return round(self._speed.lasts_s(answer_tokens(outline.person, windows) for windows in calls), 1)

    async def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        steps = self._rules.steps(brief) if brief.revision is not None else self._written(brief)
        async with aclosing(steps):
            async for step in steps:
                yield step

    async def _written(self, brief: Brief) -> AsyncGenerator[Step, None]:
        yield StageReached(Stage.SCREENING, "I am looking at what you told me.")
        outline = outline_of(admit(brief.request))
        work = Attempt(Manuscript(outline), brief.checkpoints, brief.spending, brief.until_s)
        async with aclosing(self._kept(work, brief)) as kept:
            async for week in kept:
                yield week
        manuscript = work.manuscript
        for windows in outline.calls(manuscript.missing):
            async with aclosing(self._asked(work, windows)) as asked:
                async for week in asked:
                    yield week
        if manuscript.missing:
            async with aclosing(self._finished(work, brief)) as finished:
                async for step in finished:
                    yield step
            if not manuscript.weeks:
                return
        yield StageReached(Stage.VALIDATING, "I am checking the program.")
        try:
            program = await asyncio.to_thread(manuscript.program, NAME, self._model)
        except PlanRejected as error:
            raise no_safe_program(error) from error
        if not work.is_recalled and (whole := finished_plan(manuscript, self._model)) is not None:
            await brief.plans.keep(whole)
        yield ProgramWritten(program)

    async def _kept(self, work: Attempt, brief: Brief) -> AsyncGenerator[Step, None]:
        """What an earlier attempt paid for, or an earlier job."""
        chunks = await work.checkpoints.load()
        if not chunks and not brief.request.fresh:
            await self._recall(work, brief)
            for week in work.manuscript.weeks:
                yield WeekWritten(week)
        for chunk in chunks:
            if RULES_FROM in chunk.plan:
                work.is_hopeless = work.is_kept_as_hopeless = True
                return
            work.manuscript.head = chunk.plan["head"]
            try:
                block = kept_block(chunk.plan["block"])
                weeks = await asyncio.to_thread(work.manuscript.take, block)
            except PlanRejected as error:  # by the rules of a newer server
                self._log.warning("kept_plan_rejected", faults=error.faults)
                return
            work.telling.writes()
            for week in weeks:
                yield WeekWritten(week)

    async def _recall(self, work: Attempt, brief: Brief) -> None:
        """Take all of a plan that is kept for the same wish, unless today's rules have something against it."""
        outline = work.manuscript.outline
        key = plan_key(outline, self._model)
        plan = await brief.plans.find(key)
        if plan is None:
            return
        try:
            work.manuscript = await asyncio.to_thread(recalled, outline, plan, NAME, self._model)
        except PlanRejected as error:
            self._log.warning("finished_plan_rejected", key=key, faults=error.faults)
            return
        work.is_recalled = True
        self._log.info("finished_plan_used", key=key)
        await brief.plans.note_use(key)

    async def _asked(self, work: Attempt, windows: tuple[Window, ...]) -> AsyncGenerator[Step, None]:
        """Windows that the model is asked for, twice at the most; hopeless where it has not written them then."""
        last = windows[-1].number
        work.faults_told()
        for _ in range(ASKS):
            wanted = tuple(window for window in work.manuscript.missing if window.number <= last)
            if not wanted or work.is_hopeless:
                return
            async with aclosing(self._called(work, wanted)) as called:
                async for step in called:
                    yield step
        work.is_hopeless = any(window.number <= last for window in work.manuscript.missing)

    async def _called(self, work: Attempt, wanted: tuple[Window, ...]) -> AsyncGenerator[Step, None]:
        """One call: each block of its answer is taken as soon as it is closed, until one cannot be."""
        faults = work.faults_told()
        request = model_request(work.manuscript.outline, wanted, work.manuscript.blocks, faults)
        answer, last = Answer(), wanted[-1]
        yield work.telling.called(wanted, is_correction=bool(faults))
        async with aclosing(self._calls.stream(request, work.deadline, work.spending)) as told:
            async for each in told:
                if isinstance(each, StartedOver) and work.has(last):
                    return
                if not isinstance(each, CallEnded) and (step := work.telling.heard(each)) is not None:
                    yield step
                match each:
                    case StartedOver():
                        answer = Answer()
                    case TextDelta(text):
                        for block in answer.feed(text):
                            for week in await self._taken(work, answer, block, last):
                                yield WeekWritten(week)
                        if work.faults:
                            return
                    case CallEnded(outcome, tries):
                        self._speed.learn(tries, answer_tokens(work.manuscript.outline.person, wanted))
                        if not work.has(last):
                            self._ended_early(work, outcome, last)

    async def _taken(self, work: Attempt, answer: Answer, text: str, last: Window) -> tuple[Week, ...]:
        """The weeks of a block that is closed, kept before they are told; none where it cannot be used."""
        manuscript = work.manuscript
        if work.faults or work.has(last):
            return ()
        try:
            block = parsed_block(text)
            if block.last_week < manuscript.missing[0].first_week:
                return ()  # an answer that was begun anew tells again what is written
            weeks = await asyncio.to_thread(manuscript.take, block, PASSING_SCORE)
        except PlanRejected as error:
            work.faults = error.faults
            self._log.warning("plan_rejected", faults=error.faults)
            return ()
        manuscript.head = manuscript.head or answer.head
        await work.keep()
        return weeks

    def _ended_early(self, work: Attempt, outcome: Outcome, last: Window) -> None:
        """What an answer leads to that is over before all of it is there.

        Raises:
            GenerationFailed: to nothing, for now or for good.
        """
        first_week = work.manuscript.missing[0].first_week
        match outcome:
            case Failed(failure=Failure.OVER_BUDGET):
                work.is_hopeless, work.over_budget = True, outcome
            case Failed(failure) if failure in UNUSABLE:
                work.is_hopeless = True
            case Failed():
                raise _failed(outcome)
            case Done():
                work.faults = (f"weeks {first_week} to {last.last_week} are missing",)
                self._log.warning("plan_rejected", faults=work.faults)

    async def _finished(self, work: Attempt, brief: Brief) -> AsyncGenerator[Step, None]:
        """What is missing, by the rules; all of the program, where nothing is written yet."""
        manuscript = work.manuscript
        await work.give_up()
        yield work.telling.by_rules(is_all=not manuscript.weeks)
        self._log.warning("rules_finish", from_week=manuscript.missing[0].first_week)
        if manuscript.weeks:
            try:
                weeks = await asyncio.to_thread(manuscript.finish_by_rules, work.reason_for_rules())
            except PlanRejected as error:
                raise no_safe_program(error) from error
            for week in weeks:
                yield WeekWritten(week)
            return
        async with aclosing(self._rules.steps(brief)) as steps:
            async for step in steps:
                match step:
                    case ProgramWritten(program):
                        warnings = (*program.warnings, work.reason_for_rules())
                        yield ProgramWritten(program.model_copy(update={"warnings": warnings}))
                    case StageReached(stage=stage) if stage is not Stage.VALIDATING:
                        pass
                    case _:
                        yield step


def _failed(failed: Failed) -> GenerationFailed:
    row = TREATMENTS[failed.failure]
    return GenerationFailed(
        code=row.code,
        message=row.message,
        say=row.say,
        retryable=row.is_passing,
        retry_in_s=failed.retry_after_s,
    )
