"""Every limit and choice of the server, with its unit. Read from the environment, `.env` and secret files.

Only the composition root and the command line read this; everything else is handed values.
"""

import os
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Self

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from schemas.codec import MAX_FRAME_BYTES
from server.redaction import secret_part

SECRETS_DIR = Path(os.environ.get("REPCAST_SECRETS_DIR", "/run/secrets"))
"""A file of it named as a setting in lower case, `repcast_redis_url` for one, holds its value."""

SIGNS_ALONE = "no other server knows the tokens of this one; set REPCAST_TOKEN_SECRET, the same for all"


class ProviderChoice(StrEnum):
    """Who makes programs."""

    AUTO = "auto"
    """The model, where there is a key for it; else the rules."""
    OPENAI = "openai"
    RULES = "rules"


class Settings(BaseSettings):
    """Environment variables are named ``REPCAST_`` + the field's name, but where an alias says otherwise."""

    model_config = SettingsConfigDict(
        env_prefix="REPCAST_",
        env_file=".env",
        secrets_dir=SECRETS_DIR if SECRETS_DIR.is_dir() else None,
        extra="ignore",
        frozen=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        env_ignore_empty=True,
        populate_by_name=True,
    )

    database_url: str = Field(default="sqlite:///repcast.sqlite3", repr=False)
    """Where jobs live. A SQLite file in the working folder unless set. It may hold a password, so it is not shown."""

    redis_url: SecretStr | None = None
    """Redis, for many processes: frames reach the sockets of all of them, and their workers share the jobs. Without it
    this process has all the work."""
    redis_prefix: str = Field(default="repcast", pattern=r"^[A-Za-z0-9_.-]+$")
    """Begins every channel and key, so that several installations can share a Redis."""
    redis_sharded: bool = False
    """Use sharded pub/sub (``SPUBLISH``), for Redis Cluster."""

    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins of web pages that may connect, beside the server's own; comma-separated, ``scheme://host:port``."""

    trusted_proxies: str = "127.0.0.1"
    """Addresses or networks, comma-separated, whose ``X-Forwarded-For`` is believed; ``*`` for any, empty for none."""

    token_secret: Annotated[SecretStr, Field(min_length=32)] | None = None
    """Signs the short-lived tokens of browsers (HS256: 256 bits, RFC 7518, section 3.2). Without it each start makes
    its own."""
    previous_token_secrets: Annotated[tuple[Annotated[SecretStr, Field(min_length=32)], ...], NoDecode] = ()
    """Secrets that signed before, comma-separated: what they signed is good until it ends."""
    token_ttl_s: float = Field(default=900, gt=0)
    token_session_s: float = Field(default=43_200, gt=0)
    """How long a token may be had for a token, before a key is to be shown again."""
    key_refresh_s: float = Field(default=2, gt=0, le=4)
    """How often each process looks whether the keys that it knows are still good; 5 s are promised."""

    provider: ProviderChoice = ProviderChoice.AUTO
    openai_api_key: SecretStr | None = Field(default=None, validation_alias=AliasChoices("OPENAI_API_KEY"))
    openai_base_url: str | None = Field(
        default=None, pattern=r"^https?://\S+$", validation_alias=AliasChoices("OPENAI_BASE_URL"), repr=False
    )
    """Any server that speaks one of the two APIs; OpenAI's unless set. It may hold a password, so it is not shown."""
    openai_api: str = Field(default="responses", pattern="^(responses|chat_completions)$")
    """What that server speaks: few beside OpenAI's have the Responses API."""
    program_creation_model: str = Field(
        default="gpt-5-mini", min_length=1, validation_alias=AliasChoices("PROGRAM_CREATION_MODEL")
    )
    model_concurrency: int = Field(default=8, ge=1)
    """Calls of the model that a process has open at once, one user half of them at most; further ones wait."""
    plan_cache_days: int = Field(default=30, ge=0, le=3650)
    """How long a plan that the model finished is kept for others who wish the same in the same words. 0: none is."""
    user_tokens_per_day: int | None = Field(default=None, ge=1)
    """Tokens, in and out, that the model may be given and may write for one user in a day (UTC), over all processes on
    one database. Where they do not suffice the rules write. None: no bound."""
    tokens_per_day: int | None = Field(default=None, ge=1)
    """Likewise, for all users together."""

    pace_s: float = Field(default=0, ge=0, le=60)
    """An artificial delay before each step of a generation, so that a person can watch it. 0 for real use."""

    job_concurrency: int = Field(default=32, ge=0)
    """Jobs that a process works on at once. 0, only with Redis: it leaves them to workers. One user has half of
    these places at most, the next one half of what is left."""
    generator_process: bool = True
    """Whether rules make programs in a process of their own, which begins with the first job and gives way to this one:
    then nobody feels how many programs others want. It makes four of the same user in a second at most."""
    job_deadline_s: float = Field(default=600, gt=0)
    """How long one job may be worked on, its retries included."""
    job_max_attempts: int = Field(default=3, ge=1)
    """Attempts that may fail before the job does; a hand-over at shutdown is no failure."""
    retry_base_s: float = Field(default=1, ge=0)
    """Wait before the second attempt; doubles for each further one."""
    job_heartbeat_s: float = Field(default=10, gt=0)
    """How often a worker says that it lives, and looks whether its job was cancelled elsewhere."""
    job_lease_s: float = Field(default=45, gt=0)
    """A job whose worker was not heard of for longer is given to another one."""
    reconcile_interval_s: float = Field(default=15, gt=0)
    """How often jobs are looked for that nobody works on."""
    progress_interval_s: float = Field(default=0.25, ge=0)
    """Progress of one job is pushed at most once in this time. Weeks and final frames always are."""

    max_active_jobs: int = Field(default=20, ge=1)
    """Per user."""
    submits_per_minute: int = Field(default=60, ge=1)
    """Per user."""
    refused_submits_per_minute: int = Field(default=20, ge=1)
    """Per user: submissions over one of these two limits. Further ones are refused without a look at what they are."""
    max_connections_per_address: int = Field(default=20_000, ge=1)
    """Sockets that are open at once, over all processes that share Redis; likewise the two below. Over it one is closed
    with 4505."""
    max_connections_per_key: int = Field(default=20_000, ge=1)
    max_connections_per_user: int = Field(default=100, ge=1)
    """Of those who are bound to one user."""
    handshakes_per_minute: int = Field(default=3000, ge=1)
    """Per address: so many at once, then so many a minute; likewise the four below. Where an address has none left, a
    key or user that is shown at the handshake has as many."""
    floods_per_minute: int = Field(default=10, ge=1)
    """Sockets that were closed for sending too much: per key or user, and per address for who had not said hello. Over
    it no socket is served until some time has passed; at such an address who shows a key at the handshake is."""
    brief_sockets_per_minute: int = Field(default=60, ge=1)
    """Per address, in each process: sockets that end within 30 s. Further ones wait in the slow lane: two a second go
    on, of all who come too often. Likewise the two below."""
    looks_per_minute: int = Field(default=20, ge=1)
    """Per user: requests, submissions, and frames that look something up."""
    visits_per_minute: int = Field(default=300, ge=1)
    """Per address: requests of those who do not say who they are. The page and its files are some 25."""
    failed_logins_per_minute: int = Field(default=100, ge=1)
    """Per address. Over it wrong credentials are told to wait. Right ones are served: others may have that address."""
    requests_per_minute: int = Field(default=6000, ge=1)
    """To the REST endpoints: per key or user, and per address for who shows neither."""
    max_streams: int = Field(default=1024, ge=1)
    """Event streams and long polls that one of these callers has open at once."""
    max_subscriptions: int = Field(default=1024, ge=1)
    """Per socket."""
    max_frame_bytes: int = Field(default=MAX_FRAME_BYTES, ge=1024)
    """Largest frame from a client; over it the socket is closed with 1009."""
    max_body_bytes: int = Field(default=MAX_FRAME_BYTES, ge=1024)
    """Largest body of a REST request."""
    frames_per_second: float = Field(default=50, gt=0)
    frames_burst: int = Field(default=200, ge=1)
    frames_over_limit: int = Field(default=100, ge=1)
    """Frames that are answered ``rate_limited`` in a row before the socket is closed with 4006."""
    max_bad_frames: int = Field(default=20, ge=0)
    bad_frame_pause_s: float = Field(default=0.05, ge=0)
    """For so long behind the first bad frame, so much longer behind each further one, and 1 s at most, nothing is read
    of its socket: to say what is wrong takes 0.2 ms, and a flood of these was felt by all others."""

    outbox_frames: int = Field(default=256, ge=1)
    outbox_bytes: int = Field(default=1024 * 1024, ge=1024)
    replay_frames: int = Field(default=500, ge=1)
    """A reader that misses more than this gets a snapshot instead."""
    write_stall_s: float = Field(default=10, gt=0)
    """One write that is stuck for longer ends the socket."""

    handshake_timeout_s: float = Field(default=10, gt=0)
    """How long a connection may take to complete a request or a handshake, and be idle between two requests."""
    hello_timeout_s: float = Field(default=5, gt=0)
    heartbeat_s: float = Field(default=20, gt=0)
    """A ``ping`` frame is sent after this time without another frame; protocol pings run besides."""
    pong_timeout_s: float = Field(default=20, gt=0)
    """A protocol ping that is unanswered for longer ends the socket with 4003."""
    tail_interval_s: float = Field(default=5, gt=0)
    """How often the database is asked for what pub/sub may have lost."""

    log_retention_days: int = Field(default=30, ge=0, le=36500)
    """How long the frames of a job are kept after its end; then whoever asks is told its state. 0: for ever."""
    job_retention_days: int = Field(default=90, ge=0, le=36500)
    """How long jobs are kept that ended without a program. 0: for ever."""
    program_retention_days: int = Field(default=0, ge=0, le=36500)
    """How long programs are kept, and their jobs. 0: for ever."""
    prune_interval_s: float = Field(default=21600, ge=0)
    """How often what is past its time is removed. 0: by `repcast-server prune` alone."""

    drain_jobs_s: float = Field(default=3, ge=0)
    """At SIGTERM running jobs may go on for this long, then they are handed over."""
    drain_sockets_s: float = Field(default=3, gt=0)
    """Then sockets have this long to take what is queued for them."""
    reconnect_within_s: float = Field(default=10, gt=0)
    """What ``server.draining`` tells clients."""

    webhook_concurrency: int = Field(default=32, ge=0)
    """Attempts at deliveries that a process, server or worker, has under way at once; at most half of them are to the
    endpoints of one owner. 0 leaves them to others."""
    webhook_endpoint_concurrency: int = Field(default=4, ge=1)
    """Of them to one endpoint: a slow one does not hold up the others."""
    webhook_poll_s: float = Field(default=3, gt=0)
    """How often deliveries are looked for that are due; one that is made in this process goes out at once."""
    webhook_allow_http: bool = False
    """Also to ``http://``, where whoever is in between can read it."""
    webhook_allow_private: bool = False
    """Also to loopback and private networks: whoever may register an endpoint then reaches what is behind them."""
    webhook_retention_days: int = Field(default=30, ge=1, le=3650)
    """How long it is kept what was sent to whom; what is still to be sent is kept until it is over."""
    webhook_sends_per_minute: int = Field(default=60, ge=1)
    """Tests, and deliveries to be sent again, that a key or user may ask for."""
    max_webhooks: int = Field(default=20, ge=0)
    """Endpoints that a key may have which acts for any user."""
    max_webhooks_per_user: int = Field(default=3, ge=0)
    """That whoever is bound to one user may have. Each job of theirs is told to all of these: with twenty the 99th
    percentile of others' frames was a third more while one of them had a program made each second."""

    log_format: str = Field(default="console", pattern="^(console|json)$")
    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")

    otel_endpoint: SecretStr | None = Field(default=None, validation_alias=AliasChoices("OTEL_EXPORTER_OTLP_ENDPOINT"))
    """Where a collector takes traces, by OTLP over HTTP. Takes the extra ``otel``. It may hold a password."""
    sentry_dsn: SecretStr | None = Field(default=None, validation_alias=AliasChoices("SENTRY_DSN"))
    """Where crashes are reported. Takes the extra ``sentry``."""

    @property
    def chosen_provider(self) -> ProviderChoice:
        """Who makes programs, once "auto" is decided."""
        if self.provider is not ProviderChoice.AUTO:
            return self.provider
        has_key = self.openai_api_key is not None and bool(self.openai_api_key.get_secret_value())
        return ProviderChoice.OPENAI if has_key else ProviderChoice.RULES

    @property
    def signs_alone(self) -> bool:
        """Whether no other server knows the tokens of this one, though there may be others.

        A secret that they found in the database would spare the operator the setting, and whoever reads a backup could
        make tokens for any user: keys are kept there as digests alone.
        """
        return self.redis_url is not None and self.token_secret is None

    def secrets(self) -> tuple[str, ...]:
        """What no log may hold, whatever its shape."""
        values = (getattr(self, name) for name in Settings.model_fields)
        held = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        urls = [url for url in (self.database_url, self.openai_base_url) if url is not None]
        return tuple(secret for secret in map(secret_part, (*held, *urls)) if secret)

    @property
    def docket_name(self) -> str:
        """What processes that share their jobs call them on Redis."""
        return f"{self.redis_prefix}-jobs"

    @field_validator("allowed_origins", "previous_token_secrets", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        for part in value.split(",") if value.strip() not in ("", "*") else ():
            try:
                ip_network(part.strip())
            except ValueError as error:  # what is no address is never met, and its proxy never believed
                raise ValueError(f"addresses or networks of proxies, comma-separated: {error}") from None
        return value.strip()

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if self.job_concurrency == 0 and self.redis_url is None:
            raise ValueError("REPCAST_JOB_CONCURRENCY: 0 leaves all jobs to workers, which takes REPCAST_REDIS_URL")
        if self.provider is ProviderChoice.OPENAI and not (self.openai_api_key or self.openai_base_url):
            raise ValueError("REPCAST_PROVIDER: openai takes OPENAI_API_KEY, or OPENAI_BASE_URL for a server without")
        if self.job_lease_s < 2 * self.job_heartbeat_s:
            raise ValueError("REPCAST_JOB_LEASE_S: a lease is at least two heartbeats (REPCAST_JOB_HEARTBEAT_S) long")
        return self


def environment_name(field: str) -> str:
    """The variable that sets a field; ``field`` may be its alias already."""
    info = Settings.model_fields.get(field)
    if info is None:
        return field
    alias = info.validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"REPCAST_{field.upper()}"
