"""Sockets that come, watch a user or have a job made, and go, again and again."""

import asyncio

from tests.support.raw_client import raw_client
from tests.support.samples import new_user, program_request

AT_ONCE = 50
"""Handshakes under way; what is held against a server is what stays, not the storm."""
JOB_EVERY = 10
"""Sockets of which one has a job made; it is the sockets that are counted."""


async def cycle(urls: list[str], sockets: int) -> None:
    """So many sockets, open at the same time and spread over the servers; all are gone when it returns."""
    opening = asyncio.Semaphore(AT_ONCE)
    all_open = asyncio.Barrier(sockets)

    async def visit(number: int) -> None:
        await opening.acquire()
        async with raw_client(urls[number % len(urls)], open_timeout=60, ping_interval=None) as client:
            opening.release()
            await all_open.wait()
            if number % JOB_EVERY:
                await client.ask("jobs.watch", user_id=new_user())
                return
            accepted = await client.ask("job.submit", kind="generate", request=program_request(duration_weeks=1))
            await client.to_the_end_of(accepted["job_id"])

    async with asyncio.TaskGroup() as tasks:
        for number in range(sockets):
            tasks.create_task(visit(number), name=f"visitor-{number}")
