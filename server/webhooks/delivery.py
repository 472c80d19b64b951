"""The worker that delivers: any number of processes may have one, each delivery is under way in one of them."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

import structlog

from schemas.webhooks import DeliveryStatus
from server.clock import Clock
from server.storage.database import Database
from server.storage.transaction import StorageError
from server.uncounted import uncounted
from server.webhooks.claiming import Claimed, Shares, claim, due, release, settle
from server.webhooks.sender import Answer, Sender
from server.webhooks.signing import signed_headers


@dataclass(frozen=True, slots=True)
class DeliveryLimits:
    """What one process does at once.

    Attributes:
        concurrency: attempts under way; 0: it leaves them to other processes.
        shares: of them.
        poll_s: how often it looks for what is due, unless it is woken.
    """

    concurrency: int
    shares: Shares
    poll_s: float


@dataclass(frozen=True, slots=True)
class Attempted:
    """An attempt that is over, for whoever counts.

    Attributes:
        status: how the delivery stands after it; None: another process has taken it over.
    """

    answer: Answer
    status: DeliveryStatus | None


OnDelivery = Callable[[Attempted], None]


class Deliverer:
    """Looks for deliveries that are due, makes the attempts, writes down what came of them."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        limits: DeliveryLimits,
        clock: Clock,
        on_delivery: OnDelivery = uncounted,
    ) -> None:
        self._database = database
        self._sender = sender
        self._limits = limits
        self._clock = clock
        self._on_delivery = on_delivery
        self._woken = asyncio.Event()
        self._attempts: dict[asyncio.Task[None], Claimed] = {}
        self._running: asyncio.Task[None] | None = None
        self._is_resting = False
        self._log = structlog.get_logger("repcast.webhooks")

    def open(self) -> None:
        """Begin to deliver."""
        if self._limits.concurrency:
            self._running = asyncio.create_task(self._run(), name="webhooks")

    def wake(self) -> None:
        """Look now: something may have become due."""
        self._woken.set()

    async def rest(self) -> None:
        """Begin no more attempts; those under way go on."""
        self._is_resting = True
        self.wake()
        if self._running is not None:  # it is not cancelled: what it is just claiming would be due only after the lease
            await self._running

    async def close(self) -> None:
        """End, and give back what is under way."""
        await self.rest()
        held = list(self._attempts.values())
        for attempt in self._attempts:
            attempt.cancel()
        await asyncio.gather(*self._attempts, return_exceptions=True)
        if held:
            try:
                await self._database.write(lambda tx: release(tx, held, self._clock()))
            except StorageError as error:  # they are due again when their lease is over
                self._log.warning("webhooks_not_released", error=str(error))
        await self._sender.close()

    async def look(self) -> int:
        """Begin what is due, as far as there is room for it; returns how many there were."""
        limits, now = self._limits, self._clock()
        under_way = Counter(held.endpoint_id for held in self._attempts.values())
        room = limits.concurrency - len(self._attempts)
        if room <= 0 or self._is_resting:
            return 0
        found = await self._database.read(lambda c: due(c, under_way, room, limits.shares, now))
        if found:
            claimant = str(uuid4())
            for held in await self._database.write(lambda tx: claim(tx, found, claimant, now)):
                attempt = asyncio.create_task(self._attempt(held), name=f"webhook-{held.id}")
                self._attempts[attempt] = held
                attempt.add_done_callback(self._ended)
        return len(found)

    async def _run(self) -> None:
        while not self._is_resting:
            self._woken.clear()
            try:
                while await self.look():
                    pass
            except StorageError as error:
                self._log.warning("webhooks_not_looked_for", error=str(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(self._limits.poll_s):
                    await self._woken.wait()

    def _ended(self, attempt: asyncio.Task[None]) -> None:
        del self._attempts[attempt]
        self.wake()

    async def _attempt(self, held: Claimed) -> None:
        try:
            headers = signed_headers(held.id, held.body, self._clock(), held.keys)
            answer = await self._sender.send(held.url, headers, held.body)
        except Exception:  # noqa: BLE001 - a fault of ours counts as an attempt, else it would be repeated for ever
            self._log.exception("webhook_attempt_crashed", delivery_id=held.id)
            answer = Answer(None, "The server failed at this.")
        chance = random.random()  # noqa: S311 - it spreads the load, it protects nothing
        try:
            status = await self._database.write(lambda tx: settle(tx, held, answer, chance, self._clock()))
        except StorageError as error:  # it is due again when its lease is over
            self._log.warning("webhook_not_settled", delivery_id=held.id, error=str(error))
            return
        # The URL is not told: many have a secret in it.
        self._log.info(
            "webhook_attempted",
            delivery_id=held.id,
            webhook_id=held.endpoint_id,
            attempt=held.attempts,
            status=status,
            answered=answer.status,
            duration_ms=answer.duration_ms,
        )
        self._on_delivery(Attempted(answer, status))
