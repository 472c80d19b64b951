"""Deliveries: made with the job's end, tried for a day, given up, never lost."""

import asyncio
from datetime import timedelta
from pathlib import Path

from schemas.webhooks import DeliveryStatus, WebhookEvent
from server.generation.generator import GenerationFailed
from server.webhooks.schedule import WAITS_S
from tests.support.parts import SetClock, ended, running_parts, submit
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Fail, Hold, ScriptedGenerator
from tests.support.waiting import wait_until
from tests.webhooks.hooks import (
    DELIVERING,
    NOBODY_DELIVERS,
    deliveries,
    hook,
    hook_now,
    settled,
    trial,
)
from tests.webhooks.receiver import OK, Received, http, receiver

DAY_S = 86_400.0


async def test_a_job_that_ends_is_told(tmp_path: Path) -> None:
    """To its user's endpoint and to one of all users, once each, and to no other user's."""
    async with receiver() as there, running_parts(tmp_path, **DELIVERING) as server:
        user = new_user()
        mine, everybodys = await hook(server, there.url, user_id=user), await hook(server, there.url)
        others = await hook(server, there.url, user_id=new_user())
        job_id = (await submit(server, program_request(user, duration_weeks=1))).job.job_id
        job = await ended(server, job_id)
        await wait_until(lambda: len(there.received) == 2, "both are told")
        for webhook in (mine, everybodys):
            [delivery] = await deliveries(server, webhook.id)
            [request] = [each for each in there.received if each.id == delivery.id]
            assert request.verified(webhook.secret) == {
                "type": "job.completed",
                "timestamp": job.model_dump(mode="json")["completed_at"],
                "data": {
                    "job_id": job_id,
                    "user_id": user,
                    "seq": job.seq,
                    "status": "completed",
                    "program_id": job.program_id,
                    "href": f"/api/programs/{job.program_id}",
                },
            }
            assert (await settled(server, delivery.id, 1)).status is DeliveryStatus.DELIVERED
        assert await deliveries(server, others.id) == []
        assert (await hook_now(server, mine.id)).last_success_at is not None


async def test_each_way_of_ending_is_an_event(tmp_path: Path) -> None:
    """And an endpoint is told of those that it asked for."""
    fail = Fail(GenerationFailed(code="broken", message="It broke.", say="It broke."))
    generator = ScriptedGenerator([[fail]])
    async with receiver() as there, running_parts(tmp_path, generator, **DELIVERING) as server:
        both = await hook(server, there.url, events=(WebhookEvent.FAILED, WebhookEvent.CANCELLED))
        await hook(server, there.url, events=(WebhookEvent.COMPLETED,))
        failed = (await submit(server, program_request())).job.job_id
        await ended(server, failed)
        await server.engine.drain(0)  # the next one waits, and is cancelled there
        cancelled = (await submit(server, program_request())).job.job_id
        await server.service.cancel(cancelled, None, "no time")
        await wait_until(lambda: len(there.received) == 2, "both are told")
        told = [each.verified(both.secret) for each in there.received]
    assert {(each["type"], each["data"]["job_id"]) for each in told} == {
        ("job.failed", failed),
        ("job.cancelled", cancelled),
    }
    assert all("program_id" not in each["data"] for each in told)


async def test_what_was_owed_at_a_crash_is_delivered_after_it(tmp_path: Path) -> None:
    """Nobody delivered between the commit and the end of the process."""
    async with receiver() as there:
        async with running_parts(tmp_path, **NOBODY_DELIVERS) as server:
            webhook = await hook(server, there.url)
            await ended(server, (await submit(server, program_request(duration_weeks=1))).job.job_id)
            [owed] = await deliveries(server, webhook.id)
            assert (owed.status, owed.attempts) == (DeliveryStatus.PENDING, 0)
        assert there.received == []
        async with running_parts(tmp_path, **DELIVERING) as server:
            assert (await settled(server, owed.id, 1)).status is DeliveryStatus.DELIVERED
        assert there.ids == [owed.id]


