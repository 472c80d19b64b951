"""Repcast's tools for LiveKit Agents, in any session: speech to text to speech, or a realtime model.

    async with PushClient(url) as client, Toolbox(client, user_id) as toolbox:
        session = AgentSession(llm=…, stt=…, tts=…, vad=…)
        await session.start(Agent(instructions=…, tools=function_tools(toolbox)))
        async with telling(session, toolbox):
            …                                       # as long as the session lives

LiveKit keeps the floor: its ``wait_for_idle`` returns when neither the user nor the agent speaks or is about to.
"""

import contextlib
import json
from typing import Any, TypeVar

from voice_client.integrations.extras import extra
from voice_client.integrations.telling import SAY_IT, ConversationOver, Teller, beside
from voice_client.tools import TOOLS, Declaration, Toolbox

with extra("livekit"):
    from livekit.agents import AgentSession, CloseEvent, FunctionToolsExecutedEvent, RunContext, SpeechCreatedEvent
    from livekit.agents.llm import ChatMessage, Tool, function_tool
    from livekit.agents.voice import SpeechHandle
    from livekit.agents.voice.agent_activity import ActivityClosedError

UserData = TypeVar("UserData")


def function_tools(toolbox: Toolbox) -> list[Tool]:
    """The tools, for ``Agent(tools=…)`` or ``AgentSession(tools=…)``."""
    return [_function_tool(toolbox, declaration) for declaration in TOOLS]


def telling(session: AgentSession[UserData], toolbox: Toolbox) -> contextlib.AbstractAsyncContextManager[None]:
    """Tell a started session of its jobs, while the block runs."""
    return beside(_Teller(session, toolbox))


def _function_tool(toolbox: Toolbox, declaration: Declaration) -> Tool:
    async def call(raw_arguments: dict[str, object], context: RunContext[Any]) -> str:
        return json.dumps(await toolbox.call(declaration.name, raw_arguments, context.function_call.call_id))

    return function_tool(
        call,
        raw_schema={
            "name": declaration.name,
            "description": declaration.description,
            "parameters": declaration.parameters,
        },
    )


class _Teller(Teller):
    def __init__(self, session: AgentSession[UserData], toolbox: Toolbox) -> None:
        super().__init__(toolbox)
        self._session = session
        self._is_over = False

    async def run(self) -> None:
        self._session.on("speech_created", self._began)
        self._session.on("function_tools_executed", self._executed)
        self._session.on("close", self._closed)
        try:
            await super().run()
        finally:
            self._session.off("speech_created", self._began)
            self._session.off("function_tools_executed", self._executed)
            self._session.off("close", self._closed)

    async def note(self, text: str) -> None:
        if self._is_over:
            raise ConversationOver
        agent = self._session.current_agent
        context = agent.chat_ctx.copy()
        context.add_message(role="system", content=text)
        await agent.update_chat_ctx(context)

    async def free(self) -> None:
        if self._is_over:
            raise ConversationOver
        try:
            await self._session.wait_for_idle()
        except ActivityClosedError as closed:
            raise ConversationOver from closed

    async def speak(self) -> None:
        # Without an await since the session was idle: nobody can have begun to speak.
        self._session.generate_reply(instructions=SAY_IT, tool_choice="none")

    def _began(self, event: SpeechCreatedEvent) -> None:
        if event.source == "say":  # the application's own words, made without the model
            return
        self.owed.began(event.speech_handle.id)
        event.speech_handle.add_done_callback(self._ended)

    def _executed(self, _: FunctionToolsExecutedEvent) -> None:
        """The answer goes on, from all that the conversation holds by now."""
        self.owed.reread()

    def _closed(self, _: CloseEvent) -> None:
        self._is_over = True

    def _ended(self, speech: SpeechHandle) -> None:
        has_words = any(isinstance(item, ChatMessage) and item.role == "assistant" for item in speech.chat_items)
        self.owed.ended(speech.id, is_heard=has_words and not speech.interrupted)
        self.moved()
