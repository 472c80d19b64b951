"""Jobs that are in progress for ever and that nobody works on, each of a user of its own, written past the server."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, insert

from schemas.codec import encode
from schemas.job import JobStatus, Speak, Stage
from schemas.server_frames import JobProgressed
from server.storage.migrate import upgrade
from server.storage.tables import Job, JobEvent, User, table_of
from tests.load.dialects import topic_of
from tests.support.samples import program_request

LAST_SEQ = 7
"""Of each log."""


def job_ids(count: int) -> Sequence[str]:
    """A job has the id of its user."""
    return [topic_of(number) for number in range(count)]


def file_of(folder: Path) -> Path:
    """The database in a folder."""
    return folder / "jobs.sqlite3"


def url_of(folder: Path) -> str:
    """Of the database in a folder."""
    return f"sqlite:///{file_of(folder)}"


def database_with_jobs(folder: Path, ids: Sequence[str], last_seq: int = LAST_SEQ) -> None:
    """Make a SQLite database that has these jobs; each log keeps but its last frame."""
    url = url_of(folder)
    upgrade(url)
    now = datetime.now(UTC)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(insert(table_of(User)), [{"id": job_id, "created_at": now} for job_id in ids])
        connection.execute(insert(table_of(Job)), [job_row(job_id, last_seq, now) for job_id in ids])
        connection.execute(insert(table_of(JobEvent)), [_event(job_id, last_seq, now) for job_id in ids])
    engine.dispose()


def job_row(job_id: str, last_seq: int, now: datetime) -> dict[str, object]:
    """Of such a job."""
    return {
        "id": job_id,
        "user_id": job_id,
        "kind": "generate",
        "request": program_request(job_id),
        "fingerprint": job_id,
        "status": "in_progress",
        "stage": "writing",
        "message": "",
        "progress": 50,
        "weeks_done": 6,
        "weeks_total": 12,
        "last_seq": last_seq,
        "attempt": 1,
        "failed_attempts": 0,
        "cancel_requested": False,
        "heartbeat_at": now + timedelta(days=1),
        "created_at": now,
    }


def _event(job_id: str, last_seq: int, now: datetime) -> dict[str, object]:
    frame = progress_of(job_id, last_seq, now)
    return {"job_id": job_id, "seq": last_seq, "type": frame.type, "attempt": 1, "at": now, "payload": encode(frame)}


def progress_of(job_id: str, seq: int, now: datetime) -> JobProgressed:
    """A frame of such a job."""
    return JobProgressed(
        job_id=job_id,
        user_id=job_id,
        seq=seq,
        at=now,
        attempt=1,
        status=JobStatus.IN_PROGRESS,
        progress=50,
        stage=Stage.WRITING,
        message="Half of it is there.",
        weeks_done=6,
        weeks_total=12,
        speak=Speak.SILENT,
    )
