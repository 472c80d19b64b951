"""What the agent says next, case by case."""

from collections.abc import Sequence

import pytest

from voice_client.realtime import effects as do
from voice_client.realtime import events as on
from voice_client.realtime.arbiter import Arbiter
from voice_client.realtime.effects import Create, Effect, Kind, Subject
from voice_client.realtime.events import Outcome
from voice_client.realtime.rules import MOVES, Floor, Move, Timing

END = on.News("job", 9, "the note", "It is there.")
RIDER = Subject("job", 9, "It is there.")


class Played:
    """An arbiter in a session, at time 0, to which things happen one by one."""

    def __init__(self, timing: Timing | None = None) -> None:
        self.arbiter = Arbiter(timing or Timing())
        self.now_s = 0.0
        self.happen(on.Connected())

    def happen(self, *events: on.Event, at_s: float | None = None) -> Sequence[Effect]:
        """What the last of them leads to, but for timers."""
        self.now_s = self.now_s if at_s is None else at_s
        effects: Sequence[Effect] = ()
        for event in events:
            effects = self.arbiter.handle(event, self.now_s)
        return [effect for effect in effects if not isinstance(effect, do.Wake)]

    def answer(self, ask: str, *calls: str, messages: int = 1) -> Sequence[Effect]:
        """A response begins and comes to its end, without audio."""
        said = tuple(f"item of {ask} {index}" for index in range(messages))
        begun = on.Created(f"response to {ask}", ask)
        return self.happen(begun, on.Done(begun.response_id, Outcome.COMPLETED, said, calls))


def test_a_turn_is_answered_at_once() -> None:
    """What the user said is answered without a pause."""
    assert Played().happen(on.UserBegan(), on.UserEnded(), on.TurnTaken()) == [Create("ask_1", Kind.TURN)]


def test_an_end_is_told_after_a_moment_of_silence() -> None:
    """The model knows it at once; it is said 1.2 s behind the last word, and noted as told once it was heard."""
    played = Played()
    played.happen(on.UserBegan(), on.UserEnded(), at_s=1.0)
    assert played.happen(END, at_s=1.5) == [do.InsertNote("the note")]
    assert played.happen(on.Tick(), at_s=2.19) == []
    assert played.happen(on.Tick(), at_s=2.2) == [Create("ask_1", Kind.ANNOUNCE, (RIDER,))]
    assert played.answer("ask_1") == [do.Announced("job", 9)]


def test_the_timer_is_set_to_the_gate() -> None:
    """Nobody has to ask again and again whether it is time."""
    arbiter = Arbiter()
    arbiter.handle(on.Connected(), 1.0)
    assert do.Wake(2.2) in arbiter.handle(END, 1.5)


def test_an_end_rides_in_the_answer_that_comes_first() -> None:
    """A user who speaks before it was told is answered first, with the end behind the answer."""
    played = Played()
    played.happen(END, on.UserBegan(), on.UserEnded())
    assert played.happen(on.TurnTaken()) == [Create("ask_1", Kind.TURN, (RIDER,))]
    assert played.answer("ask_1") == [do.Announced("job", 9)]


def test_an_end_that_was_not_heard_is_told_again() -> None:
    """A user who speaks into the first words of it hears it behind the next answer."""
    played = Played()
    played.happen(END)
    played.happen(on.Tick(), at_s=2.0)
    played.happen(on.Created("r", "ask_1"), on.Sounded("r"), on.Done("r", Outcome.COMPLETED, ("item",)))
    heard = (on.HeardOf("item", "r", 700, 1000),)
    assert played.happen(on.UserBegan(heard)) == [do.Truncate("item", 700)]
    played.happen(on.UserEnded())
    assert played.happen(on.TurnTaken()) == [Create("ask_2", Kind.TURN, (RIDER,))]


def test_an_end_that_was_mostly_heard_is_told() -> None:
    """Eight tenths of it are enough."""
    played = Played()
    played.happen(END)
    played.happen(on.Tick(), at_s=2.0)
    played.happen(on.Created("r", "ask_1"), on.Sounded("r"), on.Done("r", Outcome.COMPLETED, ("item",)))
    cut = on.UserBegan((on.HeardOf("item", "r", 800, 1000),))
    assert played.happen(cut) == [do.Truncate("item", 800), do.Announced("job", 9)]


def test_no_more_is_said_to_be_heard_than_has_come() -> None:
    """A player that rounds up makes no error of the API."""
    assert Played().happen(on.UserBegan((on.HeardOf("item", "r", 120, 100),))) == [do.Truncate("item", 100)]


def test_a_response_that_begins_while_the_user_speaks_is_not_heard() -> None:
    """It was on its way when the user began: it is cancelled, nothing of it plays, and it is owed again."""
    played = Played()
    played.happen(END)
    played.happen(on.Tick(), at_s=2.0)
    assert played.happen(on.UserBegan(), on.Created("r", "ask_1")) == [do.Cancel("r")]
    assert not played.arbiter.plays("r")
    assert played.happen(on.Done("r", Outcome.COMPLETED, ("item",))) == [do.Delete("item")]
    assert played.arbiter.owed.news == [RIDER]


