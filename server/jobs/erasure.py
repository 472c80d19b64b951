"""All that is a user's, removed at their wish."""

from collections import Counter
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from server.jobs.budgets import BUDGETS
from server.jobs.programs import PROGRAMS
from server.jobs.rows import JOBS
from server.jobs.standing import KEYS, USERS
from server.storage.tables import ApiKey, table_of
from server.storage.transaction import Transaction
from server.webhooks.rows import DELIVERIES, ENDPOINTS

API_KEYS = table_of(ApiKey)


def erase_user(transaction: Transaction, user_id: str, now: datetime) -> Counter[str]:
    """Remove a user's jobs, with their logs and calls of a model, programs, webhooks, and whatever tells of them.

    Keys that are bound to them are revoked, and say nothing of them any more. A worker that makes something for them is
    refused its next write, and stops. Nothing of them is in plans that are kept for others.

    Returns:
        how many rows of what; all are nought where there is no such user.
    """
    jobs = select(JOBS.c.id).where(JOBS.c.user_id == user_id)
    # In the order in which nothing refers any more to what goes.
    theirs = (
        ("webhook_deliveries", DELIVERIES, DELIVERIES.c.job_id.in_(jobs)),
        ("webhook_endpoints", ENDPOINTS, or_(ENDPOINTS.c.user_id == user_id, ENDPOINTS.c.registrant_id == user_id)),
        ("programs", PROGRAMS, PROGRAMS.c.user_id == user_id),
        ("idempotency_keys", KEYS, KEYS.c.user_id == user_id),
        ("jobs", JOBS, JOBS.c.user_id == user_id),
        ("budgets", BUDGETS, BUDGETS.c.payer == user_id),
        ("users", USERS, USERS.c.id == user_id),
    )
    execute = transaction.connection.execute
    removed = Counter({name: execute(delete(table).where(which)).rowcount for name, table, which in theirs})
    # Not removed: that there was a key says that nobody comes in without.
    nobodys = {"user_id": None, "name": "", "revoked_at": func.coalesce(API_KEYS.c.revoked_at, now)}
    removed["keys"] = execute(update(API_KEYS).where(API_KEYS.c.user_id == user_id).values(nobodys)).rowcount
    return removed
