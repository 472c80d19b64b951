"""Frames of a log that nobody wrote."""

from collections.abc import Sequence

from schemas.framing import text_frame
from server.push.follower import Follower
from server.storage.transaction import LogFrame


def log_frame(job_id: str, seq: int, *, user_id: str = "user", is_final: bool = False) -> LogFrame:
    """A frame whose text says whose it is."""
    wire = text_frame(f"{job_id}/{seq}".encode())
    return LogFrame(job_id, user_id, seq, "job.progressed", 0.0, wire, is_final=is_final)


def log(job_id: str, seqs: Sequence[int], *, last: int | None = None, user_id: str = "user") -> list[LogFrame]:
    """Several frames; ``last`` is the one that ends the job."""
    return [log_frame(job_id, seq, user_id=user_id, is_final=seq == last) for seq in seqs]


def taken(follower: Follower) -> list[str]:
    """Everything that waits, taken."""
    texts = []
    while (frame := follower.outbox.take()) is not None:
        texts.append(frame.json.decode())
    return texts
