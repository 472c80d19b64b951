"""What processes share about limits, on Redis: rates, and a ledger of what each holds.

Redis that is away is noticed once, by whoever asks first; until it is tried again nobody else waits for it.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import Any, NamedTuple, TypeVar, cast
from uuid import uuid4

import structlog
from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.exceptions import RedisError

from server.access.occupancy import Claim, LedgerAway
from server.backoff import full_jitter_s
from server.together import Together

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


COUNT = """
-- Counts in windows of a minute, which begin with the first of them: for each key how many by now, and the ms left.
local told = {}
for i, key in ipairs(KEYS) do
    local count = redis.call('INCRBY', key, ARGV[i])
    if count == tonumber(ARGV[i]) then
        redis.call('PEXPIRE', key, 60000)
    end
    told[i] = {count, redis.call('PTTL', key)}
end
return told
"""

COUNTED_AT_ONCE = 500
"""Redis does nothing else meanwhile."""


class _Wanted(NamedTuple):
    """Some of what there is in a minute."""

    rate: str
    name: str
    per_minute: int
    most: int


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
        self._count = self._client.register_script(COUNT)
        self._takings = Together(self._take, COUNTED_AT_ONCE, "shared-rates")
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

    async def take(self, rate: str, per_minute: int, name: str, wanted: int) -> tuple[int, float]:
        """Count some. Returns how many of the wanted ones there are, and how long the minute still lasts, in seconds.

        Raises:
            LedgerAway: Redis does not answer.
        """
        (taken,) = await self._takings.ask([_Wanted(rate, name, per_minute, wanted)])
        return taken

    async def close(self) -> None:
        await self._client.aclose()

    async def _take(self, wanted: Sequence[_Wanted]) -> Sequence[tuple[int, float]]:
        """Who comes first is served first."""
        counts: Counter[str] = Counter()
        for each in wanted:
            counts[self._key_of(each)] += each.most
        told = await self._ask(lambda: cast("Awaitable[list[list[int]]]", self._count([*counts], [*counts.values()])))
        windows = dict(zip(counts, told, strict=True))
        taken = []
        for each in wanted:
            key = self._key_of(each)
            now, left_ms = windows[key]
            count = max(0, min(each.most, each.per_minute - (now - counts[key])))
            counts[key] -= each.most
            taken.append((count, max(1.0, left_ms / 1000)))
        return taken

    def _key_of(self, wanted: _Wanted) -> str:
        return f"{self._prefix}:rates:{wanted.rate}/{wanted.name}"

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
