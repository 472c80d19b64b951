"""Several units of work in one transaction, each undone alone if it fails alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from server.storage.faults import translated
from server.storage.transaction import LogFrame, StorageUnavailable, Transaction, Write


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one unit of work."""

    value: object = None
    error: Exception | None = None
    frames: Sequence[LogFrame] = ()
    afterwards: Sequence[Callable[[], None]] = ()


def run_batch(connection: Connection, writes: Sequence[Write[object]]) -> list[Outcome]:
    """Run units of work in the transaction of ``connection``, each behind a savepoint.

    Raises:
        StorageUnavailable: the database failed. It may have undone the units before, so none of the batch stands
            (SQLite rolls everything back when the disk is full, and after a deadlock locks of earlier units are held).
    """
    return [_run(connection, write) for write in writes]


def _run(connection: Connection, write: Write[object]) -> Outcome:
    transaction = Transaction(connection)
    # Always the same name: a driver that prepares statements then prepares three, not three for each unit.
    connection.exec_driver_sql("SAVEPOINT unit")
    try:
        with translated("the database did not take it"):
            value = write(transaction)
        outcome = Outcome(value=value, frames=transaction.frames, afterwards=transaction.afterwards)
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - handed to the caller that the unit of work belongs to
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT unit")
        outcome = Outcome(error=error)
    connection.exec_driver_sql("RELEASE SAVEPOINT unit")
    return outcome
