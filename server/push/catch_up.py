"""One step of a reader that is behind: what it lacks is read from the log, or the state as a whole in its place."""

from schemas.codec import encode
from schemas.server_frames import JobSubscribed
from server.push.follower import Follower, LogRead
from server.push.log_source import LogSource, Place, Point


async def catch_up(follower: Follower, source: LogSource, read: LogRead) -> None:
    """Bring what is wanted.

    Raises:
        StorageUnavailable: the log cannot be read; the follower stays behind.
    """
    if read.missing <= source.replay_frames:
        frames = await source.read_after(read.job_id, read.after)
        if frames and frames[0].seq == read.after + 1:
            follower.fill(read.job_id, frames)
            return
    (place,) = await source.places([Point(read.job_id, None)])
    if place is None:
        follower.forget(read.job_id)
        return
    told = subscribed(Point(read.job_id, read.after), place)
    follower.restart(read.job_id, encode(told), seq=place.job.seq, is_final=place.job.status.is_final)


def subscribed(point: Point, place: Place) -> JobSubscribed:
    """How a reader is told where it begins that wanted to begin at ``point``."""
    return JobSubscribed(
        job_id=place.job.job_id,
        after=point.after,
        seq=place.job.seq,
        recovered=place.recovered,
        snapshot=place.snapshot,
    )
