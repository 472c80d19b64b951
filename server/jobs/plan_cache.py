"""Plans that a model finished, kept for whoever wishes the same; see `server.generation.finished_plans`.

A row says nothing of a person: neither who wished nor in which words. A plan's name and description are the model's,
and may echo words of whoever asked first; those words are a part of what the key is made of, so only who said them too
is given the plan.
"""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy import Connection, delete, select, update

from schemas.model import JsonObject
from server.clock import Clock
from server.generation.finished_plans import FinishedPlan
from server.storage.database import Database
from server.storage.tables import CachedPlan, table_of
from server.storage.transaction import StorageUnavailable, Transaction

T = TypeVar("T")

PLANS = table_of(CachedPlan)


def find_plan(connection: Connection, key: str, since: datetime) -> JsonObject | None:
    """The plan of a key, if it is no older."""
    statement = select(PLANS.c.plan).where(PLANS.c.key == key, PLANS.c.created_at > since)
    found: JsonObject | None = connection.execute(statement).scalar_one_or_none()
    return found


def note_use(transaction: Transaction, key: str, now: datetime) -> None:
    """Count that a program was made of a plan."""
    used = {"uses": PLANS.c.uses + 1, "last_used_at": now}
    transaction.connection.execute(update(PLANS).where(PLANS.c.key == key).values(used))


def keep_plan(transaction: Transaction, finished: FinishedPlan, now: datetime, since: datetime) -> None:
    """Keep a plan in the place of one of the same key; those that are older than ``since`` go."""
    transaction.connection.execute(delete(PLANS).where(PLANS.c.created_at <= since))
    values = {
        "key": finished.key,
        "plan": finished.plan,
        "model": finished.model,
        "prompt_version": finished.prompt_version,
        "created_at": now,
        "last_used_at": None,
        "uses": 0,
    }
    transaction.insert_or_replace(PLANS, values)


class PlanCache:
    """The `server.generation.finished_plans.FinishedPlans` of a database.

    Args:
        kept_for: how old a plan may be.
    """

    def __init__(self, database: Database, kept_for: timedelta, clock: Clock) -> None:
        self._database = database
        self._kept_for = kept_for
        self._clock = clock
        self._log = structlog.get_logger("repcast.plans")

    async def find(self, key: str) -> JsonObject | None:
        since = self._clock() - self._kept_for
        return await self._unless_away(self._database.read(lambda c: find_plan(c, key, since)), "find")

    async def note_use(self, key: str) -> None:
        now = self._clock()
        await self._unless_away(self._database.write(lambda tx: note_use(tx, key, now)), "note_use")

    async def keep(self, finished: FinishedPlan) -> None:
        now = self._clock()
        kept = self._database.write(lambda tx: keep_plan(tx, finished, now, now - self._kept_for))
        await self._unless_away(kept, "keep")

    async def _unless_away(self, work: Awaitable[T], what: str) -> T | None:
        """A cache is no reason for a job to wait or to fail: what cannot be done now is left undone, and logged."""
        try:
            return await work
        except StorageUnavailable as error:
            self._log.warning("plan_cache_away", left_undone=what, error=str(error))
            return None
