"""The lost-tail sweep: a last frame that pub/sub lost has no successor that would show the hole."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from server.clock import Clock
from server.jobs.log import tails
from server.jobs.rows import JobHead
from server.push.bus import nothing
from server.push.follower import Follower
from server.push.hub import Hub, Listener
from server.storage.database import Database

MARGIN = timedelta(seconds=5)
"""Jobs of watched users that ended since the last sweep count; clocks of nodes may differ by this."""

LISTENERS_AT_ONCE = 256
"""Those that share a query."""


class TailSweep:
    """Asks the database where the logs of all followed jobs end: at intervals, and when it is asked to.

    Args:
        on_lack: told of each reader that lacked something.
    """

    def __init__(
        self, hub: Hub, database: Database, clock: Clock, interval_s: float, on_lack: Callable[[], None] = nothing
    ) -> None:
        self._hub = hub
        self._database = database
        self._clock = clock
        self._interval_s = interval_s
        self._on_lack = on_lack
        self._swept_at = clock()
        self._is_due = asyncio.Event()
        self._log = structlog.get_logger("repcast.push")

    def sweep_soon(self) -> None:
        """Do not wait for the interval to end. Asked several times before it begins, or while one runs: once more."""
        self._is_due.set()

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._interval_s):
                    await self._is_due.wait()
            self._is_due.clear()
            try:
                await self.sweep()
            except Exception:  # noqa: BLE001 - a sweep that fails is logged; the next one makes up for it
                self._log.exception("tail_sweep_failed")

    async def sweep(self) -> None:
        """Tell each listener how far the logs reach that it follows.

        A few after the other: of ten thousand together the loop would feel 27 ms, and there may be more jobs than a
        statement takes values.
        """
        listeners = list(self._hub.listeners())
        since, begun_at = self._swept_at - MARGIN, self._clock()
        for begun in range(0, len(listeners), LISTENERS_AT_ONCE):
            await self._sweep(listeners[begun : begun + LISTENERS_AT_ONCE], since)
        self._swept_at = begun_at

    async def _sweep(self, listeners: Sequence[Listener], since: datetime) -> None:
        jobs = {job_id for listener in listeners for job_id in listener.follower.feeds}
        watched = {user_id for listener in listeners for user_id in listener.follower.watched}
        if not jobs and not watched:
            return
        found = await self._database.read(lambda c: tails(c, sorted(jobs), sorted(watched), since))
        heads = _Heads(found)
        for listener in listeners:
            if _compare(listener.follower, heads):
                self._on_lack()
                listener.wake()


class _Heads:
    """Where logs end, by job and by user."""

    def __init__(self, heads: Sequence[JobHead]) -> None:
        self.by_job = {head.job_id: head for head in heads}
        self.by_user: dict[str, list[JobHead]] = {}
        for head in heads:
            self.by_user.setdefault(head.user_id, []).append(head)


def _compare(follower: Follower, heads: _Heads) -> bool:
    """Returns whether the follower lacks anything."""
    followed = [heads.by_job[job_id] for job_id in follower.feeds if job_id in heads.by_job]
    watched = [head for user_id in follower.watched for head in heads.by_user.get(user_id, ())]
    lacking = [follower.saw(head.job_id, head.user_id, head.seq) for head in followed + watched]
    return any(lacking)
