"""What the settings say, in the terms of each part: its limits, and which of several it is."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from schemas.server_frames import Limits, ServerInfo
from server import __version__
from server.access.doorkeeper import Doorkeeper
from server.access.key_ring import KeyRing
from server.access.quotas import Quotas, SharedCounts
from server.access.tokens import TokenMint, new_secret
from server.access.visits import Visits
from server.clock import Clock
from server.gateway.greeting import HouseRules
from server.gateway.session import SessionLimits
from server.generation.finished_plans import FinishedPlans, NoPlans
from server.jobs.budgets import Bounds
from server.jobs.claim import Lease
from server.jobs.engine import Engine
from server.jobs.in_process_engine import InProcessEngine
from server.jobs.plan_cache import PlanCache
from server.jobs.retention import Retention
from server.jobs.runner import Runner, RunnerLimits
from server.push.bus import Bus
from server.push.local_bus import LocalBus
from server.settings import ProviderChoice, Settings
from server.storage.database import Database
from server.storage.url import is_postgres, parse_url
from server.webhooks.claiming import Shares
from server.webhooks.delivery import DeliveryLimits
from server.webhooks.endpoints import Owner
from server.webhooks.targets import Reachable


def runner_limits(settings: Settings) -> RunnerLimits:
    return RunnerLimits(
        deadline_s=settings.job_deadline_s,
        retry_base_s=settings.retry_base_s,
        progress_interval_s=settings.progress_interval_s,
        heartbeat_s=settings.job_heartbeat_s,
        lease=lease(settings),
        tokens=Bounds(settings.user_tokens_per_day, settings.tokens_per_day),
    )


def finished_plans(settings: Settings, database: Database, clock: Clock) -> FinishedPlans:
    days = settings.plan_cache_days
    return PlanCache(database, timedelta(days=days), clock) if days else NoPlans()


def retention(settings: Settings) -> Retention:
    return Retention(
        logs=_days(settings.log_retention_days),
        jobs=_days(settings.job_retention_days),
        programs=_days(settings.program_retention_days),
        plans=timedelta(days=settings.plan_cache_days),
        deliveries=timedelta(days=settings.webhook_retention_days),
    )


def _days(days: int) -> timedelta | None:
    return timedelta(days=days) if days else None


def most_webhooks(settings: Settings) -> Callable[[Owner], int]:
    """Endpoints that an owner may have."""
    of_user = min(settings.max_webhooks, settings.max_webhooks_per_user)
    return lambda owner: settings.max_webhooks if owner.user_id is None else of_user


def programs_by(settings: Settings) -> str:
    """Who makes programs, for an operator; whether a model's vendor answers is not asked."""
    if settings.chosen_provider is ProviderChoice.RULES:
        return "rules make programs"
    where = "at OpenAI" if settings.openai_base_url is None else "where OPENAI_BASE_URL says"
    return f"{settings.program_creation_model}, {where}, is configured"


def database_folder(settings: Settings) -> Path | None:
    """Where an embedded database is kept; None where it is a server's."""
    url = parse_url(settings.database_url)
    return None if is_postgres(url) else Path(str(url.database)).absolute().parent


def lease(settings: Settings) -> Lease:
    return Lease(settings.job_lease_s, settings.job_max_attempts)


def doorkeeper(settings: Settings, database: Database, clock: Clock) -> Doorkeeper:
    visits = Visits()
    keys = KeyRing(database, clock, visits.key_ids, settings.key_refresh_s)
    return Doorkeeper(keys, token_mint(settings), visits, clock)


def token_mint(settings: Settings) -> TokenMint:
    chosen = (settings.token_secret, *settings.previous_token_secrets)
    secrets = [secret.get_secret_value() for secret in chosen if secret is not None]
    if settings.token_secret is None:
        secrets.insert(0, new_secret())
    return TokenMint(secrets, settings.token_ttl_s, settings.token_session_s)


def bus(settings: Settings) -> Bus:
    if settings.redis_url is None:
        return LocalBus()
    # An embedded server starts faster without these.
    from server.push.redis_bus import RedisBus  # noqa: PLC0415
    from server.push.sharded_bus import ShardedBus  # noqa: PLC0415

    kind = ShardedBus if settings.redis_sharded else RedisBus
    return kind(settings.redis_url.get_secret_value(), settings.redis_prefix)


def engine(settings: Settings, runner: Runner) -> Engine:
    if settings.redis_url is None:
        return InProcessEngine(runner, settings.job_concurrency)
    from server.jobs.docket_engine import DocketEngine  # noqa: PLC0415 - likewise

    url = settings.redis_url.get_secret_value()
    return DocketEngine(runner, url, settings.docket_name, settings.job_concurrency, settings.job_lease_s)


def shared_limits(settings: Settings) -> SharedCounts | None:
    if settings.redis_url is None:
        return None
    from server.access.shared_limits import SharedLimits  # noqa: PLC0415 - likewise

    return SharedLimits(settings.redis_url.get_secret_value(), settings.redis_prefix, is_cluster=settings.redis_sharded)


def quotas(settings: Settings) -> Quotas:
    return Quotas(
        sockets_per_address=settings.max_connections_per_address,
        sockets_per_key=settings.max_connections_per_key,
        sockets_per_user=settings.max_connections_per_user,
        streams_per_caller=settings.max_streams,
        handshakes_per_minute=settings.handshakes_per_minute,
        floods_per_minute=settings.floods_per_minute,
        brief_sockets_per_minute=settings.brief_sockets_per_minute,
        looks_per_minute=settings.looks_per_minute,
        visits_per_minute=settings.visits_per_minute,
        failed_logins_per_minute=settings.failed_logins_per_minute,
        requests_per_minute=settings.requests_per_minute,
        refused_submits_per_minute=settings.refused_submits_per_minute,
        webhook_sends_per_minute=settings.webhook_sends_per_minute,
    )


def session_limits(settings: Settings) -> SessionLimits:
    return SessionLimits(
        hello_timeout_s=settings.hello_timeout_s,
        heartbeat_s=settings.heartbeat_s,
        write_stall_s=settings.write_stall_s,
        max_frame_bytes=settings.max_frame_bytes,
        max_bad_frames=settings.max_bad_frames,
        bad_frame_pause_s=settings.bad_frame_pause_s,
        frames_per_second=settings.frames_per_second,
        frames_burst=settings.frames_burst,
        frames_over_limit=settings.frames_over_limit,
    )


def house_rules(settings: Settings) -> HouseRules:
    return HouseRules(
        server=ServerInfo(name="repcast", version=__version__),
        heartbeat_s=settings.heartbeat_s,
        limits=Limits(
            max_frame_bytes=settings.max_frame_bytes,
            max_subscriptions=settings.max_subscriptions,
            max_active_jobs=settings.max_active_jobs,
            submits_per_minute=settings.submits_per_minute,
        ),
    )


def reachable(settings: Settings) -> Reachable:
    return Reachable(http=settings.webhook_allow_http, private=settings.webhook_allow_private)


def delivery_limits(settings: Settings) -> DeliveryLimits:
    return DeliveryLimits(
        concurrency=settings.webhook_concurrency,
        shares=Shares(
            of_endpoint=settings.webhook_endpoint_concurrency,
            of_owner=max(1, settings.webhook_concurrency // 2),
        ),
        poll_s=settings.webhook_poll_s,
    )
