"""Between the rows of endpoints and deliveries and what goes over the wire."""

from datetime import datetime

from schemas.webhooks import DeliveryStatus, EndpointStatus, Webhook, WebhookDelivery, WebhookEvent
from server.storage.hot import AnyRow
from server.storage.tables import ApiKey, table_of
from server.storage.tables import WebhookDelivery as DeliveryTable
from server.storage.tables import WebhookEndpoint as EndpointTable

ENDPOINTS = table_of(EndpointTable)
DELIVERIES = table_of(DeliveryTable)
API_KEYS = table_of(ApiKey)


def webhook_of(row: AnyRow, now: datetime) -> Webhook:
    """An endpoint as it is shown."""
    is_rotating = row.old_secret_until is not None and row.old_secret_until > now
    return Webhook(
        id=row.id,
        url=row.url,
        user_id=row.user_id,
        events=tuple(WebhookEvent(event) for event in row.events),
        status=EndpointStatus(row.status),
        disabled_reason=row.disabled_reason,
        disabled_at=row.disabled_at,
        created_at=row.created_at,
        last_success_at=row.last_success_at,
        last_failure_at=row.last_failure_at,
        old_secret_until=row.old_secret_until if is_rotating else None,
    )


def delivery_of(row: AnyRow) -> WebhookDelivery:
    """A delivery as it is shown."""
    return WebhookDelivery(
        id=row.id,
        webhook_id=row.endpoint_id,
        type=row.type,
        job_id=row.job_id,
        status=DeliveryStatus(row.status),
        attempts=row.attempts,
        created_at=row.created_at,
        next_attempt_at=row.due_at if row.claimed_by is None else None,
        last_attempt_at=row.last_attempt_at,
        response_status=row.response_status,
        error=row.error,
        response_excerpt=row.response_excerpt,
        duration_ms=row.duration_ms,
    )
