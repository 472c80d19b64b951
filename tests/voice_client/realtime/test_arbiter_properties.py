"""Whatever happens, in whatever order: one response at a time, no word over the user, each end told once.

The model's API is a few lines here: two queues with an order of their own, one response at a time, and a detector of
speech that breaks responses off. Hypothesis decides who is slow.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from voice_client.manners import BEGINS_WITHIN_S
from voice_client.realtime import effects as do
from voice_client.realtime import events as on
from voice_client.realtime.arbiter import Arbiter
from voice_client.realtime.effects import Kind
from voice_client.realtime.events import Outcome
from voice_client.realtime.rules import GATES, MOSTLY_HEARD, Floor

SHARES = st.sampled_from([0, 50, 90])
"""Of what came, in percent, was heard when the speaker was stopped."""
ENDINGS = [Outcome.COMPLETED, Outcome.COMPLETED, Outcome.COMPLETED, *Outcome]


@dataclass(frozen=True)
class Sound:
    """Audio of a response is on its way."""

    response_id: str


@dataclass
class Active:
    """The response that the API is making."""

    response_id: str
    ask_id: str | None


class Conversation(RuleBasedStateMachine):
    """An arbiter, its device, and the API at the other end of a slow line."""

    def __init__(self) -> None:
        super().__init__()
        self.arbiter = Arbiter()
        self.now_s = 0.0
        self.quiet_since_s = 0.0
        self.up: deque[do.Effect] = deque()
        self.down: deque[on.Event | Sound] = deque()
        self.active: Active | None = None
        self.user_speaks = False
        self.speaker: dict[str, bool] = {}
        """Responses with audio that is not played to its end → whether all of it has come."""
        self.unanswered: dict[str, float] = {}
        """What was asked for, and when."""
        self.outdated: set[str] = set()
        """Asked for before the user said something more."""
        self.riders: dict[str, list[str]] = {}
        """What was asked for → the jobs to be mentioned in it."""
        self.asks: dict[str, str] = {}
        self.said: set[str] = set()
        """Jobs in a response that came to its end, and that was heard."""
        self.calls: list[str] = []
        self.lost_calls: list[str] = []
        self.soundless: list[str] = []
        """Responses without audio that ended while others were heard."""
        self.is_whole: dict[str, bool] = {}
        """Response → it came to its end, with something said."""
        self.jobs: dict[str, bool] = {}
        self.told: list[str] = []
        self.count = 0

    # What the arbiter wants

    def tell(self, event: on.Event) -> None:
        for effect in self.arbiter.handle(event, self.now_s):
            self.perform(effect)

    def perform(self, effect: do.Effect) -> None:
        match effect:
            case do.Create(ask_id, kind, subjects):
                is_lost = all(self.now_s - at_s >= BEGINS_WITHIN_S for at_s in self.unanswered.values())
                assert is_lost, "a second response is asked for before the first has begun"
                assert not self.arbiter.user_speaks, "it wants to speak while the user does"
                assert not self.calls, "it wants to speak while the model waits for an output"
                if kind in (Kind.ANNOUNCE, Kind.REMARK):
                    assert not self.speaker, "it wants to speak of a job while it is still speaking"
                    assert self.now_s - self.quiet_since_s >= GATES[kind].silence_s
                self.unanswered[ask_id] = self.now_s
                self.riders[ask_id] = [str(subject.job_id) for subject in subjects if kind is not Kind.REMARK]
                self.up.append(effect)
            case do.Announced(str() as job_id):
                assert job_id in self.said
                assert job_id not in self.told
                self.told.append(job_id)
            case do.Rotate():
                self.cut()
            case do.InsertOutput() | do.Cancel():
                self.up.append(effect)

    # The API

    def new_id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"

    def begin(self, ask_id: str | None) -> None:
        self.active = Active(self.new_id("response"), ask_id)
        self.down.append(on.Created(self.active.response_id, ask_id))

    def end(self, outcome: Outcome, messages: int = 0, calls: int = 0) -> None:
        assert self.active is not None
        called = tuple(self.new_id("call") for _ in range(calls))
        said = tuple(self.new_id("item") for _ in range(messages))
        self.down.append(on.Done(self.active.response_id, outcome, said, called))
        self.active = None

    def the_api_hears(self) -> None:
        match self.up.popleft():
            case do.Create(ask_id):
                if self.active is None:
                    self.begin(ask_id)
                else:
                    self.down.append(on.Fault("conversation_already_has_active_response", "", ask_id))
            case do.Cancel(response_id):
                if self.active is not None and self.active.response_id == response_id:
                    self.end(Outcome.CANCELLED)
                else:
                    self.down.append(on.Fault("response_cancel_not_active", ""))

    @precondition(lambda self: self.active is not None)
    @rule()
    def the_api_speaks(self) -> None:
        assert self.active is not None
        self.down.append(Sound(self.active.response_id))

    @precondition(lambda self: self.active is not None)
    @rule(outcome=st.sampled_from(ENDINGS), messages=st.sampled_from([1, 1, 0]), calls=st.sampled_from([0, 0, 1, 2]))
    def a_response_ends(self, outcome: Outcome, messages: int, calls: int) -> None:
        self.end(outcome, messages, calls if outcome is Outcome.COMPLETED else 0)

    @precondition(lambda self: self.active is None and self.arbiter.is_connected)
    @rule()
    def the_api_begins_by_itself(self) -> None:
        self.begin(None)

    @precondition(lambda self: self.up and isinstance(self.up[0], do.Create))
    @rule()
    def the_api_refuses(self) -> None:
        create = self.up.popleft()
        assert isinstance(create, do.Create)
        self.down.append(on.Fault("server_error", "", create.ask_id))

    @precondition(lambda self: not self.user_speaks and self.arbiter.is_connected)
    @rule()
    def the_user_begins(self) -> None:
        self.user_speaks = True
        self.down.append(on.UserBegan())
        if self.active is not None:
            self.end(Outcome.CANCELLED)

    @precondition(lambda self: self.user_speaks)
    @rule()
    def the_user_ends(self) -> None:
        self.user_speaks = False
        self.down.extend([on.UserEnded(), on.TurnTaken()])

    # The line to the client

    @precondition(lambda self: self.up or self.down)
    @rule(up=st.integers(0, 3), down=st.integers(0, 3), heard=SHARES)
    def the_line_moves(self, up: int, down: int, heard: int) -> None:
        for _ in range(min(up, len(self.up))):
            self.the_api_hears()
        for _ in range(down):
            if self.down:
                self.the_client_hears(heard)

    def the_client_hears(self, heard: int) -> None:
        event = self.down.popleft()
        match event:
            case Sound(response_id):
                if self.arbiter.plays(response_id):
                    assert not self.arbiter.user_speaks, "it plays over the user"
                    assert self.asks[response_id] not in self.outdated, "it plays what the user has spoken past"
                    self.speaker.setdefault(response_id, False)
                    self.tell(on.Sounded(response_id))
                return
            case on.UserBegan():
                event = on.UserBegan(self.stop_speaker(heard))
                self.outdated |= self.unanswered.keys()
            case on.Created(response_id, ask_id):
                self.unanswered.pop(ask_id or "", None)
                self.asks[response_id] = ask_id or ""
            case on.Fault(_, _, ask_id):
                self.unanswered.pop(ask_id or "", None)
            case on.Done():
                self.hears_the_end(event)
        if isinstance(event, on.UserBegan | on.UserEnded | on.TurnTaken | on.Done):
            self.quiet_since_s = self.now_s
        self.tell(event)

    def hears_the_end(self, event: on.Done) -> None:
        self.calls += event.calls
        self.is_whole[event.response_id] = event.outcome is Outcome.COMPLETED and bool(event.messages)
        if event.response_id in self.speaker:
            self.speaker[event.response_id] = True
        elif self.speaker:
            self.soundless.append(event.response_id)
        else:
            self.were_heard([event.response_id])

    def were_heard(self, response_ids: Iterable[str]) -> None:
        for response_id in [*response_ids, *self.soundless]:
            if self.is_whole.get(response_id):
                self.said |= set(self.riders.get(self.asks[response_id], ()))
        self.soundless.clear()

    def stop_speaker(self, heard: int) -> tuple[on.HeardOf, ...]:
        self.were_heard(self.speaker if heard >= 100 * MOSTLY_HEARD else ())
        cut = tuple(on.HeardOf(f"of {each}", each, heard, 100) for each in self.speaker)
        self.speaker.clear()
        return cut

    @rule(heard=SHARES)
    def the_user_presses_for_quiet(self, heard: int) -> None:
        self.outdated |= self.unanswered.keys()
        self.tell(on.Hushed(self.stop_speaker(heard)))

    @precondition(lambda self: self.speaker and all(self.speaker.values()))
    @rule()
    def all_is_played(self) -> None:
        self.were_heard(self.speaker)
        self.speaker.clear()
        self.quiet_since_s = self.now_s
        self.tell(on.Drained())

    @initialize()
    def connect_first(self) -> None:
        self.connect()

    @precondition(lambda self: not self.arbiter.is_connected)
    @rule()
    def connect(self) -> None:
        self.tell(on.Connected())

    @precondition(lambda self: self.arbiter.is_connected)
    @rule()
    def cut(self) -> None:
        self.up.clear()
        self.down.clear()
        self.active, self.user_speaks = None, False
        self.unanswered.clear()
        self.lost_calls += self.calls
        self.calls.clear()
        self.speaker = dict.fromkeys(self.speaker, True)
        self.tell(on.Disconnected())

    # Tools, jobs, time

    @precondition(lambda self: self.calls or self.lost_calls)
    @rule(is_news=st.booleans())
    def a_tool_answers(self, is_news: bool) -> None:
        call_id = (self.lost_calls or self.calls).pop(0)
        self.tell(on.OutputReady(call_id, "{}", is_news))

    @rule()
    def a_job_begins(self) -> None:
        self.jobs[self.new_id("job")] = False

    @precondition(lambda self: not all(self.jobs.values()))
    @rule()
    def a_job_comes_further(self) -> None:
        job_id = next(job_id for job_id, is_over in self.jobs.items() if not is_over)
        self.tell(on.Milestone(job_id, "half of it is there", "Half of it is there."))

    @precondition(lambda self: self.jobs)
    @rule()
    def a_job_ends(self) -> None:
        """Also again: whoever delivers it may do so twice."""
        job_id = next((job_id for job_id, is_over in self.jobs.items() if not is_over), next(iter(self.jobs)))
        self.jobs[job_id] = True
        self.tell(on.News(job_id, 9, "it is there", "It is there."))

    @rule(seconds=st.sampled_from([0.1, 1.2, 7.0, 40.0]))
    def time_passes(self, seconds: float) -> None:
        self.now_s += seconds
        self.tell(on.Tick())

    def teardown(self) -> None:
        """Left alone, with an API that works, it says all that it owes."""
        if not self.arbiter.is_connected:
            self.connect()
        for _ in range(6 * (len(self.jobs) + 3)):
            if self.user_speaks:
                self.the_user_ends()
            while self.up or self.down:
                if self.up:
                    self.the_api_hears()
                if self.down:
                    self.the_client_hears(100)
            while self.calls or self.lost_calls:
                self.a_tool_answers(is_news=False)
            if self.active is not None and not self.up:
                self.the_api_speaks()
                self.end(Outcome.COMPLETED, messages=1)
            elif self.speaker and all(self.speaker.values()):
                self.all_is_played()
            else:
                self.time_passes(40.0)
        assert sorted(self.told) == sorted(job_id for job_id, is_over in self.jobs.items() if is_over)
        assert self.arbiter.is_idle
        assert self.arbiter.floor is Floor.FREE


Conversation.TestCase.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
TestConversation = Conversation.TestCase
