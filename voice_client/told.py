"""What has been told of each job: the cursor of announcements, which outlives a process.

Whoever speaks marks what has really been spoken, so that a restart repeats nothing and leaves nothing out.
"""

import logging
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from platformdirs import user_state_path

_log = logging.getLogger(__name__)


class Told(Protocol):
    """Job → the ``seq`` up to which everything was told."""

    def last(self, job_id: str) -> int:
        """0 when nothing was told yet."""

    def mark(self, job_id: str, seq: int) -> None:
        """It is told up to ``seq``; it never goes back."""


class ToldInMemory:
    """For as long as the process lives."""

    def __init__(self) -> None:
        self._marks: dict[str, int] = {}

    def last(self, job_id: str) -> int:
        return self._marks.get(job_id, 0)

    def mark(self, job_id: str, seq: int) -> None:
        self._marks[job_id] = max(seq, self.last(job_id))


class ToldInFiles:
    """A small file a job, each replaced as a whole: two agents of one user do not write over each other's jobs.

    Where no file can be written, it is remembered for as long as the process lives: a conversation does not end for it.

    Args:
        folder: made when it is not there.
        most: files that are kept; the oldest go first. An end is owed for an hour, so few are ever looked at.
    """

    def __init__(self, folder: Path, *, most: int = 1000) -> None:
        self._folder = folder
        self._here = ToldInMemory()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for old in sorted(folder.glob("*.told"), key=_modified_s, reverse=True)[most:]:
                old.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("what was told in other conversations is not known: %s", error)

    def last(self, job_id: str) -> int:
        return max(self._here.last(job_id), self._written(job_id))

    def mark(self, job_id: str, seq: int) -> None:
        if seq <= self.last(job_id):
            return
        self._here.mark(job_id, seq)
        try:
            self._write(job_id, seq)
        except OSError as error:
            _log.warning("what is told now is not known to the next conversation: %s", error)

    def _written(self, job_id: str) -> int:
        try:
            return int(self._file(job_id).read_text(encoding="ascii"))
        except (OSError, ValueError):  # never written, or not to its end: then it is told once more
            return 0

    def _write(self, job_id: str, seq: int) -> None:
        with NamedTemporaryFile("w", dir=self._folder, suffix=".new", delete=False, encoding="ascii") as written:
            written.write(str(seq))
        Path(written.name).replace(self._file(job_id))

    def _file(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.told"


def state_folder() -> Path:
    """Where this machine keeps what programs of this user remember."""
    return user_state_path("repcast", appauthor=False) / "told"


def _modified_s(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:  # another agent has just removed it
        return 0.0
