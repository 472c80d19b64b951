"""Many recording clients at once, and the verdict over what all of them saw."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Sequence

from tests.faults.recording_client import Recorded, RecordingClient
from tests.faults.truth import Truth, broken_logs, truth_of
from tests.support.samples import new_user
from tests.support.waiting import wait_until

CLIENTS = 5
JOBS_EACH = 3
PATIENCE_S = 60.0
"""From the end of the fault to the end of the last job."""


class Crowd:
    """The clients, and the moments at which a test does its harm."""

    def __init__(self, clients: Sequence[RecordingClient], truth: Truth, chance: random.Random) -> None:
        self.clients = clients
        self.truth = truth
        self.chance = chance
        self._working: list[asyncio.Task[None]] = []

    def begin(self, tasks: asyncio.TaskGroup) -> None:
        self._working = [tasks.create_task(client.run(), name="client") for client in self.clients]

    @property
    def frames(self) -> list[Recorded]:
        """Of all clients, in the order in which they came."""
        return sorted((frame for client in self.clients for frame in client.frames), key=lambda frame: frame.at_s)

    async def saw(self, frames: int, patience_s: float = PATIENCE_S) -> None:
        """Return once so many more frames have come than there are now, or all work is done."""
        enough = self._count + frames
        await wait_until(lambda: self._count >= enough or self._is_done, f"{frames} more frames have come", patience_s)

    async def at_some_moment(self) -> None:
        """Return in the middle of the work, somewhere else with each seed."""
        await self.saw(self.chance.randrange(5, 40))

    async def ended(self, patience_s: float = PATIENCE_S) -> None:
        """Return when all work is done, with whatever outcome."""
        _, unfinished = await asyncio.wait(self._working, timeout=patience_s)
        assert not unfinished, f"still not done after {patience_s:g} s: {self}"

    async def verdict(self) -> list[str]:
        """The broken promises: to each client, and in the logs themselves."""
        broken = []
        for client in self.clients:
            logs = await self.truth.logs(client.jobs)
            broken += broken_logs(logs) + client.history.verify(logs)
        known = await self.truth.jobs_of([client.user for client in self.clients])
        unknown = known - {job_id for client in self.clients for job_id in client.jobs}
        return broken + [f"{job_id}: submitted twice" for job_id in unknown]

    @property
    def _count(self) -> int:
        return sum(len(client.frames) for client in self.clients)

    @property
    def _is_done(self) -> bool:
        return all(client.is_done for client in self.clients)

    def __str__(self) -> str:
        waiting = [client for client in self.clients if not client.is_done]
        return "; ".join(f"{client.user} has {client.history.last} of {client.jobs}" for client in waiting)


@contextlib.asynccontextmanager
async def crowd(
    urls: Sequence[str],
    database_url: str,
    seed: int,
    *,
    clients: int = CLIENTS,
    users: Sequence[str] = (),
    jobs_each: int = JOBS_EACH,
    weeks: int = 3,
    patience_s: float = PATIENCE_S,
) -> AsyncIterator[Crowd]:
    """Clients at work while the block does its harm; then all jobs come to their end, and no promise is broken.

    Args:
        users: whose clients they are; so many ``clients`` of new users, unless they are named.
    """
    chance = random.Random(seed)  # noqa: S311 - where things happen
    async with truth_of(database_url) as truth:
        people = [
            RecordingClient(urls, random.Random(chance.random()), jobs_each, weeks, user)  # noqa: S311 - likewise
            for user in users or [new_user() for _ in range(clients)]
        ]
        running = Crowd(people, truth, chance)
        async with asyncio.TaskGroup() as tasks:
            running.begin(tasks)
            yield running
            await running.ended(patience_s)
        assert await running.verdict() == []
