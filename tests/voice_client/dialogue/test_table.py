"""The conversation's state machine, as its table has it."""

import pytest

from voice_client.dialogue.classifying import ANSWERS, MAKING, input_of_answer
from voice_client.dialogue.facts import Answer, End, News, Say
from voice_client.dialogue.machine import Dialogue, IllegalInput
from voice_client.dialogue.states import BY_WEIGHT, Input, State
from voice_client.dialogue.table import TABLE
from voice_client.dialogue.understanding import Signal

SPEAKING = [state for state in State if state not in {State.SUBMITTING, State.ENDED}]


@pytest.mark.parametrize("state", SPEAKING)
@pytest.mark.parametrize("signal", Signal)
def test_every_signal_can_come_whenever_somebody_can_speak(state: State, signal: Signal) -> None:
    """Nothing that a person can say is without an answer."""
    assert Input(signal.value) in TABLE[state]
    assert Input.NOTHING in TABLE[state]


@pytest.mark.parametrize("state", [state for state in State if state not in {State.ANEW, State.ENDED}])
@pytest.mark.parametrize("came", [Input.ASIDE, Input.ANSWERED, Input.REPEAT])
def test_what_is_beside_the_point_changes_no_state(state: State, came: Input) -> None:
    """News of another job, an answer to a question, a sentence said again: all goes on as it was."""
    assert TABLE[state][came][1] is state


@pytest.mark.parametrize("state", SPEAKING)
@pytest.mark.parametrize("status", [status for status, came in ANSWERS.items() if came is not Input.SUBMITTED])
@pytest.mark.parametrize("tool", sorted(MAKING))
def test_an_answer_that_comes_late_can_come_whenever_somebody_can_speak(state: State, status: str, tool: str) -> None:
    """The server was away, and the conversation has gone on meanwhile."""
    assert input_of_answer(Answer(tool, {"status": status})) in TABLE[state]
    assert input_of_answer(Answer(tool, {"status": "refused"})) in TABLE[state]


def test_every_signal_has_its_weight() -> None:
    """Of two signals in a sentence it is known which counts."""
    assert set(BY_WEIGHT) == set(Signal)


def test_nothing_follows_the_end() -> None:
    """Who speaks to an ended conversation is told that it is their fault, and nothing changes."""
    dialogue = Dialogue()
    assert isinstance(dialogue.hear("bye")[-1], End)
    facts = dialogue.facts
    with pytest.raises(IllegalInput) as error:
        dialogue.hear("hello?")
    assert str(error.value) == "greeting cannot come while ended"
    assert dialogue.facts is facts
    assert dialogue.state is State.ENDED


def test_an_answer_without_a_call_is_illegal() -> None:
    """A tool that nobody called cannot answer, and the state stays."""
    dialogue = Dialogue()
    with pytest.raises(IllegalInput) as error:
        dialogue.answered(Answer("generate_workout_program", {"status": "submitting"}))
    assert str(error.value) == "submitted cannot come while collecting"
    assert dialogue.state is State.COLLECTING


def test_news_of_another_job_is_told_and_changes_nothing() -> None:
    """A program of an earlier conversation is announced in the middle of this one."""
    dialogue = Dialogue()
    dialogue.begin()
    effects = dialogue.told(News("completed", "Twelve weeks of strength.", "another"))
    assert effects == (Say("Twelve weeks of strength."),)
    assert dialogue.state is State.COLLECTING
