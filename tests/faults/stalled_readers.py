"""Readers that ask for much, and read none of it."""

import contextlib
import json
from collections.abc import AsyncIterator, Collection

from tests.faults.cluster import Cluster
from tests.support.deaf_client import DeafClient, deaf_client


@contextlib.asynccontextmanager
async def stalled_readers(parts: Cluster, count: int, users: Collection[str]) -> AsyncIterator[list[DeafClient]]:
    """So many, spread over the servers, until the block ends; each watches all of the users."""
    readers: list[DeafClient] = []
    async with contextlib.AsyncExitStack() as stack:
        for number in range(count):
            reader = await stack.enter_async_context(deaf_client(parts.servers[number % 2].port))
            await reader.send('{"type":"hello","id":"h"}')
            for user in users:
                await reader.send(json.dumps({"type": "jobs.watch", "id": user, "user_id": user}))
            readers.append(reader)
        yield readers
