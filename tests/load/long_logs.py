"""A database whose log is long: rows of jobs that ended long ago, written past the server."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, insert

from schemas.codec import encode
from server.storage.tables import Job, User, table_of
from tests.load.ten_thousand_jobs import file_of, job_row, progress_of, url_of

ROWS_OF_A_JOB = 100
"""As many frames as a job of a model has, about."""
AGO = timedelta(days=1)
NOBODY = "00000000-0000-4000-8000-000000000000"
INSERT = "INSERT INTO job_events (job_id, seq, type, attempt, at, payload) VALUES (?, ?, ?, ?, ?, ?)"


def lengthen(folder: Path, rows: int) -> None:
    """Add so many rows to the log of the database in a folder, a hundred of a job; `database_with_jobs` made it."""
    ids = sorted(str(uuid4()) for _ in range(-(-rows // ROWS_OF_A_JOB)))
    at = datetime.now(UTC) - AGO
    ended = {"status": "completed", "completed_at": at, "heartbeat_at": None}
    engine = create_engine(url_of(folder))
    with engine.begin() as connection:
        connection.execute(insert(table_of(User)), [{"id": job_id, "created_at": at} for job_id in ids])
        jobs = [{**job_row(job_id, ROWS_OF_A_JOB, at), **ended} for job_id in ids]
        connection.execute(insert(table_of(Job)), jobs)
    engine.dispose()
    _change(folder, INSERT, _rows(ids, rows, at))


def _rows(ids: Sequence[str], count: int, at: datetime) -> Iterator[tuple[object, ...]]:
    frame = progress_of(NOBODY, 0, at)
    text, moment = encode(frame), at.strftime("%Y-%m-%d %H:%M:%S.%f")
    for number in range(count):
        job_id, seq = ids[number // ROWS_OF_A_JOB], number % ROWS_OF_A_JOB + 1
        payload = text.replace(NOBODY, job_id).replace('"seq":0', f'"seq":{seq}')
        yield job_id, seq, frame.type, 1, moment, payload


def end_all(folder: Path) -> None:
    """Nobody has anything to do: whoever serves this database without Redis would take up what is in progress."""
    _change(folder, "UPDATE program_generation_jobs SET status = 'completed'", [()])


def go_on(folder: Path, ids: Sequence[str]) -> None:
    """These jobs are in progress again."""
    change = "UPDATE program_generation_jobs SET status = 'in_progress' WHERE id = ?"
    _change(folder, change, [(job_id,) for job_id in ids])


def _change(folder: Path, statement: str, values: Iterable[tuple[object, ...]]) -> None:
    connection = sqlite3.connect(file_of(folder))
    connection.execute("PRAGMA synchronous=OFF")
    with connection:
        connection.executemany(statement, values)
    connection.close()
