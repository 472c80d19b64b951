"""Repcast's tools for the OpenAI Agents SDK, by voice and by text.

By voice, beside a session that is open:

    agent = RealtimeAgent(name="Coach", instructions=…, tools=function_tools(toolbox))
    async with await RealtimeRunner(agent).run() as session, telling(session, toolbox):
        async for event in session:
            …

The SDK sends one ``response.create`` at a time; who speaks is kept here, from the events of the connection.

By text, where nobody but this conversation runs the agent:

    conversation = Conversation(Agent(…, tools=function_tools(toolbox)), toolbox, session=SQLiteSession("anna"))
    answer = await conversation.ask("Four days a week, please.")
    async for said in conversation.announcements():     # in a task of its own
        …
"""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import AsyncGenerator
from typing import Any

from websockets.exceptions import ConnectionClosed

from voice_client.integrations.extras import extra
from voice_client.integrations.floor import SILENCE_S
from voice_client.integrations.floor_keeper import FloorKeeper, now_s
from voice_client.integrations.telling import UNNOTED, ConversationOver, beside, is_to_be_said, text_of
from voice_client.tools import TOOLS, Declaration, Toolbox

with extra("openai-agents"):
    from agents import Agent, FunctionTool, ModelSettings, RunConfig, Runner, Session, Tool, TResponseInputItem
    from agents.realtime import (
        RealtimeModelAudioEvent,
        RealtimeModelAudioInterruptedEvent,
        RealtimeModelConnectionStatusEvent,
        RealtimeModelEndOfStreamEvent,
        RealtimeModelEvent,
        RealtimeModelListener,
        RealtimeModelOutputTextDeltaEvent,
        RealtimeModelSendEvent,
        RealtimeModelSendInterrupt,
        RealtimeModelSendRawMessage,
        RealtimeModelTurnEndedEvent,
        RealtimeModelTurnStartedEvent,
        RealtimeSession,
    )
    from agents.realtime.model_events import RealtimeModelRawServerEvent
    from agents.tool_context import ToolContext

PCM16_BYTES_PER_S = 48_000
"""24 kHz, the Realtime API's default. G.711 has 8,000."""


def function_tools(toolbox: Toolbox) -> list[Tool]:
    """The tools, for ``Agent(tools=…)`` or ``RealtimeAgent(tools=…)``."""
    return [_function_tool(toolbox, declaration) for declaration in TOOLS]


def telling(
    session: RealtimeSession,
    toolbox: Toolbox,
    *,
    silence_s: float = SILENCE_S,
    audio_bytes_per_s: int = PCM16_BYTES_PER_S,
) -> contextlib.AbstractAsyncContextManager[None]:
    """Tell an open realtime session of its jobs, while the block runs.

    Args:
        silence_s: so long nobody has spoken before a result is said.
        audio_bytes_per_s: of the model's audio, which is taken to be played as it comes, without a pause.
    """
    return beside(_Teller(session, toolbox, silence_s, audio_bytes_per_s))


class Conversation:
    """A text agent that speaks up when a job is done. One run of the agent at a time.

    Args:
        session: the SDK's memory of the conversation.
    """

    def __init__(
        self, agent: Agent[Any], toolbox: Toolbox, *, session: Session, run_config: RunConfig | None = None
    ) -> None:
        self._agent, self._toolbox, self._session = agent, toolbox, session
        self._run_config = run_config or RunConfig()
        self._turn = asyncio.Lock()

    async def ask(self, text: str) -> str:
        """What the agent answers to the user."""
        async with self._turn:
            return await self._run(text, self._run_config)

    async def announcements(self) -> AsyncGenerator[str, None]:
        """What the agent says by itself, each result once, between the user's turns."""
        settings = (self._run_config.model_settings or ModelSettings()).resolve(ModelSettings(tool_choice="none"))
        without_tools = dataclasses.replace(self._run_config, model_settings=settings)
        async for update in self._toolbox.updates():
            if update.kind in UNNOTED:
                continue
            note: TResponseInputItem = {"role": "system", "content": text_of(update)}
            async with self._turn:
                if not is_to_be_said(update):
                    await self._session.add_items([note])
                    continue
                said = await self._run([note], without_tools)
            if update.job_id is not None:
                self._toolbox.mark_told(update.job_id, update.seq)
            yield said

    async def _run(self, said: str | list[TResponseInputItem], run_config: RunConfig) -> str:
        result = await Runner.run(self._agent, said, session=self._session, run_config=run_config)
        return str(result.final_output)


