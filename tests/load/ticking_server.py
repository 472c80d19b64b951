"""``python -m tests.load.ticking_server PORT JOBS FRAMES_PER_S``: a server whose jobs tell of progress for ever.

So many jobs together give so many frames a second, spread evenly; each says when it was made, in nanoseconds. But for
the generator it is `repcast-server serve`.
"""

import asyncio
import gc
import sys
from collections.abc import AsyncGenerator
from itertools import count
from time import time_ns
from typing import Final

from schemas.job import JobKind, Stage
from server.console import check_database, nothing_more_is_imported, read_settings
from server.generation.generator import Brief, StageReached, Step
from server.listening import listen
from server.observing import observe
from server.serving import serve_on

MADE: Final = "made at "


class TickingGenerator:
    """A `server.generation.generator.Generator` that has no end.

    Args:
        interval_s: between two steps of a job.
        jobs: among which an interval is divided.
    """

    def __init__(self, jobs: int, interval_s: float) -> None:
        self._interval_s = interval_s
        self._places = (number % jobs / jobs for number in count())

    def provider(self, kind: JobKind) -> str:
        return "ticking"

    def eta_s(self, brief: Brief) -> float | None:
        return None

    async def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        loop, interval_s = asyncio.get_running_loop(), self._interval_s
        next_s = (loop.time() // interval_s + 1 + next(self._places)) * interval_s
        while True:
            await asyncio.sleep(next_s - loop.time())
            yield StageReached(Stage.WRITING, f"{MADE}{time_ns()}")
            next_s += interval_s


def main() -> None:
    gc.disable()  # as `server.cli.main` does
    port, jobs, frames_per_s = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    settings = read_settings()
    observe(settings)
    check_database(settings)
    listener = listen("127.0.0.1", port, settings.write_stall_s)
    nothing_more_is_imported()
    serve_on(settings, listener, None, None, generator=TickingGenerator(jobs, jobs / frames_per_s))


if __name__ == "__main__":
    main()
