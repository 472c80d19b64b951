"""A Pipecat pipeline without a transport: a model that a test writes, and frames that the test sends through."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from pipecat.frames.frames import (
    DataFrame,
    EndFrame,
    Frame,
    FunctionCallFromLLM,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMMessagesAppendFrame,
    LLMTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext, LLMContextMessage
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from schemas.model import JsonObject
from tests.support.waiting import wait_until


@dataclass(frozen=True, slots=True)
class Call:
    """An answer that calls a tool."""

    name: str
    arguments: JsonObject


Brain = Callable[[list[LLMContextMessage]], str | Call]


class PlayedLLM(LLMService):
    """A model whose answers ``brain`` makes, while `goes_on` is set."""

    def __init__(self, brain: Brain) -> None:
        super().__init__(settings=LLMSettings(model="played"))
        self.brain = brain
        self.asked = 0
        self.answers: list[str | Call] = []
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        self.asked += 1
        await self.push_frame(LLMFullResponseStartFrame())
        try:
            await self.goes_on.wait()
            answer = self.brain(frame.context.get_messages())
            self.answers.append(answer)
            if isinstance(answer, str):
                await self.push_frame(LLMTextFrame(answer))
            else:
                call = FunctionCallFromLLM(answer.name, f"call_{self.asked}", answer.arguments, frame.context)
                await self.run_function_calls([call])
        finally:
            await self.push_frame(LLMFullResponseEndFrame())


@dataclass
class Marker(DataFrame):
    """Goes through the pipeline, behind all that is in it."""


class End(FrameProcessor):
    """The last place of the pipeline; counts the markers that come through."""

    def __init__(self) -> None:
        super().__init__()
        self.markers = 0

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        self.markers += isinstance(frame, Marker)
        await self.push_frame(frame, direction)


@dataclass(slots=True)
class Conversation:
    """A running pipeline."""

    worker: PipelineWorker
    context: LLMContext
    llm: PlayedLLM
    end: End
    started: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, frame: Frame) -> None:
        """Into the pipeline, as a transport would."""
        await self.worker.queue_frame(frame)

    async def round_trip(self) -> None:
        """Whatever was on its way when this was called has come to where it goes."""
        await self._pass_through()
        await self._pass_through()  # there, and to the model again

    async def _pass_through(self) -> None:
        markers = self.end.markers
        await self.send(Marker())
        await wait_until(lambda: self.end.markers > markers, "the marker came through")

    async def say(self, text: str) -> None:
        """The user says it, and is answered."""
        await self.send(LLMMessagesAppendFrame([{"role": "user", "content": text}], run_llm=True))

    def messages(self, role: str) -> list[str]:
        """What the conversation holds of a role."""
        found = [message for message in self.context.get_messages() if isinstance(message, dict)]
        return [str(message.get("content", "")) for message in found if message["role"] == role]

    def outputs(self) -> list[str]:
        """The status of each call's output, of those that are there."""
        found = [json.loads(content) for content in self.messages("tool")]
        return [output["status"] for output in found]


@contextlib.asynccontextmanager
async def conversation(context: LLMContext, brain: Brain, updates: FrameProcessor) -> AsyncIterator[Conversation]:
    """A pipeline of text, until the block ends; ``updates`` stands where the adapter's manual says."""
    # The strategies of a pipeline that hears: they need a model of their own.
    turns = LLMUserAggregatorParams(user_turn_strategies=ExternalUserTurnStrategies())
    aggregators = LLMContextAggregatorPair(context, user_params=turns)
    llm = PlayedLLM(brain)
    end = End()
    pipeline = Pipeline([aggregators.user(), llm, updates, aggregators.assistant(), end])
    talk = Conversation(PipelineWorker(pipeline, cancel_on_idle_timeout=False, enable_rtvi=False), context, llm, end)

    async def started(*_: object) -> None:
        talk.started.set()

    talk.worker.add_event_handler("on_pipeline_started", started)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(talk.worker)
    running = asyncio.create_task(runner.run(), name="pipeline")
    try:
        await wait_until(talk.started.is_set, "the pipeline runs")
        yield talk
    finally:
        llm.goes_on.set()
        await talk.send(EndFrame())
        await running
