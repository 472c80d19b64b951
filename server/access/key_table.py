"""Keys in the database: statements that run in somebody's transaction."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, insert, or_, select, update

from server.access.identity import Scope
from server.access.keys import StoredKey
from server.storage.tables import ApiKey, table_of
from server.storage.transaction import Transaction

KEYS = table_of(ApiKey)

MOST_IDS = 1000
"""In one statement: a database takes only so many parameters."""


def add_key(transaction: Transaction, key: StoredKey) -> None:
    transaction.connection.execute(insert(KEYS).values(asdict(key)))


def all_keys(connection: Connection) -> list[StoredKey]:
    """Oldest first, those that have ended too."""
    return [_stored(row) for row in connection.execute(select(KEYS).order_by(KEYS.c.created_at, KEYS.c.id))]


def keys_by_id(connection: Connection, ids: Collection[str]) -> dict[str, StoredKey]:
    """Those of ``ids`` that there are, whatever their state."""
    wanted, found = sorted(ids), list[StoredKey]()
    for start in range(0, len(wanted), MOST_IDS):
        statement = select(KEYS).where(KEYS.c.id.in_(wanted[start : start + MOST_IDS]))
        found += [_stored(row) for row in connection.execute(statement)]
    return {key.id: key for key in found}


def has_keys(connection: Connection) -> bool:
    """Whether there is any key, or was one: who revokes the last does not mean to let everybody in."""
    return bool(connection.execute(select(exists().select_from(KEYS))).scalar_one())


def revoke_key(transaction: Transaction, key_id: str, now: datetime) -> bool:
    """End a key for good; returns whether it is there. One that was revoked before stays as it was."""
    is_there = exists().where(KEYS.c.id == key_id)
    ended = update(KEYS).where(KEYS.c.id == key_id, KEYS.c.revoked_at.is_(None)).values(revoked_at=now)
    transaction.connection.execute(ended)
    return bool(transaction.connection.execute(select(is_there)).scalar_one())


def note_use(transaction: Transaction, ids: Collection[str], now: datetime, before: datetime) -> None:
    """Say that keys were used now; those of which that was said since ``before`` are left alone."""
    wanted = sorted(ids)
    is_due = or_(KEYS.c.last_used_at.is_(None), KEYS.c.last_used_at <= before)
    for start in range(0, len(wanted), MOST_IDS):
        statement = update(KEYS).where(KEYS.c.id.in_(wanted[start : start + MOST_IDS]), is_due)
        transaction.connection.execute(statement.values(last_used_at=now))


def _stored(row: Row[Any]) -> StoredKey:
    values = row._asdict()
    return StoredKey(**{**values, "scope": Scope(values["scope"])})
