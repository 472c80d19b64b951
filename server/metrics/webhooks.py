"""Webhooks: what became of attempts to deliver, and how long receivers took."""

from prometheus_client import CollectorRegistry

from schemas.webhooks import DeliveryStatus
from server.metrics.series import Counts, Histogram
from server.webhooks.delivery import Attempted

OUTCOMES = {
    DeliveryStatus.DELIVERED: "delivered",
    DeliveryStatus.PENDING: "tried_again_later",
    DeliveryStatus.FAILED: "given_up",
    DeliveryStatus.DROPPED: "dropped",
    None: "taken_over",
}
"""How a delivery stands after an attempt → what that attempt was."""
TOOK_BOUNDS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0)


class WebhookMetrics:
    """A `server.webhooks.delivery.OnDelivery`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._attempts = Counts(
            registry,
            "repcast_webhook_attempts",
            "Attempts to deliver a webhook, by what became of them.",
            "outcome",
            OUTCOMES.values(),
        )
        self._took = Histogram(
            registry, "repcast_webhook_seconds", "How long an attempt to deliver a webhook took.", TOOK_BOUNDS_S
        ).of[()]

    def attempted(self, attempted: Attempted) -> None:
        """An attempt is over."""
        self._attempts.add(OUTCOMES[attempted.status])
        self._took.add(attempted.answer.duration_ms / 1000)