def _function_tool(toolbox: Toolbox, declaration: Declaration) -> FunctionTool:
    async def call(context: ToolContext[Any], arguments: str) -> str:
        return json.dumps(await toolbox.call(declaration.name, arguments, context.tool_call_id))

    return FunctionTool(
        name=declaration.name,
        description=declaration.description,
        params_json_schema=declaration.parameters,
        on_invoke_tool=call,
        strict_json_schema=False,  # strict mode wants every parameter; the Realtime API has none
    )


class _Teller(FloorKeeper, RealtimeModelListener):
    """A realtime session and its floor. The connection's reader calls `on_event`, which waits for nothing."""

    def __init__(self, session: RealtimeSession, toolbox: Toolbox, silence_s: float, bytes_per_s: int) -> None:
        super().__init__(toolbox, silence_s)
        self._model, self._bytes_per_s = session.model, bytes_per_s
        self._has_asked = False

    async def run(self) -> None:
        self._model.add_listener(self)
        try:
            await super().run()
        finally:
            self._model.remove_listener(self)

    async def note(self, text: str) -> None:
        content = [{"type": "input_text", "text": text}]
        await self._send("conversation.item.create", item={"type": "message", "role": "system", "content": content})

    async def speak(self) -> None:
        # Instructions of a response would replace the agent's own: what to say stands in the note.
        self._has_asked = True
        self.floor.asked(now_s())
        await self._send("response.create", response={"tool_choice": "none"})

    async def on_event(self, event: RealtimeModelEvent) -> None:
        match event:
            case RealtimeModelRawServerEvent(data=dict() as frame):
                self._hear(frame)
            case RealtimeModelTurnStartedEvent(response_id=str() as answer):
                await self._began(answer)
            case RealtimeModelAudioEvent(response_id=answer, data=sound):
                self.floor.worded(answer)
                self.floor.sounding(now_s=now_s(), for_s=len(sound) / self._bytes_per_s)
            case RealtimeModelOutputTextDeltaEvent(response_id=answer):
                self.floor.worded(answer)
            case RealtimeModelTurnEndedEvent(response_id=str() as answer):
                self.floor.answer_ended(answer, now_s())
            case RealtimeModelAudioInterruptedEvent():
                self.floor.cut(now_s())
            case RealtimeModelEndOfStreamEvent() | RealtimeModelConnectionStatusEvent(status="disconnected"):
                self.is_over = True
        self.moved()

    def _hear(self, frame: dict[str, Any]) -> None:
        """What the SDK passes on without a word for it."""
        match frame:
            case {"type": "input_audio_buffer.speech_started"}:
                self.floor.user_began(now_s())
            case {"type": "input_audio_buffer.speech_stopped"}:
                self.floor.user_ended(now_s())
            case {"type": "response.done", "response": {"id": answer, "status": status}} if status != "completed":
                self.floor.answer_ended(answer, now_s(), is_whole=False)

    async def _began(self, answer: str) -> None:
        self.floor.answer_began(answer)
        is_ours, self._has_asked = self._has_asked, False
        if is_ours and self.floor.user_speaks:  # they began while it was on its way: it would be said over them
            with contextlib.suppress(ConversationOver):
                await self._send_event(RealtimeModelSendInterrupt(force_response_cancel=True, response_id=answer))

    async def _send(self, kind: str, **fields: Any) -> None:
        await self._send_event(RealtimeModelSendRawMessage({"type": kind, "other_data": fields}))

    async def _send_event(self, event: RealtimeModelSendEvent) -> None:
        if self.is_over:
            raise ConversationOver
        try:
            await self._model.send_event(event)
        except ConnectionClosed as closed:
            raise ConversationOver from closed
