"""A toolbox on a server of a test, and arguments as a model gives them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from schemas.model import JsonObject
from tests.support.push_clients import push_client
from tests.support.samples import new_user
from voice_client.tools import Toolbox, Update, UpdateKind

PATIENCE_S = 20.0
"""For calls that are to be answered by the server, however slow this machine is."""
NO_PATIENCE_S = 0.02
"""For calls that are to be answered before the server does."""


def arguments(**changes: object) -> JsonObject:
    """What `generate_workout_program` is called with, with ``changes``; what is None is left out."""
    said: JsonObject = {
        "height_cm": 180,
        "weight_kg": 80,
        "goal_raw": "build muscle",
        "goal_category": "hypertrophy",
        "duration_weeks": 4,
        "days_per_week": 3,
        "fitness_level": "beginner",
        **changes,
    }
    return {name: value for name, value in said.items() if value is not None}


@contextlib.asynccontextmanager
async def toolbox_on(port: int, user_id: str | None = None, **options: Any) -> AsyncIterator[Toolbox]:
    """A conversation with a client of its own; ``options`` are those of `Toolbox`."""
    async with push_client(port) as client:
        async with Toolbox(client, user_id or new_user(), **{"patience_s": PATIENCE_S, **options}) as toolbox:
            yield toolbox


async def updates_until(toolbox: Toolbox, kind: UpdateKind) -> list[Update]:
    """What is told, up to the first update of this kind."""
    told: list[Update] = []
    async with asyncio.timeout(PATIENCE_S):
        async for update in toolbox.updates():
            told.append(update)
            if update.kind is kind:
                break
    return told