async def test_a_receiver_that_fails_is_tried_for_a_day(tmp_path: Path) -> None:
    """Under the same id, signed anew each time, no sooner than the table says; then it is there."""
    clock = SetClock()
    refusals = [http(500, "down")] * (len(WAITS_S) - 1)
    async with receiver(*refusals, OK) as there, running_parts(tmp_path, clock=clock, **DELIVERING) as server:
        webhook = await hook(server, there.url)
        delivery_id = await trial(server, webhook.id)
        times = []
        for attempts, wait in enumerate(WAITS_S[:-1], 1):
            now = await settled(server, delivery_id, attempts)
            assert (now.status, now.response_status, now.response_excerpt) == (DeliveryStatus.PENDING, 500, "down")
            assert now.next_attempt_at is not None
            assert wait <= (now.next_attempt_at - clock()).total_seconds() <= 1.5 * wait
            clock.now = now.next_attempt_at - timedelta(seconds=1)
            assert await server.deliverer.look() == 0
            clock.move(1)
            times.append(clock.now)
            server.deliverer.wake()
        there_now = await settled(server, delivery_id, len(WAITS_S))
        assert (there_now.status, there_now.next_attempt_at, there_now.error) == (DeliveryStatus.DELIVERED, None, None)
        assert set(there.ids) == {delivery_id}
        assert [int(each.headers["webhook-timestamp"]) for each in there.received[1:]] == [
            int(at.timestamp()) for at in times
        ]
        assert len({each.headers["webhook-signature"] for each in there.received}) == len(WAITS_S)


async def test_what_nobody_takes_is_given_up_and_can_be_sent_again(tmp_path: Path) -> None:
    """After more than a day; sent again by hand it begins anew, under the same id."""
    clock = SetClock()
    async with receiver(http(500)) as there, running_parts(tmp_path, clock=clock, **DELIVERING) as server:
        webhook = await hook(server, there.url)
        delivery_id = await trial(server, webhook.id)
        begun = clock.now
        for attempts in range(1, len(WAITS_S) + 1):
            clock.now = (await settled(server, delivery_id, attempts)).next_attempt_at or clock.now
            server.deliverer.wake()
        given_up = await settled(server, delivery_id, len(WAITS_S) + 1)
        assert (given_up.status, given_up.next_attempt_at) == (DeliveryStatus.FAILED, None)
        assert clock.now - begun > timedelta(days=1)
        there.answers = [OK]
        again = await server.rooms.webhooks.redeliver(webhook.id, delivery_id, None)
        assert again is not None
        assert (again.status, again.attempts) == (DeliveryStatus.PENDING, 0)
        assert (await settled(server, delivery_id, 1)).status is DeliveryStatus.DELIVERED
        assert set(there.ids) == {delivery_id}


async def test_an_attempt_under_way_at_the_end_is_given_back(tmp_path: Path) -> None:
    """It does not count, and whoever comes next makes it at once."""
    closed = asyncio.Event()

    async def never(_: Received) -> str:
        await closed.wait()
        return OK

    async with receiver(never, OK) as there:
        async with running_parts(tmp_path, **DELIVERING) as server:
            webhook = await hook(server, there.url)
            delivery_id = await trial(server, webhook.id)
            await wait_until(lambda: len(there.received) == 1, "it is under way")
        closed.set()
        async with running_parts(tmp_path, **DELIVERING) as server:
            assert (await settled(server, delivery_id, 1)).status is DeliveryStatus.DELIVERED
        assert there.ids == [delivery_id] * 2


async def test_old_deliveries_are_pruned_once_they_are_over(tmp_path: Path) -> None:
    """What is still to be sent stays, however old it is."""
    clock = SetClock()
    async with (
        receiver(OK, http(500)) as there,
        running_parts(tmp_path, clock=clock, webhook_retention_days=1, **DELIVERING) as server,
    ):
        webhook = await hook(server, there.url)
        await settled(server, await trial(server, webhook.id), 1)
        clock.move(1)
        failing = await trial(server, webhook.id)
        await settled(server, failing, 1)
        clock.move(DAY_S)
        pruned = await server.pruner.prune()
        assert pruned is not None
        assert pruned["deliveries"] == 1
        assert [each.id for each in await deliveries(server, webhook.id)] == [failing]


async def test_a_wish_to_stop_a_job_at_work_is_told_when_it_has_stopped(tmp_path: Path) -> None:
    """By the worker, in the same way as by whoever cancels one that waits."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with receiver() as there, running_parts(tmp_path, generator, **DELIVERING) as server:
        webhook = await hook(server, there.url)
        job_id = (await submit(server, program_request())).job.job_id
        await wait_until(lambda: generator.holding == 1, "it is at work")
        await server.service.cancel(job_id, None, None)
        await wait_until(lambda: len(there.received) == 1, "it is told")
        assert there.received[0].verified(webhook.secret)["type"] == "job.cancelled"
