"""LiveKit's models, played: a language model that a test writes, and an ear that the test speaks into."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from livekit import rtc
from livekit.agents import llm, vad
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr
from livekit.agents.voice import io


@dataclass(frozen=True, slots=True)
class Asked:
    """What the model is asked: the conversation so far, and whether it may call."""

    context: llm.ChatContext
    tool_choice: llm.ToolChoice | None
    tools: list[llm.Tool]


Brain = Callable[[Asked], "str | llm.FunctionToolCall"]


class PlayedLLM(llm.LLM[Any]):
    """A model whose answers ``brain`` makes, while `goes_on` is set."""

    def __init__(self, brain: Brain) -> None:
        super().__init__()
        self.brain = brain
        self.asked: list[Asked] = []
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
    ) -> llm.LLMStream:
        asked = Asked(chat_ctx.copy(), tool_choice or None, tools or [])
        self.asked.append(asked)
        return _Stream(self, asked, conn_options)


class _Stream(llm.LLMStream):
    def __init__(self, model: PlayedLLM, asked: Asked, conn_options: APIConnectOptions) -> None:
        super().__init__(model, chat_ctx=asked.context, tools=asked.tools, conn_options=conn_options)
        self._model = model
        self._asked = asked

    async def _run(self) -> None:
        await self._model.goes_on.wait()
        answer = self._model.brain(self._asked)
        delta = (
            llm.ChoiceDelta(role="assistant", content=answer)
            if isinstance(answer, str)
            else llm.ChoiceDelta(role="assistant", tool_calls=[answer])
        )
        self._event_ch.send_nowait(llm.ChatChunk(id="chunk", delta=delta))


class Ear(vad.VAD):
    """A voice activity detector that hears what the test says it hears."""

    def __init__(self) -> None:
        super().__init__(capabilities=vad.VADCapabilities(update_interval=0.1))
        self._streams: list[_EarStream] = []

    def stream(self) -> vad.VADStream:
        self._streams.append(_EarStream(self))
        return self._streams[-1]

    def hear(self, kind: vad.VADEventType) -> None:
        """Tell the session that the user begins to speak, or stops."""
        event = vad.VADEvent(kind, samples_index=0, timestamp=0, speech_duration=1, silence_duration=1, speaking=True)
        for stream in self._streams:
            stream.heard.put_nowait(event)


class _EarStream(vad.VADStream):
    def __init__(self, ear: Ear) -> None:
        self.heard: asyncio.Queue[vad.VADEvent] = asyncio.Queue()
        super().__init__(ear)

    async def _main_task(self) -> None:
        while True:
            self._event_ch.send_nowait(await self.heard.get())


class Silence(io.AudioInput):
    """A microphone before which nothing happens: who speaks is the `Ear`'s to say."""

    def __init__(self) -> None:
        super().__init__(label="silence")

    def __aiter__(self) -> AsyncIterator[rtc.AudioFrame]:
        return self

    async def __anext__(self) -> rtc.AudioFrame:
        await asyncio.Event().wait()
        raise StopAsyncIteration
