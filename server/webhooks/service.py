"""Everything that may be asked of endpoints. Who asks is known; ``owner`` is None for who may see everybody's.

What is not the owner's is None, exactly as what does not exist.

- `Disabled`: nothing is sent to an endpoint that is disabled.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import select

from schemas.webhooks import EndpointStatus, NewWebhook, Webhook, WebhookChange, WebhookDelivery, WebhookWithSecret
from server.clock import Clock
from server.storage.database import Database
from server.storage.hot import AnyRow
from server.storage.transaction import Transaction
from server.webhooks.claiming import redeliver
from server.webhooks.endpoints import Owner, change, find_endpoint, register, remove, rotate
from server.webhooks.owing import owe_test
from server.webhooks.rows import DELIVERIES, delivery_of, webhook_of
from server.webhooks.sender import Sender
from server.webhooks.signing import new_secret

T = TypeVar("T")


class Disabled(Exception):
    """Nothing is sent to an endpoint that is disabled."""


class WebhookService:
    """Registers endpoints and has things sent to them.

    Args:
        wake: tells whoever delivers that something is due.
        most: says how many endpoints an owner may have.
    """

    def __init__(
        self, database: Database, sender: Sender, wake: Callable[[], None], most: Callable[[Owner], int], clock: Clock
    ) -> None:
        self._database = database
        self._sender = sender
        self._wake = wake
        self._most = most
        self._clock = clock

    async def register(self, wish: NewWebhook, owner: Owner) -> WebhookWithSecret:
        """A new endpoint, with its secret.

        Raises:
            UnfitUrl: nothing may be sent there.
            TooManyEndpoints: the owner has as many as they may have.
        """
        await self._sender.target(wish.url)
        now, secret = self._clock(), new_secret()
        row = await self._database.write(lambda tx: register(tx, wish, owner, secret, self._most(owner), now))
        return self._with_secret(row)

    async def find(self, endpoint_id: str, owner: Owner | None) -> Webhook | None:
        row = await self._database.read(lambda c: find_endpoint(c, endpoint_id, owner))
        return None if row is None else self.shown(row)

    async def change(self, endpoint_id: str, owner: Owner | None, wish: WebhookChange) -> Webhook | None:
        """The endpoint as it is after the change.

        Raises:
            UnfitUrl: nothing may be sent to the new URL.
        """
        if await self.find(endpoint_id, owner) is None:  # who does not own it learns nothing about the URL either
            return None
        if wish.url is not None:
            await self._sender.target(wish.url)
        now = self._clock()
        row = await self._database.write(lambda tx: change(tx, endpoint_id, owner, wish, now))
        return None if row is None else self.shown(row)

    async def remove(self, endpoint_id: str, owner: Owner | None) -> bool:
        return await self._database.write(lambda tx: remove(tx, endpoint_id, owner))

    async def rotate(self, endpoint_id: str, owner: Owner | None) -> WebhookWithSecret | None:
        """The endpoint with a new secret; the one before signs along for a day."""
        now, secret = self._clock(), new_secret()
        row = await self._database.write(lambda tx: rotate(tx, endpoint_id, owner, secret, now))
        return None if row is None else self._with_secret(row)

    async def test(self, endpoint_id: str, owner: Owner | None) -> WebhookDelivery | None:
        """A test on its way to the endpoint.

        Raises:
            Disabled: nothing is sent there.
        """

        def write(transaction: Transaction) -> AnyRow:
            delivery_id = owe_test(transaction, endpoint_id, self._clock())
            return transaction.connection.execute(select(DELIVERIES).where(DELIVERIES.c.id == delivery_id)).one()

        return await self._sent(endpoint_id, owner, write)

    async def redeliver(self, endpoint_id: str, delivery_id: str, owner: Owner | None) -> WebhookDelivery | None:
        """The delivery on its way once more, as if it were new.

        Raises:
            Disabled: nothing is sent there.
        """
        return await self._sent(endpoint_id, owner, lambda tx: redeliver(tx, endpoint_id, delivery_id, self._clock()))

    async def _sent(
        self, endpoint_id: str, owner: Owner | None, send: Callable[[Transaction], AnyRow | None]
    ) -> WebhookDelivery | None:
        def write(transaction: Transaction) -> AnyRow | None:
            endpoint = find_endpoint(transaction.connection, endpoint_id, owner, to_change=True)
            if endpoint is not None and endpoint.status != EndpointStatus.ENABLED:
                raise Disabled
            return None if endpoint is None else send(transaction)

        row = await self._database.write(write)
        self._wake()
        return None if row is None else delivery_of(row)

    def shown(self, row: AnyRow) -> Webhook:
        """A row as it is shown."""
        return webhook_of(row, self._clock())

    def _with_secret(self, row: AnyRow) -> WebhookWithSecret:
        return WebhookWithSecret(**self.shown(row).model_dump(), secret=row.secret)
