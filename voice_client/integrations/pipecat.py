"""Repcast's tools for Pipecat.

    context = LLMContext(tools=tools_schema(toolbox))
    aggregators = LLMContextAggregatorPair(context)
    pipeline = Pipeline([
        transport.input(), stt, aggregators.user(), llm, tts, transport.output(),
        JobUpdates(toolbox), aggregators.assistant(),
    ])

`JobUpdates` stands right before the assistant's aggregator, which adds what it is handed to the context, and holds a
run of the model back while somebody speaks.
"""

import asyncio

from voice_client.integrations.extras import extra
from voice_client.integrations.floor import SILENCE_S
from voice_client.integrations.floor_keeper import FloorKeeper, now_s
from voice_client.tools import TOOLS, Declaration, Toolbox

with extra("pipecat"):
    from pipecat.adapters.llm.schemas.direct_function import tool_options
    from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
    from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
    from pipecat.frames.frames import (
        BotStartedSpeakingFrame,
        BotStoppedSpeakingFrame,
        CancelFrame,
        EndFrame,
        Frame,
        FunctionCallCancelFrame,
        FunctionCallInProgressFrame,
        FunctionCallResultFrame,
        InterruptionFrame,
        LLMFullResponseEndFrame,
        LLMFullResponseStartFrame,
        LLMMessagesAppendFrame,
        StartFrame,
        TextFrame,
        UserStartedSpeakingFrame,
        UserStoppedSpeakingFrame,
    )
    from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
    from pipecat.services.llm_service import FunctionCallParams

NAMES = frozenset(declaration.name for declaration in TOOLS)


def tools_schema(toolbox: Toolbox) -> ToolsSchema:
    """The tools, for ``LLMContext(tools=…)``; they bring what runs them."""
    return ToolsSchema(standard_tools=[_function_schema(toolbox, declaration) for declaration in TOOLS])


def _function_schema(toolbox: Toolbox, declaration: Declaration) -> FunctionSchema:
    # A user who says "mm-hm" within the call's milliseconds does not undo it.
    @tool_options(cancel_on_interruption=False)  # type: ignore[untyped-decorator]  # pipecat gives it no types
    async def call(params: FunctionCallParams) -> None:
        output = await toolbox.call(declaration.name, params.arguments, params.tool_call_id)
        await params.result_callback(output)

    parameters = declaration.parameters
    return FunctionSchema(
        declaration.name, declaration.description, parameters["properties"], parameters["required"], call
    )


class JobUpdates(FrameProcessor):
    """Tells the conversation that flows through it of its jobs.

    Args:
        silence_s: so long nobody has spoken before a result is said.
    """

    def __init__(self, toolbox: Toolbox, *, silence_s: float = SILENCE_S) -> None:
        super().__init__(name="repcast-job-updates")
        self._teller = _Teller(self, toolbox, silence_s)
        self._telling: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, EndFrame | CancelFrame):
            await self._stop()
        await self.push_frame(frame, direction)
        self._teller.hear(frame)
        if isinstance(frame, StartFrame):
            self._telling = self.create_task(self._teller.run(), "telling")

    async def cleanup(self) -> None:
        await super().cleanup()  # type: ignore[no-untyped-call]  # nor this
        await self._stop()

    async def _stop(self) -> None:
        if self._telling is not None:
            telling, self._telling = self._telling, None
            await self.cancel_task(telling)


class _Teller(FloorKeeper):
    """The floor of a pipeline, from the frames that pass behind its output."""

    def __init__(self, place: FrameProcessor, toolbox: Toolbox, silence_s: float) -> None:
        super().__init__(toolbox, silence_s)
        self._place = place
        self._answer = ""
        self._calls: set[str] = set()

    async def note(self, text: str) -> None:
        while self._calls:  # a message behind a call that is not answered puts its output out of its place
            await self.next_move()
        frame = LLMMessagesAppendFrame([{"role": "developer", "content": text}], run_llm=False)
        frame.interruptible = False  # it comes to the context also when the user interrupts just then
        await self._place.push_frame(frame)

    async def speak(self) -> None:
        self.floor.asked(now_s())
        await self._place.push_frame(LLMMessagesAppendFrame([], run_llm=True))

    def hear(self, frame: Frame) -> None:
        match frame:
            case UserStartedSpeakingFrame():
                self.floor.user_began(now_s())
            case UserStoppedSpeakingFrame():
                self.floor.user_ended(now_s())
            case LLMFullResponseStartFrame():
                self._answer = frame.name
                self.floor.answer_began(self._answer)
            case TextFrame():
                self.floor.worded(self._answer)
            case LLMFullResponseEndFrame():
                self.floor.answer_ended(self._answer, now_s())
            case BotStartedSpeakingFrame():
                self.floor.bot_began()
            case BotStoppedSpeakingFrame():
                self.floor.bot_ended(now_s())
            case InterruptionFrame():
                self.floor.answer_ended(self._answer, now_s(), is_whole=False)
                self.floor.cut(now_s())
            case FunctionCallInProgressFrame(function_name=name, tool_call_id=call) if name in NAMES:
                self._calls.add(call)
            case FunctionCallResultFrame(tool_call_id=call) | FunctionCallCancelFrame(tool_call_id=call):
                self._calls.discard(call)
            case _:
                return
        self.moved()
