"""What the agent still has to say. Pure: the arbiter's ledger."""

from dataclasses import dataclass, field

from voice_client.realtime.effects import Create, Kind, Subject
from voice_client.realtime.rules import End


@dataclass(slots=True)
class Owed:
    """Each end of a job is in one place only: here, in a response, or told.

    Attributes:
        turn: the user waits for an answer.
        ack: a tool has answered, and nothing was said of it.
        ends: ends of jobs, oldest first.
        remarks: how far a job is, the latest of each.
    """

    turn: bool = False
    ack: bool = False
    ends: list[Subject] = field(default_factory=list)
    remarks: dict[str, Subject] = field(default_factory=dict)
    _ended: set[str] = field(default_factory=set)

    def first(self) -> Kind | None:
        """What has to be said before all else."""
        owed = {Kind.TURN: self.turn, Kind.ACK: self.ack, Kind.ANNOUNCE: self.ends, Kind.REMARK: self.remarks}
        return next((kind for kind in Kind if owed[kind]), None)

    def take(self, kind: Kind) -> tuple[Subject, ...]:
        """It is going to be said. Returns what to mention in it."""
        match kind:
            case Kind.TURN:
                # An answer sees the outputs and the notes before it, so it covers what else there was to say.
                self.turn = self.ack = False
                self.remarks.clear()
                ends, self.ends = tuple(self.ends), []
                return ends
            case Kind.ACK:
                self.ack = False
                return ()
            case Kind.ANNOUNCE:
                return (self.ends.pop(0),)
            case Kind.REMARK:
                return (self.remarks.pop(next(iter(self.remarks))),)

    def put_back(self, taken: Create, end: End) -> None:
        """It was not said after all. A remark is stale by now."""
        self.turn |= taken.kind is Kind.TURN and Kind.TURN in end.owed_again
        self.ack |= taken.kind is Kind.ACK and Kind.ACK in end.owed_again
        if taken.kind is not Kind.REMARK:
            self.ends[:0] = taken.subjects

    def is_running(self, job_id: str) -> bool:
        """Nothing has been heard of its end."""
        return job_id not in self._ended

    def remark(self, job_id: str, say: str) -> None:
        """A job has come further; what was to be said of it before is stale."""
        self.remarks[job_id] = Subject(job_id, 0, say)

    def end(self, end: Subject) -> None:
        """A job has ended."""
        self.remarks.pop(end.job_id, None)
        self._ended.add(end.job_id)
        self.ends.append(end)