def test_what_nobody_asked_for_is_not_heard() -> None:
    """A response that the API begins by itself is cancelled."""
    played = Played()
    assert played.happen(on.Created("r", None)) == [do.Cancel("r")]
    assert not played.arbiter.plays("r")


@pytest.mark.parametrize("release", [on.Done("other", Outcome.COMPLETED), on.Tick()], ids=["done", "watchdog"])
def test_a_conflict_is_tried_again(release: on.Event) -> None:
    """Behind the end of the other response, or after 3 s if that end has passed already."""
    played = Played()
    played.happen(on.TurnTaken())
    fault = on.Fault("conversation_already_has_active_response", "", "ask_1")
    assert played.happen(fault, on.Tick(), at_s=1.0) == []
    at_s = 4.0 if release == on.Tick() else 1.1
    assert played.happen(release, at_s=at_s) == [Create("ask_2", Kind.TURN)]


def test_failures_wait_longer_each_time() -> None:
    """A failed response is tried again after 1 s, then after 2 s; what there is of it is taken back."""
    played = Played()
    failed = on.Done("r", Outcome.FAILED, ("item",))
    assert played.happen(on.TurnTaken(), on.Created("r", "ask_1"), failed) == [do.Delete("item")]
    assert played.happen(on.Tick(), at_s=0.99) == []
    assert played.happen(on.Tick(), at_s=1.0) == [Create("ask_2", Kind.TURN)]
    played.happen(on.Fault("server_error", "", "ask_2"))
    assert played.happen(on.Tick(), at_s=2.99) == []
    assert played.happen(on.Tick(), at_s=3.0) == [Create("ask_3", Kind.TURN)]


@pytest.mark.parametrize(
    "event",
    [on.Fault("insufficient_quota", "pay"), on.Done("r", Outcome.FAILED, code="insufficient_quota")],
    ids=["error", "response"],
)
def test_what_no_try_can_mend_ends_it(event: on.Event) -> None:
    """Without quota nothing more is asked for, whatever happens."""
    played = Played()
    effects = played.happen(on.TurnTaken(), on.Created("r", "ask_1"), event)
    assert [type(effect) for effect in effects] == [do.Stop]
    assert played.happen(on.TurnTaken()) == []


def test_a_cancellation_that_comes_too_late_is_no_failure() -> None:
    """The answer that is on its way meanwhile goes on."""
    played = Played()
    played.happen(on.TurnTaken(), on.Fault("response_cancel_not_active", "", "cancel_1"), on.Created("r", "ask_1"))
    assert played.arbiter.plays("r")


def test_a_call_without_a_word_is_followed_by_one() -> None:
    """The output goes in once it is there; then the model says what it means."""
    played = Played()
    played.happen(on.TurnTaken())
    assert played.answer("ask_1", "call", messages=0) == []
    said = played.happen(on.OutputReady("call", "{}", is_news=False))
    assert said == [do.InsertOutput("call", "{}"), Create("ask_2", Kind.ACK)]


@pytest.mark.parametrize("is_news", [True, False])
def test_a_call_with_a_word_is_followed_by_news_only(is_news: bool) -> None:
    """Behind "one moment", that work has begun is not worth a sentence; that a question is open is."""
    played = Played()
    played.happen(on.TurnTaken())
    played.answer("ask_1", "call", messages=1)
    said = played.happen(on.OutputReady("call", "{}", is_news=is_news))
    assert said == [do.InsertOutput("call", "{}"), *([Create("ask_2", Kind.ACK)] if is_news else [])]


def test_a_turn_waits_for_the_outputs_and_covers_them() -> None:
    """A model that sees its call unanswered would call again."""
    played = Played()
    played.happen(on.TurnTaken())
    played.answer("ask_1", "call", messages=0)
    assert played.happen(on.UserBegan(), on.UserEnded(), on.TurnTaken()) == []
    said = played.happen(on.OutputReady("call", "{}", is_news=True))
    assert said == [do.InsertOutput("call", "{}"), Create("ask_2", Kind.TURN)]
    assert played.answer("ask_2") == []


def test_an_output_of_a_lost_session_is_told_in_words() -> None:
    """The new session does not know the call; the result goes in as a note."""
    played = Played()
    played.happen(on.TurnTaken())
    played.answer("ask_1", "call", messages=0)
    assert played.happen(on.Disconnected(), on.OutputReady("call", "{}", is_news=True)) == []
    note, ack = played.happen(on.Connected())
    assert isinstance(note, do.InsertNote)
    assert note.text.endswith("{}")
    assert ack == Create("ask_2", Kind.ACK)


def test_an_answer_that_was_cut_off_unheard_is_given_in_the_next_session() -> None:
    """The user has asked, and still waits."""
    played = Played()
    played.happen(on.TurnTaken(), on.Created("r", "ask_1"), on.Disconnected())
    assert played.happen(on.Connected()) == [Create("ask_2", Kind.TURN)]


