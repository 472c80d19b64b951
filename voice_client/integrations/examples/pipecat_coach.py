"""A coach in a Pipecat pipeline, typed to and read.

OPENAI_API_KEY=… python -m voice_client.integrations.examples.pipecat_coach
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable

from pipecat.frames.frames import EndFrame, Frame, LLMMessagesAppendFrame, LLMTextFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from voice_client import PushClient
from voice_client.integrations.examples.console import INSTRUCTIONS, server_url, typed_lines, user_id
from voice_client.integrations.pipecat import JobUpdates, tools_schema
from voice_client.tools import Toolbox


class Shown(FrameProcessor):
    """Shows what the model says, where a transport would play it."""

    def __init__(self, show: Callable[[str], None]) -> None:
        super().__init__()
        self._show = show

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMTextFrame):
            self._show(frame.text)
        await self.push_frame(frame, direction)


async def talk(
    toolbox: Toolbox, llm: FrameProcessor, lines: AsyncIterator[str], show: Callable[[str], None] = print
) -> None:
    """Until there is no further line."""
    context = LLMContext([{"role": "system", "content": INSTRUCTIONS}], tools=tools_schema(toolbox))
    # A line is a whole turn: nobody has to guess where it ends. Leave this out where a microphone is.
    turns = LLMUserAggregatorParams(user_turn_strategies=ExternalUserTurnStrategies())
    aggregators = LLMContextAggregatorPair(context, user_params=turns)
    # With a microphone: the transport's input and an stt before all, a tts and its output in place of `Shown`.
    pipeline = Pipeline([aggregators.user(), llm, Shown(show), JobUpdates(toolbox), aggregators.assistant()])
    worker, runner = PipelineWorker(pipeline, cancel_on_idle_timeout=False), WorkerRunner()
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    async for line in lines:
        await worker.queue_frame(LLMMessagesAppendFrame([{"role": "user", "content": line}], run_llm=True))
    await worker.queue_frame(EndFrame())
    await running


async def main() -> None:
    llm = OpenAILLMService(api_key=os.environ["OPENAI_API_KEY"])
    async with PushClient(server_url()) as client, Toolbox(client, user_id()) as toolbox:
        await talk(toolbox, llm, typed_lines())


if __name__ == "__main__":
    asyncio.run(main())
