"""One server process for all hostile peers, as it is run in earnest. Its log must hold nothing that it did not expect.

``HOSTILE_EXAMPLES`` multiplies what is made up by chance.
"""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.server_process import ServerProcess, server_process

TIMES = int(os.environ.get("HOSTILE_EXAMPLES", "1"))

FAULTS = ("Traceback", "crashed", "Exception", "error", "critical")
"""What a line of the log has when something went wrong that should not have."""


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def _process(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("hostile")
    ample = {"floods_per_minute": 100_000, "handshakes_per_minute": 100_000, "requests_per_minute": 100_000}
    ample |= {"webhook_sends_per_minute": 100_000, "brief_sockets_per_minute": 100_000}
    ample |= {"looks_per_minute": 100_000, "visits_per_minute": 100_000}
    ample |= {"max_bad_frames": 1000, "bad_frame_pause_s": 0}
    async with server_process(folder, log_level="info", **ample) as process:
        yield process


@pytest_asyncio.fixture(loop_scope="session")
async def house(_process: ServerProcess) -> AsyncIterator[ServerProcess]:
    """The server; at the end of each test it has not complained."""
    begun = _process.log.stat().st_size
    yield _process
    with _process.log.open("rb") as log:
        log.seek(begun)
        lines = log.read().decode()
    assert not [line for line in lines.splitlines() if any(fault in line for fault in FAULTS)], lines
