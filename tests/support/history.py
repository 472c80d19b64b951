"""Recorded histories of sockets, and the promise that they must keep (the protocol, section 4)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.model import JsonObject

FINAL = frozenset({"job.completed", "job.failed", "job.cancelled"})


@dataclass(slots=True)
class History:
    """What one client saw, over all its connections. It holds what a client holds: the last ``seq`` of each job.

    Attributes:
        last: by job.
        seen: by job, the frames in the order in which they came, doubles dropped.
        states: by job, the ``seq`` of each whole state that came in the place of frames.
        violations: where the promise was broken, in words.
    """

    last: dict[str, int] = field(default_factory=dict)
    seen: dict[str, list[JsonObject]] = field(default_factory=dict)
    states: dict[str, list[int]] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    doubles: int = 0
    _catching_up: set[str] = field(default_factory=set)

    @property
    def resume(self) -> list[JsonObject]:
        """What it says in its next hello: the jobs that have not ended."""
        return [{"job_id": job_id, "after": seq} for job_id, seq in self.last.items() if not self.has_ended(job_id)]

    def has_ended(self, job_id: str) -> bool:
        frames = self.seen.get(job_id)
        return bool(frames) and frames[-1]["type"] in FINAL  # type: ignore[index]  # not None, or it would be falsy

    def follows(self, job_id: str) -> None:
        """A job was accepted; whatever becomes of the connection, its frames are wanted from the first on."""
        self.last.setdefault(job_id, 0)

    def catches_up(self, job_id: str) -> None:
        """What comes of this job before it is subscribed is not the beginning."""
        self._catching_up.add(job_id)

    def saw(self, frame: JsonObject) -> None:
        """One frame, as it came."""
        if frame["type"] == "job.subscribed":
            self._subscribed(frame)
        elif "attempt" in frame and "seq" in frame:
            self._numbered(frame)

    def verify(self, logs: Mapping[str, Sequence[str]]) -> list[str]:
        """Compare with the logs of the jobs; returns the broken promises.

        Args:
            logs: by job, the text of each frame in the database, in order.
        """
        broken = list(self.violations)
        for job_id, log in logs.items():
            if not self.has_ended(job_id):
                broken.append(f"{job_id}: the final frame never came; the last was {self.last.get(job_id)}")
            truth = {frame["seq"]: frame for frame in map(json.loads, log)}
            broken += [
                f"{job_id}/{frame['seq']}: not as it is in the log"
                for frame in self.seen.get(job_id, [])
                if truth[frame["seq"]] != frame
            ]
            missing = truth.keys() - {frame["seq"] for frame in self.seen.get(job_id, [])}
            covered = max(self.states.get(job_id, [0]))
            broken += [f"{job_id}/{seq}: lost" for seq in sorted(missing) if seq > covered]
        return broken

    def _subscribed(self, frame: JsonObject) -> None:
        job_id = frame["job_id"]
        self._catching_up.discard(job_id)
        if not frame["recovered"]:
            self.states.setdefault(job_id, []).append(frame["seq"])
            self.last[job_id] = frame["seq"]
        elif frame["after"] != self.last.get(job_id, frame["after"]):
            self.violations.append(f"{job_id}: recovered from {frame['after']}, not from {self.last[job_id]}")

    def _numbered(self, frame: JsonObject) -> None:
        job_id, seq = frame["job_id"], frame["seq"]
        last = self.last.get(job_id, 0)
        if job_id in self._catching_up:
            return
        if self.has_ended(job_id) and seq > last:
            self.violations.append(f"{job_id}/{seq}: came behind the final frame")
        elif seq <= last:
            self.doubles += 1
        elif seq > last + 1:
            self.violations.append(f"{job_id}/{seq}: came after {last}")
        else:
            self.last[job_id] = seq
            self.seen.setdefault(job_id, []).append(frame)
