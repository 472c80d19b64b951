"""Claims: however many processes deliver, an attempt is made by one of them, and none is forgotten."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from schemas.job import JobStatus
from schemas.webhooks import DeliveryStatus
from server.access.identity import Scope
from server.access.key_book import Grant
from server.access.keys import id_of
from server.storage.transaction import Transaction
from server.webhooks.claiming import LEASE, Claimed, Shares, claim, due, settle
from server.webhooks.endpoints import Owner, TooManyEndpoints, remove
from server.webhooks.sender import ATTEMPT_S, Answer
from tests.support.parts import ended, running_parts, submit, weeks_written
from tests.support.postgres_sessions import closed_gate, pass_gate, session
from tests.support.samples import program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until
from tests.webhooks.hooks import DELIVERING, NOBODY_DELIVERS, deliveries, hook, key_book, settled, trial
from tests.webhooks.receiver import receiver

FINE = Answer(204, None)
DELIVERIES = 60


async def test_two_processes_deliver_each_once(database_url: str, tmp_path: Path) -> None:
    """Between them nothing is sent twice or left out."""
    shared: dict[str, Any] = {"database_url": database_url, "webhook_endpoint_concurrency": 8}
    async with receiver() as there, running_parts(tmp_path, **shared, **NOBODY_DELIVERS) as quiet:
        webhook = await hook(quiet, there.url)
        owed = await asyncio.gather(*(trial(quiet, webhook.id) for _ in range(DELIVERIES)))
        async with running_parts(tmp_path, **shared, **DELIVERING) as one:
            async with running_parts(tmp_path, **shared, **DELIVERING) as other:
                one.deliverer.wake()
                other.deliverer.wake()
                for delivery_id in owed:
                    await settled(quiet, delivery_id, 1)
        statuses = {each.status for each in await deliveries(quiet, webhook.id)}
    assert statuses == {DeliveryStatus.DELIVERED}
    assert sorted(there.ids) == sorted(owed)


async def test_a_claim_is_one_processes_until_its_lease_is_over(database_url: str, tmp_path: Path) -> None:
    """Whoever died with it loses it then; what it still says is void."""
    async with running_parts(tmp_path, database_url=database_url, **NOBODY_DELIVERS) as server:
        webhook = await hook(server, "http://127.0.0.1:9/")
        delivery_id = await trial(server, webhook.id)
        now = server.rooms.webhooks._clock()

        async def claimed(claimant: str, at: timedelta) -> list[Claimed]:
            moment = now + at
            found = await server.database.read(lambda c: due(c, {}, 9, Shares(9, 9), moment))
            return await server.database.write(lambda tx: claim(tx, found, claimant, moment))

        async def says(held: Claimed) -> DeliveryStatus | None:
            return await server.database.write(lambda tx: settle(tx, held, FINE, 0.0, now))

        soon = timedelta(seconds=1)
        [dead] = await claimed("dead", soon)
        assert await claimed("other", soon) == []
        assert await claimed("other", LEASE) == []
        [held] = await claimed("other", LEASE + soon)
        assert (held.id, held.attempts) == (delivery_id, 2)
        assert await says(dead) is None
        assert await says(held) is DeliveryStatus.DELIVERED
        assert await says(held) is None
        assert LEASE.total_seconds() > 2 * ATTEMPT_S


async def test_claims_at_the_same_moment_do_not_wait_for_each_other(postgres_url: str, tmp_path: Path) -> None:
    """What one transaction is about to claim another one leaves out, and neither gives way."""
    parts: dict[str, Any] = {"database_url": postgres_url, **NOBODY_DELIVERS}
    async with running_parts(tmp_path, **parts) as one, running_parts(tmp_path, **parts) as other:
        webhook = await hook(one, "http://127.0.0.1:9/")
        owed = [await trial(one, webhook.id) for _ in range(4)]
        now = one.rooms.webhooks._clock() + timedelta(seconds=1)

        def held_up(transaction: Transaction) -> list[Claimed]:
            found = claim(transaction, owed[:2], "one", now)
            pass_gate(transaction)
            return found

        async with closed_gate(postgres_url) as gate:
            first = asyncio.create_task(one.database.write(held_up))
            await gate.is_reached_by(1)
            second = await other.database.write(lambda tx: claim(tx, owed, "other", now))
        assert [held.id for held in await first] == owed[:2]
        assert [held.id for held in second] == owed[2:]


async def test_no_more_endpoints_than_there_may_be(database_url: str, tmp_path: Path) -> None:
    """Exactly, also where two processes count at once; another key has as many of its own."""
    parts: dict[str, Any] = {"database_url": database_url, "max_webhooks": 5, **NOBODY_DELIVERS}
    async with running_parts(tmp_path, **parts) as one, running_parts(tmp_path, **parts) as other:
        keys = [id_of(await key_book(one).make(Grant(Scope.AGENT))) for _ in range(2)]
        wishes = [hook(server, "http://127.0.0.1:9/", Owner(keys[0], None)) for server in (one, other) * 5]
        made = await asyncio.gather(*wishes, return_exceptions=True)
        refused = [each for each in made if isinstance(each, TooManyEndpoints)]
        assert (len(made), len(refused)) == (10, 5)
        await hook(one, "http://127.0.0.1:9/", Owner(keys[1], None))
        with pytest.raises(TooManyEndpoints):
            await hook(other, "http://127.0.0.1:9/", Owner(keys[0], None))


async def test_a_job_ends_while_its_endpoint_is_removed(postgres_url: str, tmp_path: Path) -> None:
    """It owes nothing to what is being removed, and is not made again because of it."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    parts: dict[str, Any] = {"database_url": postgres_url, **NOBODY_DELIVERS}
    async with running_parts(tmp_path, **parts) as other, running_parts(tmp_path, generator, **parts) as one:
        webhook = await hook(one, "http://127.0.0.1:9/")
        job_id = (await submit(one, program_request(duration_weeks=2))).job.job_id
        await weeks_written(one, job_id, 1)

        def held_up(transaction: Transaction) -> bool:
            is_removed = remove(transaction, webhook.id, None)
            pass_gate(transaction)
            return is_removed

        async with session(postgres_url) as onlooker:

            async def is_waiting() -> bool:
                held = text("SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted")
                return bool((await onlooker.execute(held)).scalar_one())

            async with closed_gate(postgres_url) as gate:
                removing = asyncio.create_task(other.database.write(held_up))
                await gate.is_reached_by(1)
                generator.release()
                await wait_until(is_waiting, "the job's end waits for the removal")
        assert await removing
        job = await ended(one, job_id)
        assert (job.status, generator.begun) == (JobStatus.COMPLETED, 1)
