"""Several units of work in one transaction, each undone alone if it fails alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from server.storage.faults import translated
from server.storage.joint import Joint
from server.storage.transaction import LogFrame, StorageUnavailable, Transaction, Write


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one unit of work. Where several were done in one go, the first has the frames of all."""

    value: object = None
    error: Exception | None = None
    frames: Sequence[LogFrame] = ()
    afterwards: Sequence[Callable[[], None]] = ()


def run_batch(connection: Connection, writes: Sequence[Write[object]]) -> list[Outcome]:
    """Run units of work in the transaction of ``connection``, each behind a savepoint, joint ones behind one.

    Raises:
        StorageUnavailable: the database failed. It may have undone the units before, so none of the batch stands
            (SQLite rolls everything back when the disk is full, and after a deadlock locks of earlier units are held).
    """
    if len(writes) == 1:
        return [_run_only(connection, writes[0])]
    groups: dict[object, list[int]] = {}
    for place, write in enumerate(writes):
        groups.setdefault(write.work if isinstance(write, Joint) else place, []).append(place)
    outcomes: dict[int, Outcome] = {}
    for places in groups.values():
        outcomes.update(zip(places, _run_group(connection, [writes[place] for place in places]), strict=True))
    return [outcomes[place] for place in range(len(writes))]


def _run_group(connection: Connection, writes: Sequence[Write[object]]) -> Sequence[Outcome]:
    if len(writes) > 1:
        joint = [write for write in writes if isinstance(write, Joint)]
        together = _run(connection, lambda transaction: _in_one_go(transaction, joint))
        if together.error is None:
            return _divided(together)
    return [_run(connection, write) for write in writes]


def _in_one_go(transaction: Transaction, joint: Sequence[Joint[object, object]]) -> Sequence[object]:
    return joint[0].work(transaction, [each.argument for each in joint])


def _divided(together: Outcome) -> Sequence[Outcome]:
    values = together.value
    assert isinstance(values, Sequence)  # noqa: S101 - it is what `_in_one_go` has given
    first, *others = [
        Outcome(error=value) if isinstance(value, Exception) else Outcome(value=value) for value in values
    ]
    return [replace(first, frames=together.frames, afterwards=together.afterwards), *others]


def _run_only(connection: Connection, write: Write[object]) -> Outcome:
    """What has the transaction for itself needs no savepoint: nothing stands beside it."""
    outcome = _outcome(connection, write)
    whole = connection.get_transaction()
    if outcome.error is not None and whole is not None:
        whole.rollback()
    return outcome


def _run(connection: Connection, write: Write[object]) -> Outcome:
    # Always the same name: a driver that prepares statements then prepares three, not three for each unit.
    connection.exec_driver_sql("SAVEPOINT unit")
    outcome = _outcome(connection, write)
    if outcome.error is not None:
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT unit")
    connection.exec_driver_sql("RELEASE SAVEPOINT unit")
    return outcome


def _outcome(connection: Connection, write: Write[object]) -> Outcome:
    transaction = Transaction(connection)
    try:
        with translated("the database did not take it"):
            value = write(transaction)
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - handed to the caller that the unit of work belongs to
        return Outcome(error=error)
    return Outcome(value=value, frames=transaction.frames, afterwards=transaction.afterwards)
