"""A user of a real server, with the tools that a framework is handed; their job waits halfway until it is released."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from schemas.job import JobSnapshot
from schemas.model import JsonObject
from tests.support.live_server import live_server
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until
from voice_client import PushClient
from voice_client.told import ToldInMemory
from voice_client.tools import Toolbox

GENERATE = "generate_workout_program"


def wish(**changes: object) -> JsonObject:
    """What a model calls `GENERATE` with."""
    return {name: value for name, value in program_request(**changes).items() if name != "user_id"}


@dataclass(frozen=True, slots=True)
class Coached:
    """The user, their tools, and who does the work."""

    user_id: str
    client: PushClient
    toolbox: Toolbox
    generator: ScriptedGenerator
    told: ToldInMemory

    async def jobs(self) -> list[JobSnapshot]:
        """All that were ever submitted."""
        return list((await self.client.jobs(self.user_id)).jobs)

    async def until_halfway(self) -> None:
        """Until the job waits for its release."""
        await wait_until(lambda: self.generator.holding == 1, "the job waits halfway")

    async def until_done(self) -> None:
        """Release the job, and wait until the server has made the program."""
        self.generator.release()

        async def all_are_done() -> bool:
            return all(job.status.is_final for job in await self.jobs())

        await wait_until(all_are_done, "the program is there")

    async def until_followed(self) -> None:
        """Until the tools know of the end."""
        await wait_until(lambda: all(job.status.is_final for job in self.toolbox.jobs.values()), "the end is known")

    def told_seq(self) -> int:
        """How far the one job has been told, by its log."""
        (job_id,) = self.toolbox.jobs
        return self.told.last(job_id)

    async def until_told(self) -> None:
        """Until the user has heard the result."""
        await wait_until(lambda: self.told_seq() > 0, "the result is told")

    async def typing(self) -> AsyncIterator[str]:
        """What they type into an example: a wish, and nothing more until they have heard what became of it."""
        yield "A program, please."
        await self.until_halfway()
        await self.until_done()
        await self.until_told()


@contextlib.asynccontextmanager
async def coached(folder: Path) -> AsyncIterator[Coached]:
    """A server, a client and a toolbox, until the block ends."""
    generator, user_id, told = ScriptedGenerator([[Hold(after_weeks=6)]]), new_user(), ToldInMemory()
    async with (
        live_server(folder, generator) as server,
        PushClient(server.url) as client,
        Toolbox(client, user_id, told=told) as toolbox,
    ):
        try:
            yield Coached(user_id, client, toolbox, generator, told)
        finally:
            generator.release()
