"""What processes share about limits, on Redis: the rates of `limits`, and a ledger of what each holds.

Redis that is away is noticed once, by whoever asks first; until it is tried again nobody else waits for it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from time import monotonic, time
from typing import Any, TypeVar, cast
from uuid import uuid4

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.exceptions import RedisError

from server.access.occupancy import Claim, LedgerAway
from server.backoff import full_jitter_s

T = TypeVar("T")
Client = Redis | RedisCluster

EXPECTED = (RedisError, OSError, TimeoutError)
CONNECT_TIMEOUT_S = 2.0
ANSWER_TIMEOUT_S = 2.0
CONNECTIONS = 4
TRY_AGAIN_S = 1.0
MOST_TRY_AGAIN_S = 5.0

SETTLE = """
-- What this process holds of each name; how many more it may have. A field is a process: "COUNT:END", END in ms.
local time = redis.call('TIME')
local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)
local process, lease_ms = ARGV[1], tonumber(ARGV[2])
local granted = {}
for i, key in ipairs(KEYS) do
    local held, wanted, most = tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2])
    local others = 0
    local told = redis.call('HGETALL', key)
    for f = 1, #told, 2 do
        if told[f] ~= process then
            local count, ends_ms = string.match(told[f + 1], '^(%d+):(%d+)$')
            if tonumber(ends_ms) <= now_ms then
                redis.call('HDEL', key, told[f])
            else
                others = others + tonumber(count)
            end
        end
    end
    granted[i] = math.max(0, math.min(wanted, most - others - held))
    if held + granted[i] > 0 then
        redis.call('HSET', key, process, string.format('%d:%.0f', held + granted[i], now_ms + lease_ms))
        redis.call('PEXPIRE', key, lease_ms)
    else
        redis.call('HDEL', key, process)
    end
end
return granted
"""


class _RatesOn(RedisStorage):
    """`limits` on a client that is there already."""

    def __init__(self, client: Client, prefix: str) -> None:
        self._client = client
        super().__init__("redis://", implementation="redispy", key_prefix=prefix)

    def configure_bridge(self) -> None:
        bridge = cast("Any", self.bridge)
        bridge.storage = self._client
        bridge.connection_getter = lambda _: self._client


class SharedLimits:
    """A `server.access.occupancy.Ledger`, and a `server.access.rates.SharedRates`.

    Args:
        prefix: begins the name of every key.
        is_cluster: ``url`` leads to a node of a Redis Cluster.

    Attributes:
        is_away: Redis did not answer when it was asked last; each process counts alone.
    """

    def __init__(self, url: str, prefix: str, *, is_cluster: bool = False) -> None:
        self._client = _client(url, f"{prefix}-limits", is_cluster=is_cluster)
        # All keys of one script must be on one node of a cluster: a hash tag.
        self._prefix = f"{{{prefix}-limits}}"
        self._process = uuid4().hex
        self._settle = self._client.register_script(SETTLE)
        self._rates = FixedWindowRateLimiter(_RatesOn(self._client, f"{prefix}-limits"))
        self._turns = asyncio.Semaphore(CONNECTIONS)
        self._failures = 0
        self._ask_again_at_s = 0.0
        self._log = structlog.get_logger("repcast.limits")

    @property
    def is_away(self) -> bool:
        return self._failures > 0

    async def tell(self, claims: Sequence[Claim], lease_s: float) -> Sequence[int]:
        keys = [f"{self._prefix}:{claim.name}" for claim in claims]
        arguments: list[str | int] = [self._process, int(lease_s * 1000)]
        for claim in claims:
            arguments += claim.held, claim.wanted, claim.most
        return await self._ask(lambda: cast("Awaitable[list[int]]", self._settle(keys, arguments)))

    async def hit(self, rate: str, per_minute: int, name: str) -> float:
        """Count one. Returns 0, or how long to wait until the minute is over, in seconds.

        Raises:
            LedgerAway: Redis does not answer.
        """
        item = _per_minute(rate, per_minute)
        if await self._ask(lambda: self._rates.hit(item, name)):
            return 0.0
        window = await self._ask(lambda: self._rates.get_window_stats(item, name))
        return max(1.0, window.reset_time - time())

    async def close(self) -> None:
        await self._client.aclose()

    async def _ask(self, question: Callable[[], Awaitable[T]]) -> T:
        async with self._turns:
            if monotonic() < self._ask_again_at_s:
                raise LedgerAway
            try:
                async with asyncio.timeout(ANSWER_TIMEOUT_S):
                    answer = await question()
            except EXPECTED as error:
                self._note_failure(error)
                raise LedgerAway from error
        self._note_success()
        return answer

    def _note_failure(self, error: Exception) -> None:
        if monotonic() < self._ask_again_at_s:
            return  # others were asking at the same time
        if not self._failures:
            self._log.warning("limits_are_counted_alone", error=f"{type(error).__name__}: {error}")
        wait_s = full_jitter_s(self._failures, 1.0, base_s=TRY_AGAIN_S, cap_s=MOST_TRY_AGAIN_S)
        self._ask_again_at_s = monotonic() + wait_s
        self._failures += 1

    def _note_success(self) -> None:
        if self._failures:
            self._log.info("limits_are_shared_again")
        self._failures = 0


@lru_cache
def _per_minute(rate: str, count: int) -> RateLimitItem:
    return RateLimitItemPerMinute(count, namespace=rate)


def _client(url: str, name: str, *, is_cluster: bool) -> Client:
    options: dict[str, Any] = {
        "protocol": 2,
        "client_name": name,
        # Timeouts are set here, around whole exchanges: redis-py (8.1) sends within `asyncio.wait_for` where it has
        # one, which before Python 3.12 loses a cancellation that comes as the sending ends.
        "socket_timeout": None,
        "socket_connect_timeout": CONNECT_TIMEOUT_S,
    }
    if is_cluster:
        return RedisCluster.from_url(url, **options)
    # The pool that does not block raises when all of its connections are in use.
    pool = BlockingConnectionPool.from_url(url, max_connections=CONNECTIONS, timeout=None, retry=None, **options)
    return Redis.from_pool(pool)
