"""The tables. A job row says how things stand; its events say how they came to be so."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlmodel import Field, SQLModel

from schemas.job import JobKind, JobStatus, Stage
from schemas.webhooks import DeliveryStatus, EndpointStatus


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC: SQLite forgets the zone, Postgres keeps it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model, for statements that need no object for each row."""
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel adds it to each class with table=True
    return table


def _id() -> Any:
    return Field(sa_column=Column(String(36), primary_key=True))


def _time(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcDateTime, nullable=nullable))


class User(SQLModel, table=True):
    """Somebody for whom programs are made; a row appears with the first job."""

    __tablename__ = "users"

    id: str = _id()
    created_at: datetime = _time()


class Job(SQLModel, table=True):
    """A generation job as it stands after event ``last_seq``."""

    __tablename__ = "program_generation_jobs"
    __table_args__ = (Index("ix_jobs_user_created", "user_id", "created_at", "id"),)

    id: str = _id()
    user_id: str = Field(sa_column=Column(String(36), ForeignKey("users.id"), nullable=False))
    kind: JobKind = Field(sa_column=Column(String(16), nullable=False))
    request: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    fingerprint: str = Field(sa_column=Column(String(64), nullable=False))

    status: JobStatus = Field(sa_column=Column(String(16), nullable=False, index=True))
    progress: int = 0
    stage: Stage = Field(default=Stage.QUEUED, sa_column=Column(String(16), nullable=False))
    message: str = Field(default="", sa_column=Column(Text, nullable=False))
    weeks_done: int = 0
    weeks_total: int = 0
    last_seq: int = 0
    provider: str | None = None

    attempt: int = 0
    failed_attempts: int = 0
    owner: str | None = None
    heartbeat_at: datetime | None = _time(nullable=True)
    cancel_requested: bool = False
    cancel_reason: str | None = None

    created_at: datetime = _time()
    started_at: datetime | None = _time(nullable=True)
    completed_at: datetime | None = _time(nullable=True)
    program_id: str | None = Field(default=None, sa_column=Column(String(36)))
    error_code: str | None = None
    error_message: str | None = Field(default=None, sa_column=Column(Text))
    error_say: str | None = Field(default=None, sa_column=Column(Text))


class IdempotencyKey(SQLModel, table=True):
    """What a client's key stands for, for as long as the job is kept. Several keys may stand for one job."""

    __tablename__ = "idempotency_keys"

    user_id: str = Field(sa_column=Column(String(36), ForeignKey("users.id"), primary_key=True))
    key: str = Field(sa_column=Column(String(255), primary_key=True))
    job_id: str = Field(
        sa_column=Column(
            String(36), ForeignKey("program_generation_jobs.id", ondelete="CASCADE"), nullable=False, index=True
        )
    )
    request_digest: str = Field(sa_column=Column(String(64), nullable=False))


class JobEvent(SQLModel, table=True):
    """One numbered frame, as it goes over the wire. Never changed, only pruned."""

    __tablename__ = "job_events"
    # Rows lie in the order of the key, so that a replay reads neighbours.
    __table_args__ = ({"sqlite_with_rowid": False},)

    job_id: str = Field(
        sa_column=Column(String(36), ForeignKey("program_generation_jobs.id", ondelete="CASCADE"), primary_key=True)
    )
    seq: int = Field(primary_key=True)
    type: str = Field(sa_column=Column(String(32), nullable=False))
    attempt: int
    at: datetime = _time()
    payload: str = Field(sa_column=Column(Text, nullable=False))


class GenerationCheckpoint(SQLModel, table=True):
    """A part of a program that a model wrote: a job that is begun again does not pay for it twice."""

    __tablename__ = "generation_checkpoints"

    job_id: str = Field(
        sa_column=Column(String(36), ForeignKey("program_generation_jobs.id", ondelete="CASCADE"), primary_key=True)
    )
    chunk: int = Field(primary_key=True)
    plan: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    saved_at: datetime = _time()


class CachedPlan(SQLModel, table=True):
    """A plan that a model finished, for whoever wishes the same; of the person who wished first there is nothing."""

    __tablename__ = "plan_cache"

    key: str = Field(sa_column=Column(String(64), primary_key=True))
    plan: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    model: str
    prompt_version: str
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    last_used_at: datetime | None = _time(nullable=True)
    uses: int = 0


class ModelCall(SQLModel, table=True):
    """One request to a model, and what it cost. It is there before the request is sent, so none is forgotten.

    ``outcome`` is None until the call is over, and stays so where the process dies; tokens are None where the vendor
    did not tell of them.
    """

    __tablename__ = "model_calls"

    job_id: str = Field(
        sa_column=Column(String(36), ForeignKey("program_generation_jobs.id", ondelete="CASCADE"), primary_key=True)
    )
    id: str = _id()
    begun_at: datetime = _time()
    reserved_tokens: int
    outcome: str | None = Field(default=None, sa_column=Column(String(32)))
    input_tokens: int | None = None
    cached_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    written_chars: int = 0


