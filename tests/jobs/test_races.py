"""What may cost is counted exactly when two processes decide at the same moment: the one is held amid its write."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from schemas.client_frames import OnActive
from schemas.errors import ErrorCode
from schemas.job import JobKind
from server.app import Server
from server.generation.spending import OverBudget
from server.jobs.budgets import BUDGETS, Bounds, Payer, reserve
from server.jobs.refusal import Refused
from server.jobs.standing import USERS
from server.jobs.submission import Asking, Submission, SubmitLimits
from server.jobs.submitting import submit
from server.storage.database import Database
from server.storage.joint import Joint
from server.storage.transaction import Transaction
from tests.support.parts import SetClock, running_parts
from tests.support.parts import submit as submitted
from tests.support.postgres_sessions import closed_gate, opened, pass_gate
from tests.support.samples import new_user, program_request

NOW = SetClock().now


@pytest.fixture
async def one(tmp_path: Path, postgres_url: str) -> AsyncIterator[Server]:
    """A process that works on nothing."""
    async with running_parts(tmp_path, database_url=postgres_url) as parts:
        await parts.engine.drain(0)
        yield parts


@pytest.fixture
async def other(one: Server) -> AsyncIterator[Database]:
    """What another process has of the same database."""
    async with opened(one.settings.database_url) as database:
        yield database


async def _at_once(
    one: Server, other: Database, first: Callable[[Transaction], object], second: Callable[[Transaction], object]
) -> BaseException | None:
    """What the second raises that decides while the first has decided and not committed."""

    def held(transaction: Transaction) -> None:
        first(transaction)
        pass_gate(transaction)

    async with closed_gate(one.settings.database_url) as gate:
        ahead = asyncio.create_task(one.database.write(held))
        await gate.is_reached_by(1)
        behind = asyncio.create_task(other.write(second))
        await gate.holds_up(2, or_done=behind)
    await ahead
    [outcome] = await asyncio.gather(behind, return_exceptions=True)
    return outcome if isinstance(outcome, BaseException) else None


async def test_the_last_tokens_of_a_day_are_set_aside_once(one: Server, other: Database) -> None:
    """Of two calls for which there is room for one, one is made."""
    user, bounds = new_user(), Bounds(everybody=100)  # of everybody: who waits for their row has looked already
    payer = Payer((await submitted(one, program_request(user))).job.job_id, user)

    def call(name: str, tokens: int) -> Callable[[Transaction], None]:
        return lambda transaction: reserve(transaction, payer, name, tokens, bounds, NOW)

    await one.database.write(call("earlier", 10))
    assert isinstance(await _at_once(one, other, call("a", 60), call("b", 60)), OverBudget)
    counted = await other.read(lambda c: c.execute(select(BUDGETS.c.tokens)).scalars().all())
    assert counted == [70, 70]


async def test_the_last_job_of_a_user_is_made_once(one: Server, other: Database) -> None:
    """Of two different wishes, of a user who is known."""
    user, limits = new_user(), SubmitLimits(max_active_jobs=1, submits_per_minute=100)

    async def wish(weeks: int) -> Submission:
        request = program_request(user, duration_weeks=weeks)
        return await one.service.understand(JobKind.GENERATE, request, None, OnActive.PARALLEL, None)

    await one.database.write(lambda tx: tx.insert_or_ignore(USERS, {"id": user, "created_at": NOW}))
    first, second = await wish(4), await wish(8)
    refused = await _at_once(
        one, other, Joint(submit, Asking(first, limits, NOW)), Joint(submit, Asking(second, limits, NOW))
    )
    assert isinstance(refused, Refused)
    assert refused.code is ErrorCode.TOO_MANY_JOBS
