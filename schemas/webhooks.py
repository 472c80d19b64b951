"""Webhooks on the wire: what is sent to an endpoint, and the endpoints and deliveries of the REST calls.

What is sent follows Standard Webhooks 1.0.0 [github.com/standard-webhooks/standard-webhooks]: a thin body, and the
headers ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from schemas.job import JobStatus
from schemas.model import Omitted, Seq, Text, Timestamp, Uuid, WireModel


class WebhookEvent(StrEnum):
    """What an endpoint may be told of."""

    COMPLETED = "job.completed"
    FAILED = "job.failed"
    CANCELLED = "job.cancelled"


ALL_EVENTS = tuple(WebhookEvent)
TEST_EVENT: Literal["webhook.test"] = "webhook.test"


class EndedJob(WireModel):
    """Which job has ended, and how; all else is asked for, by ``href`` or the job's id."""

    job_id: Uuid
    user_id: Uuid
    seq: Seq
    """The number of the final frame in the job's log."""
    status: JobStatus
    program_id: Omitted[Uuid] = None
    href: Omitted[str] = None


class JobEnded(WireModel):
    """The body that an endpoint gets when a job has ended."""

    type: WebhookEvent
    timestamp: Timestamp
    """When the job ended; the header ``webhook-timestamp`` says when this was sent."""
    data: EndedJob


class TestedEndpoint(WireModel):
    webhook_id: Uuid


class WebhookTest(WireModel):
    """The body of a test, which nothing has to have happened for."""

    type: Literal["webhook.test"] = TEST_EVENT
    timestamp: Timestamp
    data: TestedEndpoint


class EndpointStatus(StrEnum):
    ENABLED = "enabled"
    DISABLED = "disabled"


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    """To be sent, or to be tried again."""
    DELIVERED = "delivered"
    """Answered with 2xx."""
    FAILED = "failed"
    """Given up."""
    DROPPED = "dropped"
    """Its endpoint was disabled before it was there."""


def _each_once(events: tuple[WebhookEvent, ...]) -> tuple[WebhookEvent, ...]:
    return tuple(event for event in WebhookEvent if event in events)


MAX_URL_CHARS = 2048

Url = Annotated[Text, Field(min_length=1, max_length=MAX_URL_CHARS)]
Events = Annotated[tuple[WebhookEvent, ...], Field(min_length=1, max_length=20), AfterValidator(_each_once)]


class NewWebhook(WireModel):
    """What registers an endpoint."""

    url: Url
    user_id: Uuid | None = None
    """The user of whose jobs it is told; null: of all users' jobs, which only an agent may ask for."""
    events: Events = ALL_EVENTS


class WebhookChange(WireModel):
    """What shall be different; what is left out stays."""

    url: Omitted[Url] = None
    events: Omitted[Events] = None
    status: Omitted[EndpointStatus] = None
    """``enabled`` also lifts a disabling by the server. What was pending when it was disabled is not sent again."""


class Webhook(WireModel):
    """An endpoint, without its secret."""

    id: Uuid
    url: str
    user_id: Uuid | None
    events: tuple[WebhookEvent, ...]
    status: EndpointStatus
    disabled_reason: str | None
    disabled_at: Timestamp | None
    created_at: Timestamp
    last_success_at: Timestamp | None
    last_failure_at: Timestamp | None
    old_secret_until: Omitted[Timestamp] = None
    """Until then what is sent is signed with the secret before the last rotation, too."""


class WebhookWithSecret(Webhook):
    """An endpoint and its secret, which is told when it is made and never again."""

    secret: Annotated[str, Field(repr=False)]
    """``whsec_`` and 32 random bytes in base64."""


class WebhookPage(WireModel):
    webhooks: tuple[Webhook, ...]
    next: Omitted[str] = None


class WebhookDelivery(WireModel):
    """One event on its way to one endpoint. Its id is the header ``webhook-id`` of every attempt."""

    id: Uuid
    webhook_id: Uuid
    type: str
    job_id: Uuid | None
    status: DeliveryStatus
    attempts: int
    created_at: Timestamp
    next_attempt_at: Timestamp | None
    last_attempt_at: Timestamp | None
    response_status: int | None
    """Of the last attempt; null where nothing answered."""
    error: str | None
    """Why the last attempt was none; null where it was."""
    response_excerpt: str | None
    """The beginning of what a failed attempt was answered."""
    duration_ms: int | None


class WebhookDeliveryPage(WireModel):
    deliveries: tuple[WebhookDelivery, ...]
    next: Omitted[str] = None
