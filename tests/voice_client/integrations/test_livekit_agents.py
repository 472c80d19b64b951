"""The adapter in a session of LiveKit Agents, whose models are played."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

from livekit.agents import Agent, AgentSession, llm, vad

from schemas.model import JsonObject
from tests.support.waiting import wait_until
from tests.voice_client.integrations.coached import GENERATE, Coached, coached, wish
from tests.voice_client.integrations.livekit_fakes import Asked, Ear, PlayedLLM, Silence
from voice_client.integrations.examples import livekit_coach
from voice_client.integrations.livekit_agents import function_tools, telling


def _coach(asked: Asked) -> str | llm.FunctionToolCall:
    """A model that calls whenever it hears "program", and otherwise says what it was told last."""
    spoken = [item for item in asked.context.items if getattr(item, "role", None) != "system"]
    last = spoken[-1]
    if isinstance(last, llm.FunctionCallOutput):
        return str(json.loads(last.output)["say"])
    if isinstance(last, llm.ChatMessage) and last.role == "user" and "program" in (last.text_content or ""):
        number = sum(isinstance(item, llm.FunctionCall) for item in asked.context.items)
        return llm.FunctionToolCall(name=GENERATE, arguments=json.dumps(wish()), call_id=f"call_{number}")
    return "Well. " + next((note for note in reversed(_notes(asked.context)) if "News" in note), "")


def _notes(context: llm.ChatContext) -> list[str]:
    messages = [item for item in context.items if isinstance(item, llm.ChatMessage) and item.role == "system"]
    return [message.text_content or "" for message in messages]


@contextlib.asynccontextmanager
async def _session(user: Coached, model: PlayedLLM, ear: Ear | None = None) -> AsyncIterator[AgentSession[None]]:
    session: AgentSession[None] = AgentSession(llm=model, vad=ear or Ear())
    session.input.audio = Silence()
    async with session:
        await session.start(Agent(instructions="You are a coach.", tools=list(function_tools(user.toolbox))))
        async with telling(session, user.toolbox):
            yield session


def _outputs(session: AgentSession[None]) -> list[JsonObject]:
    return [json.loads(item.output) for item in session.history.items if isinstance(item, llm.FunctionCallOutput)]


def _news(session: AgentSession[None]) -> list[str]:
    """What the agent has said of a result."""
    items = [item for item in session.history.items if isinstance(item, llm.ChatMessage) and item.role == "assistant"]
    return [text for text in (item.text_content or "" for item in items) if "News" in text]


async def test_a_wish_is_one_job_however_often_it_is_called_for(tmp_path: Path) -> None:
    """The call is answered while the work goes on; the same call again is told that it does."""
    async with coached(tmp_path) as user, _session(user, PlayedLLM(_coach)) as session:
        await session.run(user_input="A program, please.")
        await user.until_halfway()
        await session.run(user_input="OK, a program.")
        assert [output["status"] for output in _outputs(session)] == ["accepted", "already_running"]
        assert len(await user.jobs()) == 1


async def test_a_result_is_said_once(tmp_path: Path) -> None:
    """By an answer that nobody asked for, which calls nothing; the milestones before it are known, and not said."""
    model = PlayedLLM(_coach)
    async with coached(tmp_path) as user, _session(user, model) as session:
        await session.run(user_input="A program, please.")
        await user.until_halfway()
        await wait_until(lambda: "6 of 12" in str(_notes(session.current_agent.chat_ctx)), "a milestone is noted")
        asked = len(model.asked)
        await user.until_done()
        await wait_until(lambda: bool(_news(session)), "the result is said")
        assert [each.tool_choice for each in model.asked[asked:]] == ["none"]
        await session.run(user_input="Thanks.")
        await session.wait_for_idle()
        assert len(model.asked) == asked + 2


async def test_a_result_is_not_said_over_the_user(tmp_path: Path) -> None:
    """It waits until they stop, and then comes with the answer to them: not by one of its own besides."""
    model, ear = PlayedLLM(_coach), Ear()
    async with coached(tmp_path) as user, _session(user, model, ear) as session:
        await session.run(user_input="A program, please.")
        await user.until_halfway()
        asked = len(model.asked)
        ear.hear(vad.VADEventType.START_OF_SPEECH)
        await wait_until(lambda: session.user_state == "speaking", "the user speaks")
        asked_while: list[int] = []
        session.on("user_state_changed", lambda _: asked_while.append(len(model.asked)))
        await user.until_done()
        await wait_until(lambda: "News" in str(_notes(session.current_agent.chat_ctx)), "the result is noted")
        ear.hear(vad.VADEventType.END_OF_SPEECH)
        await wait_until(lambda: bool(_news(session)), "the result is said")
        await session.wait_for_idle()
        assert asked_while[0] == asked
        assert len(model.asked) == asked + 1
        assert len(_news(session)) == 1


async def test_a_result_that_was_cut_off_is_said_again(tmp_path: Path) -> None:
    """Until it was heard; only then it is marked as told."""
    model = PlayedLLM(_coach)
    async with coached(tmp_path) as user, _session(user, model) as session:
        await session.run(user_input="A program, please.")
        await user.until_halfway()
        asked = len(model.asked)
        model.goes_on.clear()
        await user.until_done()
        await wait_until(lambda: len(model.asked) == asked + 1, "the result is about to be said")
        await session.interrupt()
        await wait_until(lambda: len(model.asked) == asked + 2, "it is about to be said again")
        assert user.told_seq() == 0
        model.goes_on.set()
        await user.until_told()
        assert len(_news(session)) == 1


async def test_a_closed_session_is_told_nothing_more(tmp_path: Path) -> None:
    """What was not heard in it stays untold, and nothing fails."""
    async with coached(tmp_path) as user, _session(user, PlayedLLM(_coach)) as session:
        await session.run(user_input="A program, please.")
        await user.until_halfway()
        await session.aclose()
        await user.until_done()
        await user.until_followed()
        assert user.told_seq() == 0


async def test_the_example_talks_until_its_session_is_closed(tmp_path: Path) -> None:
    """From the wish to the result; a session that closes ends it."""
    async with coached(tmp_path) as user:
        session: AgentSession[None] = AgentSession(llm=PlayedLLM(_coach), vad=None)
        await session.start(livekit_coach.coach_with(user.toolbox))
        talking = asyncio.create_task(livekit_coach.talk(session, user.toolbox))
        async for line in user.typing():
            await session.run(user_input=line)
        assert len(_news(session)) == 1
        await session.aclose()
        await talking
