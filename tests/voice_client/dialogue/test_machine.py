"""A conversation as its machine holds it, without a server: what is said, and when a tool is called."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_client.dialogue.facts import Answer, Call, Effect, News, Say
from voice_client.dialogue.machine import Dialogue
from voice_client.dialogue.states import State

WISH = "180 cm, 80 kg, build muscle, 3 days a week for 12 weeks, beginner"
ACCEPTED = Answer("generate_workout_program", {"status": "accepted", "job_id": "j", "say": "I have started."})
DONE = News("completed", "Your program is ready.", "j", {"program_id": "p"})


def _said(effects: tuple[Effect, ...]) -> str:
    return " ".join(effect.text for effect in effects if isinstance(effect, Say))


def _calls(effects: tuple[Effect, ...]) -> list[Call]:
    return [effect for effect in effects if isinstance(effect, Call)]


def _confirming() -> Dialogue:
    dialogue = Dialogue()
    dialogue.begin()
    dialogue.hear(WISH)
    assert dialogue.state is State.CONFIRMING
    return dialogue


def _waiting() -> Dialogue:
    dialogue = _confirming()
    dialogue.hear("yes")
    dialogue.answered(ACCEPTED)
    assert dialogue.state is State.WAITING
    return dialogue


def test_one_thing_is_asked_for_at_a_time() -> None:
    """Each question is for the first of what is missing, and nothing is asked that was told."""
    dialogue = Dialogue()
    assert _said(dialogue.begin()).endswith("What would you like to reach?")
    assert _said(dialogue.hear("lose weight, 3 days a week")) == "How tall are you?"
    assert _said(dialogue.hear("5'7")) == "How much do you weigh, in kilos or pounds?"
    assert _said(dialogue.hear("180 pounds")) == "For how many weeks should it run?"
    assert _said(dialogue.hear("ten")) == "Are you new to training, in between, or advanced?"
    said = _said(dialogue.hear("pretty new"))
    assert "5 foot 7 and weigh 180 pounds" in said
    assert "to lose fat, 3 days a week for 10 weeks, for a beginner" in said


@pytest.mark.parametrize("yes", ["yes", "Yep!", "ok", "sure thing", "go for it", "sounds good to me", "great, do it"])
def test_a_yes_starts_the_work_once(yes: str) -> None:
    """However it is said, it is one call, with all that was told."""
    (call,) = _calls(_confirming().hear(yes))
    assert call.name == "generate_workout_program"
    assert call.arguments == {
        "height_cm": 180.0,
        "weight_kg": 80.0,
        "goal_raw": "build muscle",
        "days_per_week": 3,
        "duration_weeks": 12,
        "fitness_level": "beginner",
        "goal_category": "hypertrophy",
        "units": "metric",
    }


@pytest.mark.parametrize("word", ["hmm", "haha", "what?", "hello", "no", "wait a second", "why?", "thanks"])
def test_what_is_no_yes_starts_nothing(word: str) -> None:
    """A sound, a question or a no leaves the wish as it is, and is answered."""
    dialogue = _confirming()
    effects = dialogue.hear(word)
    assert _calls(effects) == []
    assert _said(effects)
    assert dialogue.state is State.CONFIRMING


@pytest.mark.parametrize(
    "word",
    ["OK", "ok cool", "thanks", "Thank you so much!", "hmm", "lol", "great", "take your time", "yes", "wow", "hi"],
)
def test_who_waits_gets_a_short_word_and_no_call(word: str) -> None:
    """What wants nothing is acknowledged."""
    dialogue = _waiting()
    effects = dialogue.hear(word)
    assert _calls(effects) == []
    assert 0 < len(_said(effects)) < 40
    assert dialogue.state is State.WAITING


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("is it ready?", "get_program_status"),
        ("how far are you", "get_program_status"),
        ("cancel it", "cancel_program"),
        ("forget it", "cancel_program"),
        ("which programs do I have", "list_programs"),
    ],
)
def test_questions_about_the_work_are_asked_of_the_server(said: str, tool: str) -> None:
    """What is not known here is looked up."""
    assert [call.name for call in _calls(_waiting().hear(said))] == [tool]


def test_a_new_wish_while_one_is_made_is_decided_on() -> None:
    """Nothing is dropped without a yes, and a no leaves all as it was."""
    dialogue = _waiting()
    assert "Shall I stop" in _said(dialogue.hear("make it 4 days instead"))
    assert _calls(dialogue.hear("no, leave it")) == []
    assert dialogue.state is State.WAITING
    dialogue.hear("make it 4 days instead")
    (call,) = _calls(dialogue.hear("yes"))
    assert call.arguments["days_per_week"] == 4
    assert call.arguments["replace"] is True


def test_starting_over_while_one_is_made_asks_first() -> None:
    """The program that is being made is stopped only after a yes."""
    dialogue = _waiting()
    assert _calls(dialogue.hear("let's start over")) == []
    effects = dialogue.hear("yes")
    assert [call.name for call in _calls(effects)] == ["cancel_program"]
    assert _said(effects) == "What would you like to reach?"


def test_a_conflict_that_the_server_finds_is_decided_on() -> None:
    """What is being made elsewhere is dropped for this only after a yes."""
    dialogue = _confirming()
    dialogue.hear("yes")
    asks = {"status": "needs_confirmation", "job_id": "k", "say": "Shall I stop that and do this instead?"}
    assert _said(dialogue.answered(Answer("generate_workout_program", asks))) == asks["say"]
    (call,) = _calls(dialogue.hear("yes please"))
    assert call.arguments["replace"] is True


def test_a_field_that_the_server_asks_about_is_confirmed_by_a_yes() -> None:
    """The figure that looked like a mistake goes out again as it is, marked as confirmed."""
    dialogue = _confirming()
    dialogue.hear("yes")
    error = {"parameter": "weight_kg", "code": "unconfirmed", "say": "Is your weight 80 kilograms?"}
    answer = {"status": "needs_details", "say": error["say"], "errors": [error]}
    assert _said(dialogue.answered(Answer("generate_workout_program", answer))) == error["say"]
    (call,) = _calls(dialogue.hear("yes it is"))
    assert call.arguments["confirmed"] == ["weight_kg"]


def test_a_field_that_is_not_accepted_is_asked_for() -> None:
    """The new value goes out at once: the rest was confirmed."""
    dialogue = _confirming()
    dialogue.hear("yes")
    error = {"parameter": "duration_weeks", "code": "not_accepted", "say": "For how many weeks?"}
    dialogue.answered(Answer("generate_workout_program", {"status": "needs_details", "errors": [error]}))
    (call,) = _calls(dialogue.hear("8"))
    assert call.arguments["duration_weeks"] == 8


def test_a_goal_that_is_not_planned_is_offered_another() -> None:
    """A yes to general fitness is that, whatever the words of the goal were."""
    dialogue = _confirming()
    dialogue.hear("yes")
    error = {"parameter": "goal_category", "code": "not_accepted", "say": "Shall I plan for general fitness?"}
    dialogue.answered(Answer("generate_workout_program", {"status": "needs_details", "errors": [error]}))
    (call,) = _calls(dialogue.hear("ok"))
    assert call.arguments["goal_category"] == "general_fitness"


def test_a_change_is_told_in_the_persons_words() -> None:
    """An answer to a question about a change goes out behind what it is about."""
    dialogue = _waiting()
    dialogue.told(DONE)
    (call,) = _calls(dialogue.hear("Swap the squats"))
    assert call == Call("revise_workout_program", {"change": "Swap the squats", "program_id": "p"})
    asks = {"status": "needs_details", "errors": [{"parameter": "change", "code": "not_accepted", "say": "For what?"}]}
    assert _said(dialogue.answered(Answer("revise_workout_program", asks))) == "For what?"
    (call,) = _calls(dialogue.hear("the leg press"))
    assert call.arguments["change"] == "Swap the squats. the leg press"


def test_what_failed_is_tried_again_on_a_yes() -> None:
    """The same call, once more."""
    dialogue = _waiting()
    assert _said(dialogue.told(News("failed", "Something broke.", "j"))) == "Something broke. Shall I try again?"
    assert [call.name for call in _calls(dialogue.hear("yes"))] == ["generate_workout_program"]


LINES = (
    *("yes", "no", "ok", "hmm", "start over", "cancel", "5'7", "190", WISH, "make it 4 days", "three or four days"),
    *("what?", "you decide", "is it ready", "swap the squats", "blue bananas", "help", "thanks", "new one"),
)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(LINES), max_size=12), st.booleans())
def test_nothing_is_left_without_an_answer(lines: list[str], is_done: bool) -> None:
    """In whichever order people speak, each sentence is answered or calls a tool, and none breaks the conversation."""
    dialogue = Dialogue()
    dialogue.begin()
    for line in lines:
        effects = dialogue.hear(line)
        assert effects, line
        if dialogue.state is State.SUBMITTING:
            (call,) = _calls(effects)
            dialogue.answered(Answer(call.name, ACCEPTED.output))
            if is_done:
                dialogue.told(DONE)


def test_work_that_begins_late_is_the_work_that_is_being_decided_on() -> None:
    """A user who changes their mind before the server has answered hears that it has begun, and still decides."""
    dialogue = _confirming()
    dialogue.hear("yes")
    dialogue.answered(Answer("generate_workout_program", {"status": "submitting", "say": "I am passing that on."}))
    dialogue.hear("actually make it 5 weeks")
    assert _said(dialogue.answered(ACCEPTED)) == "I have started."
    begun = dialogue.state
    assert _said(dialogue.told(DONE)).startswith("Your program is ready.")
    assert (begun, dialogue.state) == (State.DECIDING, State.FINISHED)


def test_who_keeps_the_work_can_try_it_again_when_it_fails() -> None:
    """That another was thought of for a moment does not make it forgotten."""
    dialogue = _waiting()
    dialogue.hear("let us start over")
    dialogue.hear("no")
    dialogue.told(News("failed", "I am sorry.", "j"))
    (call,) = _calls(dialogue.hear("yes"))
    assert (call.name, call.arguments["duration_weeks"]) == ("generate_workout_program", 12)


@pytest.mark.parametrize(
    ("status", "say", "then"),
    [("completed", "Your program is ready.", State.FINISHED), ("failed", "I am sorry.", State.RETRYING)],
)
def test_an_answer_that_tells_the_end_is_the_end(status: str, say: str, then: State) -> None:
    """Who asks whether it is ready, and hears it, is where the news would have brought them."""
    dialogue = _waiting()
    dialogue.hear("is it ready?")
    output = {"status": status, "job_id": "j", "seq": 9, "say": say, "program": {"program_id": "p"}}
    assert _said(dialogue.answered(Answer("get_program_status", output))).startswith(say)
    assert dialogue.state is then
