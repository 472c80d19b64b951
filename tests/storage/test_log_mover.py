"""SQLite's write-ahead log is moved beside the commits."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from structlog.testing import capture_logs

from server.storage.database import Database, open_database
from server.storage.log_mover import LogMover
from server.storage.transaction import Transaction
from tests.support.waiting import wait_until

ROW_BYTES = 3_500
"""So that a row takes a page, of 4 KiB."""
FULL_BYTES = 16 * 1024 * 1024
"""Of the log; the commit that finds it so moves what is left."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'plain.sqlite3'}", lambda _: None)
    await opened.open()
    await opened.write(lambda tx: tx.connection.exec_driver_sql("CREATE TABLE filler (id INTEGER PRIMARY KEY, b BLOB)"))
    yield opened
    await opened.close()


async def _fill(database: Database, rows: int) -> None:
    def insert(transaction: Transaction) -> None:
        values = [(bytes(ROW_BYTES),)] * rows
        transaction.connection.exec_driver_sql("INSERT INTO filler (b) VALUES (?)", values)

    await database.write(insert)


async def test_what_was_committed_is_soon_in_the_file(database: Database, tmp_path: Path) -> None:
    """Long before the log is full, and when nothing follows."""
    file = tmp_path / "plain.sqlite3"
    for rows in (100, 300):
        before = file.stat().st_size
        await _fill(database, rows)
        await wait_until(lambda: file.stat().st_size >= before + rows * ROW_BYTES, "the log is moved")  # noqa: B023


async def test_the_log_begins_anew(database: Database, tmp_path: Path) -> None:
    """However much is written, it does not grow far beyond what it may be."""
    for _ in range(80):  # 40 MiB
        await _fill(database, 128)
    assert (tmp_path / "plain.sqlite3-wal").stat().st_size < 1.5 * FULL_BYTES


async def test_a_log_that_cannot_be_moved_is_told_and_tried_again(tmp_path: Path) -> None:
    """The thread lives on."""
    mover = LogMover(create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite3'}"))
    mover.start()
    with capture_logs() as logs:
        for times in (1, 2):
            mover.committed()
            await wait_until(lambda: len(logs) == times, "it is told")  # noqa: B023
    mover.close()
    assert [line["event"] for line in logs] == ["log_not_moved"] * 2
    assert "the log cannot be moved" in logs[0]["error"]


async def test_an_end_waits_for_no_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever closes a database has to wait for a pass at the most."""
    monkeypatch.setattr("server.storage.log_mover.PAUSE_S", 3600)
    mover = LogMover(create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite3'}"))
    mover.start()
    with capture_logs() as logs:
        mover.committed()
        await wait_until(lambda: bool(logs), "the first pass is over")
    async with asyncio.timeout(60):
        await asyncio.to_thread(mover.close)


def test_one_that_never_began_can_be_closed(tmp_path: Path) -> None:
    """As a database that could not be opened is."""
    LogMover(create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}")).close()
