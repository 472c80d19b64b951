"""Deliveries that are due: claimed by one process at a time, settled by what came of the attempt."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select, update

from schemas.webhooks import DeliveryStatus, EndpointStatus
from server.storage.hot import AnyRow
from server.storage.transaction import Transaction
from server.webhooks.endpoints import Owner, disable, owned_by
from server.webhooks.rows import API_KEYS, DELIVERIES, ENDPOINTS
from server.webhooks.schedule import failing_since, is_to_be_disabled, wait_s
from server.webhooks.sender import Answer

LEASE = timedelta(seconds=60)
"""A claim that is silent for longer is void: four times what an attempt may take (`server.webhooks.sender`)."""

LOOKED_AT = 256
"""Due deliveries that one look sees; those of whoever has their share under way are not among them."""

OF_ENDPOINT = ("url", "secret", "old_secret", "old_secret_until")
OF_KEY = (API_KEYS.c.revoked_at, API_KEYS.c.expires_at)

GONE = 410

KEY_ENDED = "The key that it was registered with was revoked, or has ended."
NOT_WANTED = "The receiver answered 410: it wants no more."
FAILING = "Nothing arrived for five days."


@dataclass(frozen=True, slots=True)
class Claimed:
    """One attempt, and the right to make it."""

    id: str
    endpoint_id: str
    type: str
    url: str
    body: str
    attempts: int
    """With this one."""
    keys: Sequence[str] = field(repr=False)
    """The secrets that sign it."""
    claimant: str


@dataclass(frozen=True, slots=True)
class Shares:
    """How many attempts one process may have under way.

    Attributes:
        of_endpoint: to one endpoint, so that a slow one does not hold up the others.
        of_owner: to all of one owner's, so that somebody with many slow ones does not, either.
    """

    of_endpoint: int
    of_owner: int


def due(connection: Connection, under_way: Mapping[str, int], room: int, shares: Shares, now: datetime) -> list[str]:
    """Deliveries to be tried now, longest due first: at most ``room``, and of nobody more than their share.

    Args:
        under_way: attempts of this process, by endpoint.
    """
    taken = Counter(under_way)
    full = [endpoint_id for endpoint_id, count in taken.items() if count >= shares.of_endpoint]
    by_owner = _by_owner(connection, taken)
    full_owners = [and_(*owned_by(owner)) for owner, count in by_owner.items() if count >= shares.of_owner]
    statement = (
        select(DELIVERIES.c.id, DELIVERIES.c.endpoint_id, ENDPOINTS.c.key_id, ENDPOINTS.c.registrant_id)
        .join(ENDPOINTS, ENDPOINTS.c.id == DELIVERIES.c.endpoint_id)
        .where(DELIVERIES.c.due_at <= now, or_(ENDPOINTS.c.not_before.is_(None), ENDPOINTS.c.not_before <= now))
        .where(DELIVERIES.c.endpoint_id.not_in(full))
        .where(ENDPOINTS.c.id.not_in(select(ENDPOINTS.c.id).where(or_(false(), *full_owners))))
        .order_by(DELIVERIES.c.due_at)
        .limit(LOOKED_AT)
    )
    picked: list[str] = []
    for row in connection.execute(statement):
        owner = Owner(row.key_id, row.registrant_id)
        has_share = taken[row.endpoint_id] < shares.of_endpoint and by_owner[owner] < shares.of_owner
        if len(picked) < room and has_share:
            taken[row.endpoint_id] += 1
            by_owner[owner] += 1
            picked.append(row.id)
    return picked


def _by_owner(connection: Connection, under_way: Mapping[str, int]) -> Counter[Owner]:
    columns = (ENDPOINTS.c.id, ENDPOINTS.c.key_id, ENDPOINTS.c.registrant_id)
    counted = Counter[Owner]()
    for row in connection.execute(select(*columns).where(ENDPOINTS.c.id.in_(list(under_way)))):
        counted[Owner(row.key_id, row.registrant_id)] += under_way[row.id]
    return counted


def claim(transaction: Transaction, ids: Collection[str], claimant: str, now: datetime) -> list[Claimed]:
    """Claim those that are still due; what another process is just claiming is left to it.

    Args:
        claimant: names this very claim.
    """
    connection = transaction.connection
    columns: list[ColumnElement[Any]] = [*DELIVERIES.c, *(ENDPOINTS.c[name] for name in OF_ENDPOINT), *OF_KEY]
    statement = (
        select(*columns, ENDPOINTS.c.status.label("endpoint_status"))
        .join(ENDPOINTS, ENDPOINTS.c.id == DELIVERIES.c.endpoint_id)
        .outerjoin(API_KEYS, API_KEYS.c.id == ENDPOINTS.c.key_id)
        .where(DELIVERIES.c.id.in_(ids), DELIVERIES.c.due_at <= now)
        .order_by(DELIVERIES.c.due_at)
        .with_for_update(of=DELIVERIES, skip_locked=True)
    )
    claimed = []
    for row in connection.execute(statement).all():
        has_ended = row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now)
        if has_ended or row.endpoint_status != EndpointStatus.ENABLED:
            disable(connection, row.endpoint_id, KEY_ENDED, now)
            continue
        values = {
            "due_at": now + LEASE,
            "claimed_by": claimant,
            "attempts": row.attempts + 1,
            "last_attempt_at": now,
        }
        connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == row.id).values(values))
        claimed.append(_claimed(row, claimant, now))
    return claimed


def _claimed(row: AnyRow, claimant: str, now: datetime) -> Claimed:
    is_rotating = row.old_secret is not None and row.old_secret_until > now
    keys = (row.secret, row.old_secret) if is_rotating else (row.secret,)
    return Claimed(row.id, row.endpoint_id, row.type, row.url, row.body, row.attempts + 1, keys, claimant)


def settle(
    transaction: Transaction, held: Claimed, answer: Answer, chance: float, now: datetime
) -> DeliveryStatus | None:
    """Write down what came of an attempt, for the delivery and for its endpoint.

    Returns:
        how the delivery stands after it; None: the claim was void, or the endpoint is gone.
    """
    connection = transaction.connection
    locked = select(ENDPOINTS).where(ENDPOINTS.c.id == held.endpoint_id).with_for_update()
    endpoint = connection.execute(locked).one_or_none()
    if endpoint is None:
        return None
    status, due_at = _after(held, answer, endpoint, chance, now)
    values = {
        "status": status,
        "due_at": due_at,
        "claimed_by": None,
        "response_status": answer.status,
        "error": answer.error,
        "response_excerpt": answer.excerpt,
        "duration_ms": answer.duration_ms,
    }
    mine = (DELIVERIES.c.id == held.id, DELIVERIES.c.claimed_by == held.claimant)
    if connection.execute(update(DELIVERIES).where(*mine).values(values)).rowcount == 0:
        return None
    health = _health(answer, endpoint, now)
    connection.execute(update(ENDPOINTS).where(ENDPOINTS.c.id == held.endpoint_id).values(health))
    if answer.status == GONE:
        disable(connection, held.endpoint_id, NOT_WANTED, now)
    elif not answer.is_success and is_to_be_disabled(health["failing_since"], now):
        disable(connection, held.endpoint_id, FAILING, now)
    return status


def _after(
    held: Claimed, answer: Answer, endpoint: AnyRow, chance: float, now: datetime
) -> tuple[DeliveryStatus, datetime | None]:
    """How the delivery stands after an attempt, and when the next one is due."""
    if answer.is_success:
        return DeliveryStatus.DELIVERED, None
    waiting_s = None if answer.status == GONE else wait_s(held.attempts, chance, answer.retry_after_s)
    if waiting_s is None:
        return DeliveryStatus.FAILED, None
    if endpoint.status != EndpointStatus.ENABLED:
        return DeliveryStatus.DROPPED, None
    return DeliveryStatus.PENDING, now + timedelta(seconds=waiting_s)


def _health(answer: Answer, endpoint: AnyRow, now: datetime) -> dict[str, Any]:
    """What an attempt says about its endpoint."""
    if answer.is_success:
        return {"last_success_at": now, "failing_since": None, "not_before": None}
    since = failing_since(endpoint.failing_since, endpoint.last_failure_at, now)
    health = {"last_failure_at": now, "failing_since": since}
    if answer.retry_after_s:
        health["not_before"] = now + timedelta(seconds=answer.retry_after_s)
    return health


def release(transaction: Transaction, held: Collection[Claimed], now: datetime) -> None:
    """Give back what this process will not finish: it is due at once, and the attempt does not count."""
    for one in held:
        mine = (DELIVERIES.c.id == one.id, DELIVERIES.c.claimed_by == one.claimant, DELIVERIES.c.due_at.is_not(None))
        values = {"due_at": now, "claimed_by": None, "attempts": one.attempts - 1}
        transaction.connection.execute(update(DELIVERIES).where(*mine).values(values))


def redeliver(transaction: Transaction, endpoint_id: str, delivery_id: str, now: datetime) -> AnyRow | None:
    """Try a delivery again from the beginning, under the same id; one that is under way is left to itself.

    Returns:
        the delivery as it is then; None: the endpoint has no such one.
    """
    connection = transaction.connection
    wanted = select(DELIVERIES).where(DELIVERIES.c.id == delivery_id, DELIVERIES.c.endpoint_id == endpoint_id)
    row = connection.execute(wanted.with_for_update()).one_or_none()
    if row is None or (row.claimed_by is not None and row.last_attempt_at + LEASE > now):
        return row
    values = {"status": DeliveryStatus.PENDING, "attempts": 0, "due_at": now, "claimed_by": None}
    connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == delivery_id).values(values))
    return connection.execute(wanted).one()