class TokenBudget(SQLModel, table=True):
    """Tokens of a day (UTC) that are spent or set aside: a user's, or everybody's together."""

    __tablename__ = "token_budgets"

    day: date = Field(primary_key=True)
    payer: str = Field(sa_column=Column(String(36), primary_key=True))
    tokens: int = Field(sa_column=Column(BigInteger, nullable=False))


class ApiKey(SQLModel, table=True):
    """Somebody who may come in. Of the key itself there is a digest alone; a revoked one stays, to say what it was."""

    __tablename__ = "api_keys"

    id: str = _id()
    name: str = Field(sa_column=Column(String(100), nullable=False))
    scope: str = Field(sa_column=Column(String(16), nullable=False))
    user_id: str | None = Field(default=None, sa_column=Column(String(36)))
    """The user that a key of scope ``user`` is bound to; a row of ``users`` appears with their first job only."""
    digest: str = Field(sa_column=Column(String(64), nullable=False))
    """SHA-256 of the secret, in hexadecimal digits."""
    created_at: datetime = _time()
    expires_at: datetime | None = _time(nullable=True)
    last_used_at: datetime | None = _time(nullable=True)
    revoked_at: datetime | None = _time(nullable=True)


class WebhookEndpoint(SQLModel, table=True):
    """Where somebody wants to be told of ended jobs."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (Index("ix_webhook_endpoints_owner", "key_id", "registrant_id"),)

    id: str = _id()
    key_id: str | None = Field(
        default=None, sa_column=Column(String(36), ForeignKey("api_keys.id", ondelete="CASCADE"), nullable=True)
    )
    """The key by which it was registered, and stops; None: by whoever is at this machine."""
    registrant_id: str | None = Field(default=None, sa_column=Column(String(36)))
    """The user to whom whoever registered it was bound."""
    user_id: str | None = Field(default=None, sa_column=Column(String(36), index=True))
    """The user of whose jobs it is told; None: of all. A row of ``users`` appears with their first job only."""
    url: str = Field(sa_column=Column(Text, nullable=False))
    events: list[str] = Field(sa_column=Column(JSON, nullable=False))
    secret: str = Field(sa_column=Column(String(64), nullable=False), repr=False)
    """As it is: it signs."""
    old_secret: str | None = Field(default=None, sa_column=Column(String(64)), repr=False)
    old_secret_until: datetime | None = _time(nullable=True)
    status: EndpointStatus = Field(sa_column=Column(String(16), nullable=False))
    disabled_reason: str | None = Field(default=None, sa_column=Column(Text))
    disabled_at: datetime | None = _time(nullable=True)
    not_before: datetime | None = _time(nullable=True)
    """Until then the receiver wants to be left alone."""
    created_at: datetime = _time()
    last_success_at: datetime | None = _time(nullable=True)
    last_failure_at: datetime | None = _time(nullable=True)
    failing_since: datetime | None = _time(nullable=True)
    """When the series of failures began that is still going on."""


class WebhookDelivery(SQLModel, table=True):
    """One event for one endpoint: made in the transaction that ends the job, so that no crash loses it.

    Whoever claims it puts ``due_at`` off by a lease, and writes who it is: a claim that is silent is due again.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (Index("ix_webhook_deliveries_endpoint", "endpoint_id", "created_at", "id"),)

    id: str = _id()
    endpoint_id: str = Field(
        sa_column=Column(String(36), ForeignKey("webhook_endpoints.id", ondelete="CASCADE"), nullable=False)
    )
    type: str = Field(sa_column=Column(String(32), nullable=False))
    job_id: str | None = Field(default=None, sa_column=Column(String(36)))
    body: str = Field(sa_column=Column(Text, nullable=False))
    """What is sent and signed, to the byte."""
    status: DeliveryStatus = Field(sa_column=Column(String(16), nullable=False))
    attempts: int = 0
    due_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True, index=True))
    """When it is to be tried; None: no more."""
    claimed_by: str | None = Field(default=None, sa_column=Column(String(36)))
    created_at: datetime = _time()
    last_attempt_at: datetime | None = _time(nullable=True)
    response_status: int | None = None
    error: str | None = Field(default=None, sa_column=Column(Text))
    response_excerpt: str | None = Field(default=None, sa_column=Column(Text))
    duration_ms: int | None = None


class Program(SQLModel, table=True):
    """A finished program; a revision stands beside the one that it changed."""

    __tablename__ = "user_generated_programs"
    __table_args__ = (Index("ix_programs_user_created", "user_id", "created_at", "id"),)

    id: str = _id()
    user_id: str = Field(sa_column=Column(String(36), ForeignKey("users.id"), nullable=False))
    job_id: str = Field(
        sa_column=Column(String(36), ForeignKey("program_generation_jobs.id"), nullable=False, unique=True)
    )
    name: str
    description: str = Field(sa_column=Column(Text, nullable=False))
    duration_weeks: int
    days_per_week: int
    goal_category: str
    fitness_level: str
    document: str = Field(sa_column=Column(Text, nullable=False))
    """The program document as JSON text: written once, served as it is."""
    request: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    score: float | None = None
    parent_id: str | None = Field(default=None, sa_column=Column(String(36), ForeignKey("user_generated_programs.id")))
    revision: int = 1
    created_at: datetime = _time()
