"""Who speaks when: the one that decides on every ``response.create``. Pure; its tables are in `rules`.

Events in, effects out. The agent has one floor, taken from the moment in which a response is asked for. What it owes
comes in the order of `Kind`: an answer to the user before the word that work has begun, that before the word that it
is done. News of a job ride in the user's next answer if that comes first. They are told when a completed response
with them was heard, and only then; everything else puts them back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from math import inf
from typing import Any

from voice_client.realtime import effects as do
from voice_client.realtime import events as on
from voice_client.realtime.effects import Create, Effect, Kind, Subject
from voice_client.realtime.events import Outcome
from voice_client.realtime.owed import Owed
from voice_client.realtime.pauses import Pauses
from voice_client.realtime.response import Response, cut_of
from voice_client.realtime.rules import ENDS, FAULTS, LOST, MOVES, UNHEARD, Floor, Move, Reaction, Timing


@dataclass(slots=True)
class Arbiter:
    """The state of one conversation; it outlives sessions.

    Attributes:
        is_drained: the speaker has played all it had.
    """

    timing: Timing = field(default_factory=Timing)
    floor: Floor = Floor.FREE
    owed: Owed = field(default_factory=Owed)
    user_speaks: bool = False
    is_drained: bool = True
    is_connected: bool = False
    _response: Response | None = None
    _playing: list[Response] = field(default_factory=list)
    _calls: dict[str, frozenset[str | None] | None] = field(default_factory=dict)
    """Calls of this session without an output → the jobs that were told of along with them; None: nothing was said."""
    _lost_calls: set[str] = field(default_factory=set)
    _kept: list[Effect] = field(default_factory=list)
    """What waits for the next session."""
    _pauses: Pauses = field(init=False)
    _connected_at_s: float = 0.0
    _is_stopped: bool = False
    _ids: "count[int]" = field(default_factory=lambda: count(1))
    _reactions: Mapping[type[on.Event], Callable[[Any, float], Sequence[Effect]]] = field(init=False)

    def __post_init__(self) -> None:
        self._pauses = Pauses(self.timing)
        self._reactions = {
            on.Connected: self._connected,
            on.Disconnected: self._disconnected,
            on.UserBegan: self._began,
            on.Hushed: self._hushed,
            on.UserEnded: self._user_ended,
            on.TurnTaken: self._turn_taken,
            on.Created: self._created,
            on.Done: self._done,
            on.Sounded: self._sounded,
            on.Drained: self._drained,
            on.OutputReady: self._answered,
            on.Milestone: self._came_further,
            on.News: self._news,
            on.Fault: self._fault,
            on.Tick: lambda _, __: self._pauses.woken(),
        }

    def plays(self, response_id: str) -> bool:
        """Whether what comes of a response is to be heard."""
        return self.floor is Floor.TAKEN and self._response is not None and self._response.response_id == response_id

    def opens_at_s(self, kind: Kind) -> float:
        """When a kind of speech may begin if nothing else happens; infinite: not before something does."""
        return self._pauses.opens_at_s(kind, is_drained=self.is_drained)

    @property
    def is_idle(self) -> bool:
        """Nothing is said, owed or awaited."""
        is_quiet = self.floor is Floor.FREE and self.is_drained and not self.user_speaks
        return is_quiet and not self._calls and self.owed.first() in (None, Kind.REMARK)

    def handle(self, event: on.Event, now_s: float) -> Sequence[Effect]:
        """Something happened. Returns what to do, in this order."""
        if self._is_stopped:
            return ()
        effects = list(self._reactions[type(event)](event, now_s))
        self._is_stopped = any(isinstance(effect, do.Stop) for effect in effects)
        return effects if self._is_stopped else [*effects, *self._proceed(now_s)]

    def _connected(self, _: on.Connected, now_s: float) -> Sequence[Effect]:
        self.is_connected, self._connected_at_s = True, now_s
        self._pauses.heard_until(now_s)
        kept, self._kept = self._kept, []
        return kept

    def _disconnected(self, event: on.Disconnected, _: float) -> Sequence[Effect]:
        """What was asked for and not heard is owed again; the calls of this session can have no output any more."""
        self.is_connected, self.user_speaks = False, self.user_speaks and event.is_turn_by_key
        response, self._response = self._response, None
        self._move(Move.CUT)
        if response is not None:
            self.owed.put_back(response.asked, LOST if response.has_sounded else UNHEARD)
        self._lost_calls |= self._calls.keys()
        self._calls.clear()
        return ()

    # The floor

    def _move(self, move: Move) -> None:
        self.floor = MOVES[self.floor, move]

    def _created(self, event: on.Created, _: float) -> Sequence[Effect]:
        response = self._response
        if self.floor is Floor.ASKED and response is not None and response.is_asked_by(event.ask_id):
            response.response_id = event.response_id
            self._move(Move.BEGIN_UNHEARD if response.is_unheard else Move.BEGIN)
            return [do.Cancel(event.response_id)] if response.is_unheard else ()
        if self.floor is Floor.FREE:
            self._response = Response(None, event.response_id, is_unheard=True)
            self._move(Move.BEGIN_UNHEARD)
        return [do.Cancel(event.response_id)]

    def _done(self, event: on.Done, now_s: float) -> Sequence[Effect]:
        self._pauses.heard_until(now_s)
        if self.floor is Floor.BLOCKED:
            self._move(Move.END)
            self._pauses.held_until_s = now_s
        response = self._response
        is_current = response is not None and response.response_id == event.response_id
        was_heard = is_current and self.floor is Floor.TAKEN
        said = response.said() if response is not None and was_heard and event.messages else None
        self._calls |= dict.fromkeys(event.calls, said)
        if response is None or not is_current:
            return ()
        self._response = None
        self._move(Move.END)
        if FAULTS.get(event.code or "") is Reaction.STOP:
            return [do.Stop(event.code or "", "the response failed")]
        if was_heard:
            return self._ended(response, event, now_s)
        # It may have been faster than its cancellation: nothing of it counts, whatever the API says of it.
        self.owed.put_back(response.asked, UNHEARD if response.is_unheard else ENDS[Outcome.CANCELLED])
        return [do.Delete(item_id) for item_id in event.messages if item_id not in response.cut]

    def _ended(self, response: Response, event: on.Done, now_s: float) -> Sequence[Effect]:
        assert response.asked is not None  # noqa: S101 - what nobody asked for is always cut
        end = ENDS[event.outcome]
        if end.counts and event.messages:
            self._pauses.succeeded()
            self._playing.append(response)
            return self._tell() if self.is_drained else ()
        if end.is_failure or (response.asked.kind is Kind.ANNOUNCE and not event.messages):
            self._pauses.failed(now_s)
        self.owed.put_back(response.asked, end)
        # What is left of a failed one would look to the model as if it had answered.
        return [do.Delete(item_id) for item_id in event.messages] if event.outcome is Outcome.FAILED else ()

    def _fault(self, event: on.Fault, now_s: float) -> Sequence[Effect]:
        reaction = FAULTS.get(event.code, Reaction.RETRY)
        if reaction is Reaction.STOP:
            return [do.Stop(event.code, event.message)]
        response = self._response
        is_answer = self.floor is Floor.ASKED and response is not None and response.is_asked_by(event.event_id)
        if is_answer and reaction is not Reaction.IGNORE:
            self._take_back(Move.CONFLICT if reaction is Reaction.WAIT else Move.REFUSE, now_s)
        return ()

    def _take_back(self, move: Move, now_s: float) -> None:
        """What was asked for does not begin."""
        response, self._response = self._response, None
        if response is not None:
            self.owed.put_back(response.asked, UNHEARD)
        self._move(move)
        if move is Move.CONFLICT:
            self._pauses.held_until_s = now_s + self.timing.watchdog_s
        else:
            self._pauses.failed(now_s)

    # Speaker and user

    def _began(self, event: on.UserBegan, _: float) -> Sequence[Effect]:
        self.user_speaks = True
        return self._interrupt(event.heard)

    def _hushed(self, event: on.Hushed, now_s: float) -> Sequence[Effect]:
        self._pauses.heard_until(now_s + self.timing.hush_s)
        return self._interrupt(event.heard)

    def _interrupt(self, heard: Sequence[on.HeardOf]) -> Sequence[Effect]:
        effects: list[Effect] = []
        response = self._response
        if response is not None and self.floor is Floor.ASKED:
            response.is_unheard = True
        if response is not None and self.floor is Floor.TAKEN and response.response_id is not None:
            self._move(Move.CANCEL)
            response.cut |= {each.item_id for each in heard}
            effects.append(do.Cancel(response.response_id))
        effects += [cut_of(each) for each in heard]
        for each in reversed(self._playing):
            if each.is_mostly_heard(heard):
                effects += each.told()
            else:
                self.owed.put_back(each.asked, ENDS[Outcome.CANCELLED])
        self._playing, self.is_drained = [], True
        return effects

    def _user_ended(self, _: on.UserEnded, now_s: float) -> Sequence[Effect]:
        self.user_speaks = False
        self._pauses.heard_until(now_s)
        return ()

    def _turn_taken(self, _: on.TurnTaken, now_s: float) -> Sequence[Effect]:
        self.owed.turn = True
        self._pauses.heard_until(now_s)
        if self.floor is not Floor.BLOCKED:
            self._pauses.held_until_s = now_s  # a user does not wait for what failed before
        return ()

    def _sounded(self, event: on.Sounded, _: float) -> Sequence[Effect]:
        self.is_drained = False
        if self._response is not None and self._response.response_id == event.response_id:
            self._response.has_sounded = True
        return ()

    def _drained(self, _: on.Drained, now_s: float) -> Sequence[Effect]:
        self.is_drained = True
        self._pauses.heard_until(now_s)
        return self._tell()

    def _tell(self) -> Sequence[Effect]:
        """All that was to be played was heard."""
        told, self._playing = self._playing, []
        return [announced for each in told for announced in each.told()]

    # Tools and jobs

    def _answered(self, event: on.OutputReady, _: float) -> Sequence[Effect]:
        if event.tells is not None:
            self.owed.tell_in_ack(event.tells)
        if event.call_id not in self._lost_calls:
            said = self._calls.pop(event.call_id)
            is_said = event.tells is not None and said is not None and event.tells.job_id in said
            self.owed.ack |= said is None or (event.is_news and not is_said)
            return [do.InsertOutput(event.call_id, event.output)]
        self._lost_calls.remove(event.call_id)
        self.owed.ack = True
        note = do.InsertNote(f"What was asked for before the connection broke has this result: {event.output}")
        if not self.is_connected:
            self._kept.append(note)
        return [note] if self.is_connected else ()

    def _came_further(self, event: on.Milestone, _: float) -> Sequence[Effect]:
        if not self.owed.is_open(event.job_id):
            return ()
        if event.remark is not None:
            self.owed.remark(event.job_id, event.remark)
        # A new session is told how every job stands.
        return [do.InsertNote(event.note)] if self.is_connected else ()

    def _news(self, event: on.News, _: float) -> Sequence[Effect]:
        if not self.owed.is_open(event.job_id):
            return ()
        if event.is_end and event.job_id is not None:
            self.owed.ended(event.job_id)
        if event.say is not None:
            self.owed.news.append(Subject(event.job_id, event.seq, event.say))
        return [do.InsertNote(event.note)] if self.is_connected else ()

    # What comes next

    def _proceed(self, now_s: float) -> Sequence[Effect]:
        if self.floor is Floor.BLOCKED and now_s >= self._pauses.held_until_s:
            self._move(Move.GIVE_UP_WAITING)
        if self.floor is Floor.ASKED and now_s >= self._pauses.begins_by_s:
            self._take_back(Move.REFUSE, now_s)
        kind = self.owed.first()
        opens_at_s = inf if kind is None else self.opens_at_s(kind)
        if kind is not None and now_s >= opens_at_s and self._may_ask():
            return [self._ask(kind, now_s), *self._pauses.wake(now_s, self._pauses.begins_by_s)]
        rotates_at_s = self._pauses.rotates_at_s(self._connected_at_s)
        if self.is_connected and self.is_idle and now_s >= rotates_at_s:
            self.is_connected = False
            return [do.Rotate()]
        begins_by_s = self._pauses.begins_by_s if self.floor is Floor.ASKED else inf
        return self._pauses.wake(now_s, opens_at_s, rotates_at_s, begins_by_s)

    def _may_ask(self) -> bool:
        return self.is_connected and self.floor is Floor.FREE and not self.user_speaks and not self._calls

    def _ask(self, kind: Kind, now_s: float) -> Create:
        self._pauses.asked(kind, now_s)
        create = Create(f"ask_{next(self._ids)}", kind, self.owed.take(kind))
        self._response = Response(create)
        self._move(Move.ASK)
        return create
