"""Whatever comes, in whatever order and however late: every conversation goes on."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from voice_client.dialogue.classifying import ANSWERS, MAKING, NEWS
from voice_client.dialogue.facts import Answer, Call, News
from voice_client.dialogue.machine import Dialogue
from voice_client.dialogue.states import State

WISH = "180 cm, 80 kg, build muscle, 3 days a week for 12 weeks, beginner"
LINES = [WISH, "yes", "no", "cancel", "start over", "actually make it 5 weeks", "is it ready?", "make it harder", "hmm"]
JOBS = st.sampled_from(["j", "k"])
MADE = [*ANSWERS, "refused", "unreachable", "cancelled", "failed"]
OTHERS = ["completed", "failed", "in_progress", "cancelled", "cancelling", "none", "submitting", "refused", "listed"]


class Person:
    """A conversation, and the calls that it waits for: their wish is on its way, and the server away."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data
        self._dialogue = Dialogue()
        self._dialogue.begin()
        self._dialogue.hear(WISH)
        self._dialogue.hear("yes")
        self._dialogue.answered(Answer("generate_workout_program", {"status": "submitting"}))
        self._calls: list[str] = []
        self._late = ["generate_workout_program"]

    def goes_on(self) -> None:
        """One thing happens that can happen now."""
        is_submitting = self._dialogue.state is State.SUBMITTING
        ways = [self._answered] * bool(self._calls)
        ways += [] if is_submitting else [self._said, self._told, *[self._answered_late] * bool(self._late)]
        assert ways, "it waits for an answer to a call that it never made"
        self._data.draw(st.sampled_from(ways))()

    def _said(self) -> None:
        self._take(self._dialogue.hear(self._data.draw(st.sampled_from(LINES))))

    def _told(self) -> None:
        kind = self._data.draw(st.sampled_from(sorted(NEWS)))
        self._take(self._dialogue.told(News(kind, "News.", self._data.draw(JOBS), {"program_id": "p"})))

    def _answered(self) -> None:
        name = self._calls.pop(0)
        status = self._data.draw(st.sampled_from(MADE if name in MAKING else OTHERS))
        if status == "submitting":
            self._late.append(name)
        self._answer(name, status)

    def _answered_late(self) -> None:
        name = self._late.pop(0)
        statuses = [status for status in (MADE if name in MAKING else OTHERS) if status != "submitting"]
        self._answer(name, self._data.draw(st.sampled_from(statuses)))

    def _answer(self, name: str, status: str) -> None:
        asked = [{"parameter": "weight_kg", "code": "unconfirmed", "say": "Is that pounds?"}]
        output = {"status": status, "job_id": self._data.draw(JOBS), "seq": 3, "say": "It is so.", "errors": asked}
        self._take(self._dialogue.answered(Answer(name, output)))

    def _take(self, effects: tuple[Any, ...]) -> None:
        self._calls += [effect.name for effect in effects if isinstance(effect, Call)]


@settings(max_examples=150, deadline=None, report_multiple_bugs=False)
@given(st.data())
def test_no_order_of_events_ends_a_conversation_or_leaves_it_hanging(data: st.DataObject) -> None:
    """Late answers, news of other jobs and changes of mind meet every state, and none is left waiting for nothing."""
    person = Person(data)
    for _ in range(25):
        person.goes_on()
