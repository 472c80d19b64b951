"""All that is a user's, removed at their wish."""

from collections import Counter

from sqlalchemy import delete

from server.jobs.budgets import BUDGETS
from server.jobs.programs import PROGRAMS
from server.jobs.rows import JOBS
from server.jobs.submission import KEYS, USERS
from server.storage.transaction import Transaction


def erase_user(transaction: Transaction, user_id: str) -> Counter[str]:
    """Remove a user's jobs, with their logs and calls of a model, programs, keys of submissions and budgets.

    A worker that makes something for them is refused its next write, and stops. Nothing of them is in plans that are
    kept for others.

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
    return Counter({name: execute(delete(table).where(user == user_id)).rowcount for name, table, user in theirs})
