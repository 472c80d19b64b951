"""The lost-tail sweep: a last frame that pub/sub lost has no successor that would show the hole."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from server.clock import Clock
from server.jobs.log import tails
from server.jobs.rows import JobHead
from server.push.follower import Follower
from server.push.hub import Hub
from server.storage.database import Database

MARGIN = timedelta(seconds=5)
"""Jobs of watched users that ended since the last sweep count; clocks of nodes may differ by this."""


class TailSweep:
    """Asks the database at intervals, in one query, where the logs of all followed jobs end."""

    def __init__(self, hub: Hub, database: Database, clock: Clock, interval_s: float) -> None:
        self._hub = hub
        self._database = database
        self._clock = clock
        self._interval_s = interval_s
        self._swept_at = clock()
        self._log = structlog.get_logger("repcast.push")

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            await asyncio.sleep(self._interval_s)
            try:
                await self.sweep()
            except Exception:  # noqa: BLE001 - a sweep that fails is logged; the next one makes up for it
                self._log.exception("tail_sweep_failed")

    async def sweep(self) -> None:
        """Tell each listener how far the logs reach that it follows."""
        listeners = list(self._hub.listeners())
        jobs = {job_id for listener in listeners for job_id in listener.follower.feeds}
        watched = {user_id for listener in listeners for user_id in listener.follower.watched}
        if not jobs and not watched:
            return
        since, begun_at = self._swept_at - MARGIN, self._clock()
        found = await self._database.read(lambda c: tails(c, sorted(jobs), sorted(watched), since))
        heads = _Heads(found)
        self._swept_at = begun_at
        for listener in listeners:
            if _compare(listener.follower, heads):
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
