"""What jobs have cost in a model's tokens: told to each job while it works, read for whoever asks about it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from uuid import uuid4

from sqlalchemy import Connection, bindparam, case, func, select

from schemas.job import ModelUsage
from server.clock import Clock
from server.generation.spending import Spent, about_tokens
from server.jobs.budgets import CALLS, Bounds, Payer, release, reserve, settle
from server.storage.hot import HotStatement
from server.storage.transaction import Write, padded

_IS_UNTOLD = CALLS.c.input_tokens.is_(None)
_SUMS = (
    CALLS.c.job_id,
    func.count().label("calls"),
    *(
        func.coalesce(func.sum(column), 0).label(column.name)
        for column in (CALLS.c.input_tokens, CALLS.c.cached_tokens, CALLS.c.output_tokens, CALLS.c.reasoning_tokens)
    ),
    func.sum(case((_IS_UNTOLD, 1), else_=0)).label("uncounted_calls"),
    func.sum(case((_IS_UNTOLD, CALLS.c.written_chars), else_=0)).label("uncounted_chars"),
)
_OF_JOBS = HotStatement(
    select(*_SUMS).where(CALLS.c.job_id.in_(bindparam("ids", expanding=True))).group_by(CALLS.c.job_id)
)


def usage_of(connection: Connection, job_ids: Sequence[str]) -> dict[str, ModelUsage]:
    """What each of these jobs has cost so far; those that called no model are left out."""
    if not job_ids:
        return {}
    return {
        row.job_id: ModelUsage(
            calls=row.calls,
            input_tokens=row.input_tokens,
            cached_tokens=row.cached_tokens,
            output_tokens=row.output_tokens,
            reasoning_tokens=row.reasoning_tokens,
            uncounted_calls=row.uncounted_calls,
            uncounted_output_tokens=about_tokens(row.uncounted_chars),
        )
        for row in _OF_JOBS.read(connection, {"ids": padded(job_ids)})
    }


class JobSpending:
    """The `server.generation.spending.Spending` of one job.

    Args:
        write: writes, however long the database is away.
    """

    def __init__(
        self, payer: Payer, bounds: Bounds, clock: Clock, write: Callable[[Write[None]], Awaitable[None]]
    ) -> None:
        self._payer = payer
        self._bounds = bounds
        self._clock = clock
        self._write = write

    async def reserve(self, tokens: int) -> str:
        call = str(uuid4())
        try:
            await self._write(lambda tx: reserve(tx, self._payer, call, tokens, self._bounds, self._clock()))
        except asyncio.CancelledError:
            # It may have been set aside all the same; behind this nothing is sent.
            await self._write(lambda tx: release(tx, self._payer, call))
            raise
        return call

    async def settle(self, call: str, spent: Spent) -> None:
        await self._write(lambda tx: settle(tx, self._payer, call, spent))
