"""What attempts do to an endpoint: left alone, disabled, and none is held up by another."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.webhooks import DeliveryStatus, EndpointStatus, WebhookChange
from server.access.identity import Scope
from server.access.key_book import Grant
from server.access.keys import id_of
from server.webhooks.claiming import LOOKED_AT
from server.webhooks.endpoints import Owner
from tests.support.parts import SetClock, ended, running_parts, submit
from tests.support.samples import new_user, program_request
from tests.support.waiting import wait_until
from tests.webhooks.hooks import (
    DELIVERING,
    NOBODY_DELIVERS,
    deliveries,
    disabled,
    hook,
    hook_now,
    key_book,
    settled,
    trial,
)
from tests.webhooks.receiver import OK, Received, http, receiver

DAY_S = 86_400.0


async def test_a_receiver_that_is_gone_is_left_alone(tmp_path: Path) -> None:
    """410 disables the endpoint at once, with the reason; what else it was owed is dropped until it is enabled."""
    async with receiver(http(410)) as there:
        async with running_parts(tmp_path, **NOBODY_DELIVERS) as server:
            webhook = await hook(server, there.url)
            owed = [await trial(server, webhook.id) for _ in range(3)]
        async with running_parts(tmp_path, webhook_endpoint_concurrency=1, **DELIVERING) as server:
            await disabled(server, webhook.id, "The receiver answered 410: it wants no more.")
            statuses = [each.status for each in await deliveries(server, webhook.id)]
            assert sorted(statuses) == ["dropped", "dropped", "failed"]
            assert len(there.received) == 1
            there.answers = [OK]
            enabled = await server.rooms.webhooks.change(webhook.id, None, WebhookChange(status=EndpointStatus.ENABLED))
            assert enabled is not None
            assert (enabled.status, enabled.disabled_reason, enabled.disabled_at) == ("enabled", None, None)
            await server.rooms.webhooks.redeliver(webhook.id, owed[-1], None)
            assert (await settled(server, owed[-1], 1)).status is DeliveryStatus.DELIVERED


async def test_a_receiver_may_ask_for_time(tmp_path: Path) -> None:
    """With Retry-After; then nothing else is sent there before either."""
    clock = SetClock()
    async with receiver(http(429, "", "retry-after: 600"), OK) as there:
        async with running_parts(tmp_path, clock=clock, **DELIVERING) as server:
            webhook = await hook(server, there.url)
            first = await trial(server, webhook.id)
            now = await settled(server, first, 1)
            assert now.next_attempt_at == clock() + timedelta(seconds=600)
            second = await trial(server, webhook.id)
            clock.move(599)
            assert await server.deliverer.look() == 0
            clock.move(1)
            server.deliverer.wake()
            for delivery_id, attempts in ((first, 2), (second, 1)):
                assert (await settled(server, delivery_id, attempts)).status is DeliveryStatus.DELIVERED


async def test_an_endpoint_that_fails_for_five_days_is_disabled(tmp_path: Path) -> None:
    """Not a moment sooner; one success in between begins the count anew."""
    clock = SetClock()
    bad = http(500)
    async with receiver(bad, OK, bad) as there, running_parts(tmp_path, clock=clock, **DELIVERING) as server:
        webhook = await hook(server, there.url)

        async def day() -> EndpointStatus:
            await settled(server, await trial(server, webhook.id), 1)
            clock.move(DAY_S)
            return (await hook_now(server, webhook.id)).status

        await settled(server, await trial(server, webhook.id), 1)
        clock.move(1)
        await settled(server, await trial(server, webhook.id), 1)
        assert [await day() for _ in range(5)] == [EndpointStatus.ENABLED] * 5
        await trial(server, webhook.id)
        await disabled(server, webhook.id, "Nothing arrived for five days.")
        await ended(server, (await submit(server, program_request(duration_weeks=1))).job.job_id)
        assert all(each.type == "webhook.test" for each in await deliveries(server, webhook.id))


async def test_a_slow_endpoint_delays_no_other(tmp_path: Path) -> None:
    """It has a share of the attempts, however much is owed to it."""
    released = asyncio.Event()

    async def slow(_: Received) -> str:
        await released.wait()
        return OK

    async with receiver(slow) as stuck, receiver() as quick:
        async with running_parts(
            tmp_path, webhook_concurrency=6, webhook_endpoint_concurrency=2, **DELIVERING
        ) as server:
            one, other = await hook(server, stuck.url), await hook(server, quick.url)
            owed = [await trial(server, one.id) for _ in range(8)]
            await wait_until(lambda: len(stuck.received) == 2, "its share is under way")
            for _ in range(4):
                assert (await settled(server, await trial(server, other.id), 1)).status is DeliveryStatus.DELIVERED
            assert len(stuck.received) == 2
            released.set()
            for delivery_id in owed:
                await settled(server, delivery_id, 1)
        assert sorted(stuck.ids) == sorted(owed)


@pytest.mark.parametrize("ending", ["revoked", "expired"])
async def test_the_endpoints_of_a_key_stop_with_it(tmp_path: Path, ending: str) -> None:
    """Nothing is sent any more, and the endpoint says why."""
    clock = SetClock()
    async with receiver() as there, running_parts(tmp_path, clock=clock, **DELIVERING) as server:
        book, lifetime = key_book(server, clock), timedelta(minutes=1)
        key_id = str(id_of(await book.make(Grant(Scope.AGENT, good_for=lifetime))))
        webhook = await hook(server, there.url, Owner(key_id, None))
        await settled(server, await trial(server, webhook.id), 1)
        if ending == "revoked":
            await book.revoke(key_id)
        else:
            clock.now += lifetime
        await trial(server, webhook.id)
        await disabled(server, webhook.id, "The key that it was registered with was revoked, or has ended.")
        assert {each.status for each in await deliveries(server, webhook.id)} == {"delivered", "dropped"}
        assert len(there.received) == 1


async def test_a_rotated_secret_signs_along_for_a_day(tmp_path: Path) -> None:
    """Receivers believe by the old one until then, and not after."""
    clock = SetClock()
    async with receiver() as there, running_parts(tmp_path, clock=clock, **DELIVERING) as server:
        webhook = await hook(server, there.url)
        rotated = await server.rooms.webhooks.rotate(webhook.id, None)
        assert rotated is not None
        assert rotated.secret != webhook.secret
        for count, seconds in ((2, 0.0), (2, DAY_S - 1), (1, 1.0)):
            clock.move(seconds)
            await settled(server, await trial(server, webhook.id), 1)
            assert len(there.received[-1].headers["webhook-signature"].split(" ")) == count


async def test_one_owner_does_not_hold_up_the_others(tmp_path: Path) -> None:
    """However many endpoints they have, and however much is owed to them: half of what is under way is for others."""
    is_over = asyncio.Event()

    async def late(_: Received) -> str:
        await is_over.wait()
        return OK

    async with receiver(late) as slow, receiver() as quick:
        async with running_parts(tmp_path, webhook_concurrency=4, **DELIVERING) as server:
            one, other = Owner(None, new_user()), Owner(None, new_user())
            for _ in range(3):
                webhook = await hook(server, slow.url, one)
                await asyncio.gather(*(trial(server, webhook.id) for _ in range(LOOKED_AT // 2)))
            await wait_until(lambda: len(slow.received) == 2, "half is under way")
            delivery_id = await trial(server, (await hook(server, quick.url, other)).id)
            assert (await settled(server, delivery_id, 1)).status is DeliveryStatus.DELIVERED
            assert len(slow.received) == 2
            is_over.set()
