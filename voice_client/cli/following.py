"""Following one job to its end on the command line."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from schemas.program import Week
from schemas.server_frames import JobWeekReady
from voice_client.cli.options import Options
from voice_client.cli.rendering import view_for
from voice_client.job_handle import JobHandle


class OutOfTime(Exception):
    """``--timeout`` ran out."""


@asynccontextmanager
async def time_limit(options: Options) -> AsyncIterator[None]:
    """Bound what happens inside by ``--timeout``.

    Raises:
        OutOfTime: it took longer.
    """
    try:
        async with asyncio.timeout(options.timeout_s) as limit:
            yield
    except TimeoutError:
        if not limit.expired():  # it is another's
            raise
        raise OutOfTime(f"no end after {options.timeout_s:g} s") from None


async def show_to_the_end(options: Options, job: JobHandle) -> list[Week]:
    """Show each frame as it comes; returns the weeks that were seen."""
    weeks: dict[int, Week] = {}
    with view_for(options) as view:
        async for frame in job:
            view.show(frame)
            if isinstance(frame, JobWeekReady):
                weeks[frame.week.index] = frame.week
            snapshot = getattr(frame, "snapshot", None)
            if snapshot is not None and snapshot.weeks:
                weeks.update({week.index: week for week in snapshot.weeks})
    return [weeks[index] for index in sorted(weeks)]
