"""The REST calls of webhooks, as the command line makes them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import httpx
from pydantic import ValidationError

from schemas.model import JsonObject, WireModel
from schemas.webhooks import (
    DeliveryStatus,
    Webhook,
    WebhookDelivery,
    WebhookDeliveryPage,
    WebhookPage,
    WebhookWithSecret,
)
from voice_client.cli.options import Options
from voice_client.cli.problems import check, stranger
from voice_client.errors import Unreachable
from voice_client.link import http_url

PATIENCE_S = 30.0
LOOK_AGAIN_S = 0.2
LOOKS = 100
"""At a delivery that is under way, some 20 s: an attempt takes 15 at the most, and may wait for its turn."""
AT_ONCE = 100
"""Items of a page."""

Model = TypeVar("Model", bound=WireModel)


class WebhookCalls:
    """What may be asked of a server; each call raises `PushError` where it does not do as it is asked."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def add(self, wish: JsonObject) -> WebhookWithSecret:
        return await self._call(WebhookWithSecret, "POST", "", wish)

    async def all(self) -> list[Webhook]:
        """All that the caller sees, newest first."""
        found: list[Webhook] = []
        path = f"?limit={AT_ONCE}"
        while True:
            page = await self._call(WebhookPage, "GET", path)
            found += page.webhooks
            if page.next is None:
                return found
            path = f"?limit={AT_ONCE}&cursor={page.next}"

    async def change(self, webhook_id: str, wish: JsonObject) -> Webhook:
        return await self._call(Webhook, "PATCH", f"/{webhook_id}", wish)

    async def remove(self, webhook_id: str) -> None:
        await self._answer("DELETE", f"/{webhook_id}")

    async def rotate(self, webhook_id: str) -> WebhookWithSecret:
        return await self._call(WebhookWithSecret, "POST", f"/{webhook_id}/rotate-secret")

    async def deliveries(self, webhook_id: str, limit: int) -> list[WebhookDelivery]:
        """The newest, newest first."""
        page = await self._call(WebhookDeliveryPage, "GET", f"/{webhook_id}/deliveries?limit={limit}")
        return list(page.deliveries)

    async def test(self, webhook_id: str) -> WebhookDelivery:
        """A test, once it was tried; or as it stands, where that takes long."""
        return await self._tried(await self._call(WebhookDelivery, "POST", f"/{webhook_id}/test"))

    async def redeliver(self, webhook_id: str, delivery_id: str) -> WebhookDelivery:
        """The delivery, once it was tried again; or as it stands, where that takes long."""
        path = f"/{webhook_id}/deliveries/{delivery_id}/redeliver"
        return await self._tried(await self._call(WebhookDelivery, "POST", path))

    async def _tried(self, delivery: WebhookDelivery) -> WebhookDelivery:
        path = f"/{delivery.webhook_id}/deliveries/{delivery.id}"
        for _ in range(LOOKS):
            is_waiting = delivery.attempts == 0 or delivery.next_attempt_at is None
            if delivery.status is not DeliveryStatus.PENDING or not is_waiting:
                break
            await asyncio.sleep(LOOK_AGAIN_S)
            delivery = await self._call(WebhookDelivery, "GET", path)
        return delivery

    async def _call(self, model: type[Model], method: str, path: str, body: JsonObject | None = None) -> Model:
        answer = await self._answer(method, path, body)
        try:
            return model.model_validate_json(answer.content, extra="ignore")
        except ValidationError:
            raise stranger(answer) from None

    async def _answer(self, method: str, path: str, body: JsonObject | None = None) -> httpx.Response:
        try:
            answer = await self._http.request(method, f"/api/webhooks{path}", json=body)
        except httpx.TransportError as error:
            raise Unreachable(f"{self._http.base_url}: {str(error) or type(error).__name__}") from error
        check(answer)
        if not answer.is_success:
            raise stranger(answer)
        return answer


@asynccontextmanager
async def webhook_calls(options: Options) -> AsyncIterator[WebhookCalls]:
    """Calls of the server that was named, as whoever was named."""
    headers = {"Authorization": f"Bearer {options.token}"} if options.token else {}
    async with httpx.AsyncClient(base_url=http_url(options.url), headers=headers, timeout=PATIENCE_S) as http:
        yield WebhookCalls(http)
