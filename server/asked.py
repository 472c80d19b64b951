"""Which frame of a socket is served, for the lines that are logged meanwhile.

Frames are many and lines are few: what a line tells of a frame is made for the line, and nothing for the frame.
"""

from contextvars import ContextVar
from typing import Final

from structlog.typing import EventDict

from server.request_ids import is_sane

ASKED: Final[ContextVar[tuple[str, str | None] | None]] = ContextVar("asked", default=None)
"""The frame's type and its id, which may be anything: in the task of a socket, and in those that it begins meanwhile.
A bare tuple is made ten times as fast as one with names."""


def with_frame(_logger: object, _method: str, line: EventDict) -> EventDict:
    """A processor of structlog's: the frame that the line belongs to, with its id if that may stand in a log."""
    asked = ASKED.get()
    if asked is not None:
        frame, frame_id = asked
        line.setdefault("frame", frame)
        line.setdefault("frame_id", frame_id if frame_id is not None and is_sane(frame_id) else None)
    return line
