"""What is known of users when they submit: their jobs in flight, and when they submitted. One query, however many.

Users' rows are locked first, where the database locks rows, so that what is read stands until the transaction ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, or_, select, tuple_

from schemas.job import ACTIVE_STATUSES
from server.jobs.rows import JOBS
from server.storage.hot import AnyRow, HotStatement
from server.storage.tables import IdempotencyKey, User, table_of
from server.storage.transaction import Transaction, padded

USERS = table_of(User)
KEYS = table_of(IdempotencyKey)

_THEIRS = JOBS.c.user_id.in_(bindparam("users", expanding=True))
# Not by the index of statuses, which holds the jobs in flight of everybody: a column in an expression has no index.
_IN_FLIGHT = and_(JOBS.c.status.concat("").in_(ACTIVE_STATUSES), JOBS.c.cancel_requested.is_(False))
_OF_USERS = HotStatement(
    select(JOBS)
    .where(_THEIRS, or_(_IN_FLIGHT, JOBS.c.created_at > bindparam("since")))
    .order_by(JOBS.c.created_at.desc())
)
_KNOWN = HotStatement(select(KEYS).where(tuple_(KEYS.c.user_id, KEYS.c.key).in_(bindparam("names", expanding=True))))
_OF_IDS = HotStatement(select(JOBS).where(JOBS.c.id.in_(bindparam("ids", expanding=True))))
# Without KEY the lock lets others refer to the user, as a job does that ends with a program. In the order of ids, as
# everybody takes them: who holds one waits for nobody who waits for it.
_LOCK = (
    select(USERS.c.id)
    .where(USERS.c.id.in_(bindparam("users", expanding=True)))
    .order_by(USERS.c.id)
    .with_for_update(key_share=True)
)


@dataclass(slots=True)
class Standing:
    """What is known of a user.

    Attributes:
        active: jobs in flight, newest first; one that was told to stop no longer counts.
        submitted_at: when the jobs of late were made.
    """

    active: list[AnyRow] = field(default_factory=list)
    submitted_at: list[datetime] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class KnownKey:
    """What an idempotency key stands for."""

    request_digest: str
    job: AnyRow


def lock_users(transaction: Transaction, user_ids: Iterable[str], now: datetime) -> None:
    """Wait until no other process decides on these users' submissions. SQLite has one writer at a time anyway."""
    users = sorted(user_ids)
    transaction.insert_or_ignore(USERS, *({"id": user_id, "created_at": now} for user_id in users))
    if transaction.locks_rows:
        transaction.connection.execute(_LOCK, {"users": padded(users)})


def standings(connection: Connection, user_ids: Sequence[str], since: datetime) -> Mapping[str, Standing]:
    """How these users stand, with the jobs that were made after ``since``."""
    found = {user_id: Standing() for user_id in user_ids}
    users = padded(user_ids)
    for row in _OF_USERS.read(connection, {"users": users, "since": since}):
        theirs = found[row.user_id]
        if row.status in ACTIVE_STATUSES and not row.cancel_requested:
            theirs.active.append(row)
        if row.created_at > since:
            theirs.submitted_at.append(row.created_at)
    return found


def known_keys(connection: Connection, names: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], KnownKey]:
    """Those of these keys, each with its user, that stand for something."""
    if not names:
        return {}
    keys = _KNOWN.read(connection, {"names": padded(names)})
    if not keys:
        return {}
    ids = padded([key.job_id for key in keys])
    jobs = {row.id: row for row in _OF_IDS.read(connection, {"ids": ids})}
    return {(key.user_id, key.key): KnownKey(key.request_digest, jobs[key.job_id]) for key in keys}
