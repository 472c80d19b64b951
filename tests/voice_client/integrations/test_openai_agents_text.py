"""The adapter in a text agent of the OpenAI Agents SDK, whose model is played."""

import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from agents import Agent, RunConfig, SQLiteSession
from agents.items import TResponseOutputItem
from agents.testing import ModelCall, ModelStep, ScriptedModel, assistant_message, function_call

from tests.voice_client.integrations.coached import GENERATE, Coached, coached, wish
from voice_client.integrations.openai_agents import Conversation, function_tools


def _coach(asked: ModelCall) -> list[TResponseOutputItem]:
    """A model that calls at every word of the user's, and otherwise says what it was told last."""
    items: list[dict[str, Any]] = asked.input
    last = items[-1]
    if last.get("type") == "function_call_output":
        return [assistant_message(json.loads(last["output"])["say"])]
    if last["role"] == "user":
        return [function_call(GENERATE, wish(), call_id=f"call_{len(items)}")]
    return [assistant_message(last["content"])]


@contextlib.asynccontextmanager
async def _conversation(user: Coached, model: ScriptedModel) -> AsyncIterator[Conversation]:
    agent = Agent[None](name="Coach", model=model, tools=function_tools(user.toolbox))
    memory = SQLiteSession(user.user_id)
    with contextlib.closing(memory):
        yield Conversation(agent, user.toolbox, session=memory, run_config=RunConfig(tracing_disabled=True))


async def test_a_text_agent_speaks_up_once(tmp_path: Path) -> None:
    """It answers at once, to the same wish as well; the result comes by itself, from a run that may call nothing."""
    model = ScriptedModel([ModelStep.respond(_coach)] * 5)
    async with coached(tmp_path) as user, _conversation(user, model) as conversation:
        assert "started on your program" in await conversation.ask("A program, please.")
        await user.until_halfway()
        assert "I am on it" in await conversation.ask("OK.")
        assert len(await user.jobs()) == 1
        await user.until_done()
        announcements = conversation.announcements()
        assert (await anext(announcements)).startswith("News for the user")
        await announcements.aclose()
        assert user.told_seq() > 0
        assert [call.model_settings.tool_choice for call in model.calls] == [None] * 4 + ["none"]
