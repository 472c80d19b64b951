"""The adapter in a Pipecat pipeline, whose model is played."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from pipecat.frames.frames import InterruptionFrame, UserStartedSpeakingFrame, UserStoppedSpeakingFrame
from pipecat.processors.aggregators.llm_context import LLMContext, LLMContextMessage

from tests.support.waiting import wait_until
from tests.voice_client.integrations.coached import GENERATE, Coached, coached, wish
from tests.voice_client.integrations.pipecat_fakes import Call, Conversation, PlayedLLM, conversation
from voice_client.integrations.examples import pipecat_coach
from voice_client.integrations.pipecat import JobUpdates, tools_schema

SILENCE_S = 0.0
"""What may be said is said at once, so that what is held back is seen to be."""


def _coach(messages: list[LLMContextMessage]) -> str | Call:
    """A model that calls whenever it reads "program", and otherwise says what it was told last."""
    last = next(m for m in reversed(messages) if isinstance(m, dict) and m["role"] != "developer")
    content = str(last.get("content", ""))
    if last["role"] == "user" and "program" in content:
        return Call(GENERATE, wish())
    if last["role"] == "tool":
        return "I am on it."
    news = [str(m.get("content")) for m in messages if isinstance(m, dict) and "News" in str(m.get("content"))]
    return "Well. " + "".join(news[-1:])


@contextlib.asynccontextmanager
async def _conversation(user: Coached) -> AsyncIterator[Conversation]:
    context = LLMContext(tools=tools_schema(user.toolbox))
    async with conversation(context, _coach, JobUpdates(user.toolbox, silence_s=SILENCE_S)) as talk:
        yield talk


async def _ask_for_a_program(talk: Conversation) -> None:
    answered = talk.llm.answers.count("I am on it.")
    await talk.say("A program, please.")
    await wait_until(lambda: talk.llm.answers.count("I am on it.") > answered, "the call is answered, and the user")


def _news(talk: Conversation) -> list[str]:
    return [text for text in talk.messages("assistant") if "News" in text]


async def test_a_wish_is_one_job_however_often_it_is_called_for(tmp_path: Path) -> None:
    """The call is answered while the work goes on; the same call again is told that it does."""
    async with coached(tmp_path) as user, _conversation(user) as talk:
        await _ask_for_a_program(talk)
        await user.until_halfway()
        await _ask_for_a_program(talk)
        assert talk.outputs() == ["accepted", "already_running"]
        assert len(await user.jobs()) == 1


async def test_a_result_is_said_once(tmp_path: Path) -> None:
    """By an answer that nobody asked for; the milestones before it are known, and not said."""
    async with coached(tmp_path) as user, _conversation(user) as talk:
        await _ask_for_a_program(talk)
        await user.until_halfway()
        await wait_until(lambda: "6 of 12" in str(talk.messages("developer")), "a milestone is noted")
        asked = talk.llm.asked
        await user.until_done()
        await user.until_told()
        await wait_until(lambda: len(_news(talk)) == 1, "the result is said")
        assert talk.llm.asked == asked + 1


async def test_a_result_is_not_said_over_the_user(tmp_path: Path) -> None:
    """It waits until they stop, and then comes with the answer to them: not by one of its own besides."""
    async with coached(tmp_path) as user, _conversation(user) as talk:
        await _ask_for_a_program(talk)
        await user.until_halfway()
        asked = talk.llm.asked
        await talk.send(UserStartedSpeakingFrame())
        await user.until_done()
        await wait_until(lambda: "News" in str(talk.messages("developer")), "the result is noted")
        await talk.round_trip()
        assert talk.llm.asked == asked
        await talk.send(UserStoppedSpeakingFrame())
        await talk.say("How are you?")
        await user.until_told()
        await wait_until(lambda: len(_news(talk)) == 1, "the result is said")
        assert talk.llm.asked == asked + 1


async def test_a_result_that_was_cut_off_is_said_again(tmp_path: Path) -> None:
    """It is told when it was heard."""
    async with coached(tmp_path) as user, _conversation(user) as talk:
        await _ask_for_a_program(talk)
        await user.until_halfway()
        asked = talk.llm.asked
        talk.llm.goes_on.clear()
        await user.until_done()
        await wait_until(lambda: talk.llm.asked == asked + 1, "the result is about to be said")
        await talk.send(InterruptionFrame())
        await wait_until(lambda: talk.llm.asked == asked + 2, "it is about to be said again")
        assert user.told_seq() == 0
        talk.llm.goes_on.set()
        await user.until_told()
        await wait_until(lambda: len(_news(talk)) == 1, "the result is said")


async def test_the_example_talks_until_there_is_no_further_line(tmp_path: Path) -> None:
    """From the wish to the result."""
    shown: list[str] = []
    async with coached(tmp_path) as user:
        await pipecat_coach.talk(user.toolbox, PlayedLLM(_coach), user.typing(), shown.append)
    assert len([text for text in shown if "News" in text]) == 1
