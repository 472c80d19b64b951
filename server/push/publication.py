r"""A frame as it travels: ``<job_id> <seq> <type> <at_s> <1 if final, else 0>\n<the frame's JSON>``. Pure.

A large frame travels without its JSON and the newline, as a reference: whoever needs it reads it from the log.
The user is the channel's.
"""

from server.push.bus import Arrival, LogReference
from server.storage.transaction import LogFrame

MAX_INLINE_BYTES = 8 * 1024
IS_FINAL = {"0": False, "1": True}


class UnreadablePublication(ValueError):
    """Somebody else's, or of another release."""


def encode(frame: LogFrame) -> bytes:
    header = f"{frame.job_id} {frame.seq} {frame.type} {frame.at_s:.6f} {frame.is_final:d}".encode()
    return header if len(frame.json) > MAX_INLINE_BYTES else b"%b\n%b" % (header, frame.json)


def decode(user_id: str, data: bytes) -> Arrival:
    """The frame, or the reference to it.

    Raises:
        UnreadablePublication: it is neither.
    """
    header, newline, json = data.partition(b"\n")
    try:
        job_id, seq, type_, at_s, final = header.decode().split(" ")
        if not newline:
            return LogReference(job_id, user_id, int(seq))
        if not json.isascii():
            json.decode()  # or it is not what clients can read
        return LogFrame(job_id, user_id, int(seq), type_, float(at_s), json, IS_FINAL[final])
    except (ValueError, KeyError) as error:
        raise UnreadablePublication(f"not a frame: {data[:80]!r}") from error
