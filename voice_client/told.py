"""What has been told of each job: the cursor of announcements, which outlives a process.

Whoever speaks marks what has really been spoken, so that a restart repeats nothing and leaves nothing out.
"""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from platformdirs import user_state_path


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

    Args:
        folder: made when it is not there.
        most: files that are kept; the oldest go first. An end is owed for an hour, so few are ever looked at.
    """

    def __init__(self, folder: Path, *, most: int = 1000) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        for old in sorted(folder.glob("*.told"), key=_modified_s, reverse=True)[most:]:
            old.unlink(missing_ok=True)

    def last(self, job_id: str) -> int:
        try:
            return int(self._file(job_id).read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):  # never written, or not to its end: then it is told once more
            return 0

    def mark(self, job_id: str, seq: int) -> None:
        if seq <= self.last(job_id):
            return
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
