"""All that is a user's, removed at their wish."""

from collections import Counter
from datetime import datetime

from sqlalchemy import delete, func, update

from server.jobs.budgets import BUDGETS
from server.jobs.programs import PROGRAMS
from server.jobs.rows import JOBS
from server.jobs.submission import KEYS, USERS
from server.storage.tables import ApiKey, table_of
from server.storage.transaction import Transaction

API_KEYS = table_of(ApiKey)


def erase_user(transaction: Transaction, user_id: str, now: datetime) -> Counter[str]:
    """Remove a user's jobs, with their logs and calls of a model, programs, keys of submissions and budgets.

    Keys that are bound to them are revoked, and say nothing of them any more. A worker that makes something for them is
    refused its next write, and stops. Nothing of them is in plans that are kept for others.

    Returns:
        how many rows of what; all are nought where there is no such user.
    """
    theirs = (
        # In the order in which nothing refers any more to what goes.
        ("programs", PROGRAMS, PROGRAMS.c.user_id),
        ("idempotency_keys", KEYS, KEYS.c.user_id),
        ("jobs", JOBS, JOBS.c.user_id),
        ("budgets", BUDGETS, BUDGETS.c.payer),
        ("users", USERS, USERS.c.id),
    )
    execute = transaction.connection.execute
    # Not removed: that there was a key says that nobody comes in without.
    nobodys = {"user_id": None, "name": "", "revoked_at": func.coalesce(API_KEYS.c.revoked_at, now)}
    keys = execute(update(API_KEYS).where(API_KEYS.c.user_id == user_id).values(nobodys)).rowcount
    removed = Counter({name: execute(delete(table).where(user == user_id)).rowcount for name, table, user in theirs})
    removed["keys"] = keys
    return removed
