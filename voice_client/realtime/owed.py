"""What the agent still has to say. Pure: the arbiter's ledger."""

from dataclasses import dataclass, field

from voice_client.realtime.effects import Create, Kind, Subject
from voice_client.realtime.rules import End


@dataclass(slots=True)
class Owed:
    """Each piece of news is in one place only: here, in a response, or told.

    Attributes:
        turn: the user waits for an answer.
        ack: a tool has answered, and nothing was said of it.
        ack_tells: ends of jobs that are told with it.
        news: what is to be told unasked, oldest first.
        remarks: how far a job is, the latest of each.
    """

    turn: bool = False
    ack: bool = False
    ack_tells: list[Subject] = field(default_factory=list)
    news: list[Subject] = field(default_factory=list)
    remarks: dict[str, Subject] = field(default_factory=dict)
    _ended: set[str] = field(default_factory=set)

    def first(self) -> Kind | None:
        """What has to be said before all else."""
        owed = {Kind.TURN: self.turn, Kind.ACK: self.ack, Kind.ANNOUNCE: self.news, Kind.REMARK: self.remarks}
        return next((kind for kind in Kind if owed[kind]), None)

    def take(self, kind: Kind) -> tuple[Subject, ...]:
        """It is going to be said. Returns what to mention in it."""
        match kind:
            case Kind.TURN:
                # An answer sees the outputs and the notes before it, so it covers what else there was to say.
                self.turn = self.ack = False
                self.remarks.clear()
                news, self.news, self.ack_tells = (*self.ack_tells, *self.news), [], []
                return news
            case Kind.ACK:
                self.ack = False
                tells, self.ack_tells = tuple(self.ack_tells), []
                return tells
            case Kind.ANNOUNCE:
                return (self.news.pop(0),)
            case Kind.REMARK:
                return (self.remarks.pop(next(iter(self.remarks))),)

    def put_back(self, taken: Create | None, end: End) -> None:
        """It was not said after all; None: nobody had asked for it. A remark is stale by now."""
        if taken is None:
            return
        self.turn |= taken.kind is Kind.TURN and Kind.TURN in end.owed_again
        self.ack |= taken.kind is Kind.ACK and Kind.ACK in end.owed_again
        if taken.kind is not Kind.REMARK:
            self.news[:0] = taken.subjects

    def is_open(self, job_id: str | None) -> bool:
        """Nothing has been heard of its end."""
        return job_id not in self._ended

    def remark(self, job_id: str, say: str) -> None:
        """A job has come further; what was to be said of it before is stale."""
        self.remarks[job_id] = Subject(job_id, 0, say)

    def tell_in_ack(self, end: Subject) -> None:
        """A tool says that a job has ended. If that is news to the user, it is so no more once the output is spoken."""
        is_waiting = any(each.job_id == end.job_id for each in self.news)
        if is_waiting or self.is_open(end.job_id):
            self.ack_tells.append(end)
        self.ended(str(end.job_id))

    def ended(self, job_id: str) -> None:
        """Nothing more comes of a job; what led to it is stale."""
        self.remarks.pop(job_id, None)
        self.news = [each for each in self.news if each.job_id != job_id]
        self._ended.add(job_id)
