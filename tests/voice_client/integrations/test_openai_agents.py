"""The adapter in realtime sessions of the OpenAI Agents SDK, on a real socket."""

import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

from agents.realtime import RealtimeAgent, RealtimeRunner, RealtimeSession

from schemas.model import JsonObject
from tests.support.waiting import wait_until
from tests.voice_client.integrations.coached import GENERATE, Coached, coached, wish
from tests.voice_client.integrations.realtime_peer import Answer, Call, RealtimePeer, Said, realtime_peer
from voice_client.integrations.examples import openai_coach
from voice_client.integrations.openai_agents import function_tools, telling

SILENCE_S = 0.0
"""What may be said is said at once, so that what is held back is seen to be."""


def _coach(items: list[JsonObject], asked: JsonObject) -> Answer:
    """A model that calls whenever it reads "program", and otherwise says what it was told last."""
    last = next(item for item in reversed(items) if item.get("role") != "system")
    if last["type"] == "function_call_output":
        return Said(json.loads(last["output"])["say"])
    if last.get("role") == "user" and "program" in _text(last) and asked.get("tool_choice") != "none":
        return Call(GENERATE, wish())
    return Said("Well. " + next((note for note in reversed(_notes(items)) if "News" in note), ""))


def _text(message: JsonObject) -> str:
    return str(message["content"][0].get("text", ""))


def _notes(items: list[JsonObject]) -> list[str]:
    return [_text(item) for item in items if item.get("role") == "system"]


def _outputs(peer: RealtimePeer) -> list[str]:
    return [json.loads(item["output"])["status"] for item in peer.items if item["type"] == "function_call_output"]


def _news(peer: RealtimePeer) -> list[Answer]:
    return [answer for answer in peer.answers if isinstance(answer, Said) and "News" in answer.text]


@contextlib.asynccontextmanager
async def _session(user: Coached, peer: RealtimePeer) -> AsyncIterator[RealtimeSession]:
    agent = RealtimeAgent[None](name="Coach", instructions="You are a coach.", tools=function_tools(user.toolbox))
    runner = RealtimeRunner(agent)
    session = await runner.run(model_config={"url": peer.url, "api_key": "none"})
    async with session, telling(session, user.toolbox, silence_s=SILENCE_S):
        yield session


async def _ask_for_a_program(session: RealtimeSession, peer: RealtimePeer) -> None:
    outputs = len(_outputs(peer))
    await session.send_message("A program, please.")
    await wait_until(lambda: len(_outputs(peer)) > outputs, "the call is answered")
    await wait_until(lambda: isinstance(peer.answers[-1], Said), "the answer is said")


async def test_a_wish_is_one_job_however_often_it_is_called_for(tmp_path: Path) -> None:
    """The call is answered while the work goes on; the same call again is told that it does."""
    async with coached(tmp_path) as user, realtime_peer(_coach) as peer, _session(user, peer) as session:
        await _ask_for_a_program(session, peer)
        await user.until_halfway()
        await _ask_for_a_program(session, peer)
        assert _outputs(peer) == ["accepted", "already_running"]
        assert len(await user.jobs()) == 1
        assert peer.overlaps == 0


async def test_a_result_is_said_once(tmp_path: Path) -> None:
    """By an answer that nobody asked for, which calls nothing; the milestones before it are known, and not said."""
    async with coached(tmp_path) as user, realtime_peer(_coach) as peer, _session(user, peer) as session:
        await _ask_for_a_program(session, peer)
        await user.until_halfway()
        await wait_until(lambda: "6 of 12" in str(_notes(peer.items)), "a milestone is noted")
        asked = len(peer.asked)
        await user.until_done()
        await wait_until(lambda: bool(_news(peer)), "the result is said")
        assert peer.asked[asked:] == [{"tool_choice": "none"}]
        await session.send_message("Thanks.")
        await wait_until(lambda: len(peer.asked) == asked + 2, "the user is answered")
        await user.until_told()
        assert len(peer.asked) == asked + 2
        assert peer.overlaps == 0


async def test_a_result_is_not_said_over_the_user(tmp_path: Path) -> None:
    """It waits until they stop, and then comes with the answer to them: not by one of its own besides."""
    async with coached(tmp_path) as user, realtime_peer(_coach) as peer, _session(user, peer) as session:
        await _ask_for_a_program(session, peer)
        await user.until_halfway()
        asked = len(peer.asked)
        await peer.hear_the_user()
        await user.until_done()
        await wait_until(lambda: "News" in str(_notes(peer.items)), "the result is noted")
        await peer.round_trip()
        assert len(peer.asked) == asked
        await peer.hear_silence()
        await user.until_told()
        assert peer.asked[asked:] == [{}]
        assert len(_news(peer)) == 1


async def test_a_result_that_was_talked_over_is_said_again(tmp_path: Path) -> None:
    """With the answer to what they said; it is told when it was heard."""
    async with coached(tmp_path) as user, realtime_peer(_coach) as peer, _session(user, peer) as session:
        await _ask_for_a_program(session, peer)
        await user.until_halfway()
        asked = len(peer.asked)
        peer.goes_on.clear()
        await user.until_done()
        await wait_until(lambda: len(peer.asked) == asked + 1 and peer.has_begun, "the result is about to be said")
        await peer.hear_the_user()
        assert user.told_seq() == 0
        peer.goes_on.set()
        await peer.hear_silence()
        await user.until_told()
        assert peer.asked[asked:] == [{"tool_choice": "none"}, {}]
        assert len(_news(peer)) == 1


async def test_an_answer_that_begins_after_the_user_did_is_taken_back(tmp_path: Path) -> None:
    """It was on its way when they began; it would be said over them."""
    async with coached(tmp_path) as user, realtime_peer(_coach) as peer, _session(user, peer) as session:
        await _ask_for_a_program(session, peer)
        await user.until_halfway()
        asked = len(peer.asked)
        peer.begins.clear()
        peer.goes_on.clear()
        await user.until_done()
        await wait_until(lambda: len(peer.asked) == asked + 1, "the result is asked for")
        await peer.hear_the_user()
        peer.begins.set()
        await wait_until(lambda: peer.cancelled == 1, "it is taken back")
        peer.goes_on.set()
        await peer.hear_silence()
        await user.until_told()
        assert len(_news(peer)) == 1


async def test_a_closed_session_is_told_nothing_more(tmp_path: Path) -> None:
    """What was not heard in it stays untold, and nothing fails."""
    async with coached(tmp_path) as user, realtime_peer(_coach) as peer:
        async with _session(user, peer) as session:
            await _ask_for_a_program(session, peer)
            await user.until_halfway()
            await peer.hang_up()
            async for _ in session:
                pass
            await user.until_done()
            await user.until_followed()
        assert user.told_seq() == 0


async def test_the_example_talks_until_there_is_no_further_line(tmp_path: Path) -> None:
    """From the wish to the result."""
    shown: list[str] = []
    async with coached(tmp_path) as user, realtime_peer(_coach) as peer:
        await openai_coach.talk(user.toolbox, {"url": peer.url, "api_key": "none"}, user.typing(), shown.append)
    assert len([text for text in shown if "News" in text]) == 1