def test_a_remark_is_the_latest_and_waits_for_a_long_silence() -> None:
    """It is said after 6 s, and no two within 30 s; what it replaces is not said."""
    played = Played()
    played.happen(on.Milestone("job", "note", "A quarter."), on.Milestone("job", "note", "Half."))
    assert played.happen(on.Tick(), at_s=5.9) == []
    assert played.happen(on.Tick(), at_s=6.0) == [Create("ask_1", Kind.REMARK, (Subject("job", 0, "Half."),))]
    assert played.answer("ask_1") == []
    played.happen(on.Milestone("job", "note", "Three quarters."))
    assert played.happen(on.Tick(), at_s=35.9) == []
    assert [type(effect) for effect in played.happen(on.Tick(), at_s=36.0)] == [Create]


def test_who_wants_quiet_gets_some() -> None:
    """An announcement that was hushed comes again, but not at once."""
    played = Played()
    played.happen(END)
    played.happen(on.Tick(), at_s=2.0)
    played.happen(on.Created("r", "ask_1"))
    assert played.happen(on.Hushed()) == [do.Cancel("r")]
    played.happen(on.Done("r", Outcome.CANCELLED))
    assert played.happen(on.Tick(), at_s=8.1) == []
    assert played.happen(on.Tick(), at_s=8.2) == [Create("ask_2", Kind.ANNOUNCE, (RIDER,))]


def test_an_old_session_is_left_when_nobody_notices() -> None:
    """After 50 minutes, once nothing is said or owed."""
    played = Played()
    played.happen(on.UserBegan())
    assert played.happen(on.Tick(), at_s=3000.0) == []
    assert played.happen(on.UserEnded()) == []
    assert played.happen(on.Tick(), at_s=3001.2) == [do.Rotate()]


def test_a_move_that_is_not_in_the_table_is_a_fault() -> None:
    """Nobody asks for a second response while the floor is taken."""
    assert not {(floor, Move.ASK) for floor in Floor} - {(Floor.FREE, Move.ASK)} & MOVES.keys()


def test_news_that_are_not_to_be_told_are_only_known() -> None:
    """A job that the user stopped is no news to the user; nothing more is said of it."""
    played = Played()
    silent = on.News("job", 9, "stopped", None)
    assert played.happen(silent) == [do.InsertNote("stopped")]
    assert played.happen(on.Milestone("job", "half", "Half."), at_s=60.0) == []


def test_an_item_of_which_nothing_was_heard_is_deleted() -> None:
    """The API truncates nothing to no length at all."""
    assert Played().happen(on.UserBegan((on.HeardOf("item", "r", 0, 100),))) == [do.Delete("item")]


@pytest.mark.parametrize("comes_first", [True, False])
def test_an_end_that_a_tool_tells_is_not_announced_as_well(comes_first: bool) -> None:
    """A user who asks whether it is ready, and hears that it is, has been told."""
    played = Played()
    played.happen(on.TurnTaken())
    played.answer("ask_1", "call", messages=0)
    output = on.OutputReady("call", "{}", is_news=True, tells=RIDER)
    said = played.happen(*((END, output) if comes_first else (output,)))
    assert said[-1] == Create("ask_2", Kind.ACK, (RIDER,))
    assert played.answer("ask_2") == [do.Announced("job", 9)]
    assert played.happen(END, on.Tick(), at_s=60.0) == []


def test_a_timer_that_runs_out_a_moment_early_is_set_again() -> None:
    """A loop with a coarse clock calls before the time; nothing else might happen for an hour."""
    arbiter = Arbiter()
    arbiter.handle(on.Connected(), 1.0)
    assert do.Wake(2.2) in arbiter.handle(END, 1.0)
    assert do.Wake(2.2) in arbiter.handle(on.Tick(), 2.19)


def test_what_was_asked_for_and_does_not_begin_is_asked_for_again() -> None:
    """An error that names no event may have been the answer; the agent does not fall silent for ever."""
    timing = Timing()
    arbiter = Arbiter(timing)
    arbiter.handle(on.Connected(), 0.0)
    assert do.Wake(timing.begin_s) in arbiter.handle(on.TurnTaken(), 0.0)
    assert arbiter.handle(on.Fault("server_error", "", None), 1.0) == []
    arbiter.handle(on.Tick(), timing.begin_s)
    assert Create("ask_2", Kind.TURN) in arbiter.handle(on.Tick(), timing.begin_s + timing.retry_s)
    late = arbiter.handle(on.Created("late", "ask_1"), timing.begin_s + timing.retry_s)
    assert do.Cancel("late") in late
    assert not arbiter.plays("late")


def test_who_holds_the_key_goes_on_speaking_in_the_next_session() -> None:
    """Nothing is announced into a turn that only a key can end."""
    played = Played()
    played.happen(on.UserBegan(), on.Disconnected(is_turn_by_key=True), on.Connected(), END)
    assert played.happen(on.Tick(), at_s=60.0) == []
    played.happen(on.UserEnded())
    assert played.happen(on.Tick(), at_s=62.0) == [Create("ask_1", Kind.ANNOUNCE, (RIDER,))]
