"""Registering endpoints, changing them, stopping them. Functions of a transaction.

- `TooManyEndpoints`: the owner has as many as they may have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from schemas.webhooks import DeliveryStatus, EndpointStatus, NewWebhook, WebhookChange
from server.storage.hot import AnyRow
from server.storage.transaction import Transaction
from server.webhooks.rows import API_KEYS, DELIVERIES, ENDPOINTS

OLD_SECRET_FOR = timedelta(days=1)
"""How long what is sent is signed with the secret before a rotation, too."""

BY_ITS_OWNER = "It was disabled by its owner."


class TooManyEndpoints(Exception):
    """The owner has as many as they may have.

    Attributes:
        most: so many.
    """

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an endpoint is: of whoever shows the same key, bound to the same user.

    Attributes:
        key_id: None for whoever is at this machine while there is no key.
        user_id: None for who may act for any user.
    """

    key_id: str | None
    user_id: str | None


def owned_by(owner: Owner | None) -> Sequence[ColumnElement[bool]]:
    """What selects the endpoints of ``owner``; None: everybody's."""
    if owner is None:
        return ()
    return (ENDPOINTS.c.key_id == owner.key_id, ENDPOINTS.c.registrant_id == owner.user_id)


def find_endpoint(
    connection: Connection, endpoint_id: str, owner: Owner | None, *, to_change: bool = False
) -> AnyRow | None:
    """The endpoint, if it is the owner's; ``to_change`` locks it until the transaction ends."""
    wanted = select(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id, *owned_by(owner))
    return connection.execute(wanted.with_for_update() if to_change else wanted).one_or_none()


def register(transaction: Transaction, wish: NewWebhook, owner: Owner, secret: str, most: int, now: datetime) -> AnyRow:
    """Store a new endpoint, whose URL was looked at.

    Raises:
        TooManyEndpoints: the owner has ``most`` already.
    """
    connection = transaction.connection
    # Two processes that count at once would both find room.
    connection.execute(select(API_KEYS.c.id).where(API_KEYS.c.id == owner.key_id).with_for_update())
    counted = connection.execute(select(func.count()).select_from(ENDPOINTS).where(*owned_by(owner))).scalar_one()
    if counted >= most:
        raise TooManyEndpoints(most)
    endpoint_id = str(uuid4())
    values = {
        "id": endpoint_id,
        "key_id": owner.key_id,
        "registrant_id": owner.user_id,
        "user_id": wish.user_id,
        "url": wish.url,
        "events": list(wish.events),
        "secret": secret,
        "status": EndpointStatus.ENABLED,
        "created_at": now,
    }
    connection.execute(insert(ENDPOINTS), values)
    return _found(connection, endpoint_id)


def change(
    transaction: Transaction, endpoint_id: str, owner: Owner | None, wish: WebhookChange, now: datetime
) -> AnyRow | None:
    """The endpoint as it is after the change; None: the owner has no such one."""
    connection = transaction.connection
    row = find_endpoint(connection, endpoint_id, owner, to_change=True)
    if row is None:
        return None
    if wish.url is not None:
        _set(connection, endpoint_id, {"url": wish.url, "not_before": None, "failing_since": None})
    if wish.events is not None:
        _set(connection, endpoint_id, {"events": list(wish.events)})
    if wish.status is EndpointStatus.ENABLED and row.status == EndpointStatus.DISABLED:
        blank = dict.fromkeys(("disabled_reason", "disabled_at", "not_before", "failing_since"))
        _set(connection, endpoint_id, {"status": EndpointStatus.ENABLED, **blank})
    if wish.status is EndpointStatus.DISABLED:
        disable(connection, endpoint_id, BY_ITS_OWNER, now)
    return _found(connection, endpoint_id)


def disable(connection: Connection, endpoint_id: str, reason: str, now: datetime) -> None:
    """Stop an endpoint. What it was to be sent is dropped; what is on its way may still arrive."""
    enabled = (ENDPOINTS.c.id == endpoint_id, ENDPOINTS.c.status == EndpointStatus.ENABLED)
    values = {"status": EndpointStatus.DISABLED, "disabled_reason": reason, "disabled_at": now}
    connection.execute(update(ENDPOINTS).where(*enabled).values(values))
    owed = (DELIVERIES.c.endpoint_id == endpoint_id, DELIVERIES.c.due_at.is_not(None))
    connection.execute(update(DELIVERIES).where(*owed).values(status=DeliveryStatus.DROPPED, due_at=None))


def rotate(
    transaction: Transaction, endpoint_id: str, owner: Owner | None, secret: str, now: datetime
) -> AnyRow | None:
    """Give an endpoint a new secret; the one before signs along for a day. None: the owner has no such endpoint."""
    connection = transaction.connection
    row = find_endpoint(connection, endpoint_id, owner, to_change=True)
    if row is None:
        return None
    values = {"secret": secret, "old_secret": row.secret, "old_secret_until": now + OLD_SECRET_FOR}
    _set(connection, endpoint_id, values)
    return _found(connection, endpoint_id)


def remove(transaction: Transaction, endpoint_id: str, owner: Owner | None) -> bool:
    """Remove an endpoint and its deliveries; returns whether the owner had it."""
    row = find_endpoint(transaction.connection, endpoint_id, owner, to_change=True)
    if row is not None:
        transaction.connection.execute(delete(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id))
    return row is not None


def _set(connection: Connection, endpoint_id: str, values: Mapping[str, Any]) -> None:
    connection.execute(update(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id).values(values))


def _found(connection: Connection, endpoint_id: str) -> AnyRow:
    return connection.execute(select(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id)).one()
