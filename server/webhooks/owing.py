"""What is owed to endpoints: a delivery for each, made in the transaction that ends the job."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import bindparam, insert, or_, select

from schemas.model import WireModel
from schemas.server_frames import JobCancelled, JobCompleted, JobFailed
from schemas.webhooks import (
    TEST_EVENT,
    DeliveryStatus,
    EndedJob,
    EndpointStatus,
    JobEnded,
    TestedEndpoint,
    WebhookEvent,
    WebhookTest,
)
from server.storage.hot import HotStatement
from server.storage.transaction import Transaction
from server.webhooks.rows import DELIVERIES, ENDPOINTS

_LISTENING = HotStatement(
    select(ENDPOINTS.c.id, ENDPOINTS.c.events)
    .where(
        ENDPOINTS.c.status == EndpointStatus.ENABLED,
        or_(ENDPOINTS.c.user_id.is_(None), ENDPOINTS.c.user_id == bindparam("of_user")),
    )
    # One that is removed meanwhile would have the delivery refused, and with it the end of the job.
    .with_for_update(read=True, key_share=True)
)
_INSERT = insert(DELIVERIES)


def owe(transaction: Transaction, event: JobCompleted | JobFailed | JobCancelled) -> None:
    """Owe the end of a job to every endpoint that wants to know."""
    rows = _LISTENING.read(transaction.connection, {"of_user": event.user_id})
    listening = [row.id for row in rows if event.type in row.events]
    if not listening:
        return
    told = event if isinstance(event, JobCompleted) else None
    job = EndedJob(
        job_id=event.job_id,
        user_id=event.user_id,
        seq=event.seq,
        status=event.status,
        program_id=told and told.program_id,
        href=told and told.href,
    )
    body = JobEnded(type=WebhookEvent(event.type), timestamp=event.at, data=job)
    for endpoint_id in listening:
        _insert(transaction, endpoint_id, body.type, body, event.at, job_id=event.job_id)


def owe_test(transaction: Transaction, endpoint_id: str, now: datetime) -> str:
    """Owe an endpoint a test; returns the delivery's id."""
    body = WebhookTest(timestamp=now, data=TestedEndpoint(webhook_id=endpoint_id))
    return _insert(transaction, endpoint_id, TEST_EVENT, body, now)


def _insert(
    transaction: Transaction, endpoint_id: str, kind: str, body: WireModel, now: datetime, *, job_id: str | None = None
) -> str:
    delivery_id = str(uuid4())
    values = {
        "id": delivery_id,
        "endpoint_id": endpoint_id,
        "type": kind,
        "job_id": job_id,
        "body": body.model_dump_json(),
        "status": DeliveryStatus.PENDING,
        "attempts": 0,
        "due_at": now,
        "created_at": now,
    }
    transaction.connection.execute(_INSERT, values)
    return delivery_id
