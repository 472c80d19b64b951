"""Endpoints of tests, and what becomes of their deliveries."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from schemas.webhooks import EndpointStatus, NewWebhook, Webhook, WebhookDelivery, WebhookWithSecret
from server.access.key_book import KeyBook
from server.app import Server
from server.clock import Clock, utc_now
from server.webhooks.endpoints import Owner
from server.webhooks.rows import DELIVERIES, delivery_of
from tests.support.waiting import wait_until

ME = Owner(None, None)
NOBODY_DELIVERS: dict[str, Any] = {"webhook_allow_private": True, "webhook_concurrency": 0}
DELIVERING: dict[str, Any] = {"webhook_allow_private": True}


async def hook(server: Server, url: str, owner: Owner = ME, **wish: Any) -> WebhookWithSecret:
    """A new endpoint."""
    return await server.rooms.webhooks.register(NewWebhook(url=url, **wish), owner)


async def hook_now(server: Server, webhook_id: str) -> Webhook:
    """An endpoint as it stands."""
    found = await server.rooms.webhooks.find(webhook_id, None)
    assert found is not None
    return found


async def disabled(server: Server, webhook_id: str, reason: str) -> None:
    """Wait until an endpoint is disabled, for this reason."""

    async def is_disabled() -> bool:
        return (await hook_now(server, webhook_id)).status is EndpointStatus.DISABLED

    await wait_until(is_disabled, f"endpoint {webhook_id} is disabled")
    now = await hook_now(server, webhook_id)
    assert now.disabled_reason == reason
    assert now.disabled_at is not None


async def trial(server: Server, webhook_id: str) -> str:
    """Have a test sent; returns the delivery's id."""
    sent = await server.rooms.webhooks.test(webhook_id, None)
    assert sent is not None
    return sent.id


async def deliveries(server: Server, webhook_id: str) -> Sequence[WebhookDelivery]:
    """Of an endpoint, oldest first."""
    wanted = select(DELIVERIES).where(DELIVERIES.c.endpoint_id == webhook_id).order_by(DELIVERIES.c.created_at)
    return await server.database.read(lambda c: [delivery_of(row) for row in c.execute(wanted)])


async def settled(server: Server, delivery_id: str, attempts: int) -> WebhookDelivery:
    """A delivery once so many attempts are over."""
    wanted = select(DELIVERIES).where(DELIVERIES.c.id == delivery_id)

    async def now() -> WebhookDelivery | None:
        row = await server.database.read(lambda c: c.execute(wanted).one())
        is_over = row.attempts == attempts and row.claimed_by is None
        return delivery_of(row) if is_over else None

    async def is_settled() -> bool:
        return await now() is not None

    await wait_until(is_settled, f"{attempts} attempts at delivery {delivery_id} are over")
    found = await now()
    assert found is not None
    return found


def key_book(server: Server, clock: Clock = utc_now) -> KeyBook:
    """The keys of the server's database."""
    return KeyBook(server.settings.database_url, clock)
