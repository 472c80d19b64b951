"""The truth, read from the database file beside the server."""

import sqlite3
from pathlib import Path


def logs_in(folder: Path) -> dict[str, list[str]]:
    """Every job's log: the text of each frame, in order."""
    connection = sqlite3.connect(f"file:{folder / 'repcast.sqlite3'}?mode=ro", uri=True)
    try:
        logs: dict[str, list[str]] = {}
        for job_id, payload in connection.execute("SELECT job_id, payload FROM job_events ORDER BY job_id, seq"):
            logs.setdefault(job_id, []).append(payload)
    finally:
        connection.close()
    return logs
