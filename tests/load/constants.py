"""``python -m tests.load.constants``: what the model of `server/CAPACITY.md` needs beside `make bench`; see there."""

import asyncio
import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from tests.load.asking import AskingSocket, asking_socket
from tests.load.descriptors import raise_limit
from tests.load.growth_client import Clock, Task
from tests.load.growth_processes import client, with_jobs
from tests.load.job_constants import of_jobs
from tests.load.machine import cores, machine
from tests.load.measuring import Bench
from tests.load.report import aligned, number
from tests.load.submitters import HELLO, SUBPROTOCOL, WELCOME
from tests.load.sweeps import SPARE_DESCRIPTORS
from tests.support.valkey import running_valkey

SOCKETS, QUICK_SOCKETS = 10_000, 1000
IDLE_S, QUICK_IDLE_S = 40.0, 20.0
"""Two intervals of the heartbeat, eight of the sweep that looks for lost tails."""
ASKING, WARM_UP_S, ASKING_S = 20, 1.0, 3.0
PING, PONG = b'{"type":"ping"}', b'{"type":"pong"'

Constants = Mapping[str, float]
"""By name with unit."""


async def of_frames_in(bench: Bench) -> Constants:
    """Sockets that send the smallest frame there is, and the next one when it is answered."""
    answered = 0

    def heard(socket: AskingSocket, text: bytes) -> None:
        nonlocal answered
        answered += text.startswith(PONG)
        if text.startswith((PONG, WELCOME)):
            socket.say(PING)

    async with with_jobs(bench, 1) as server:
        sockets = [await asking_socket(server.port, heard, SUBPROTOCOL) for _ in range(ASKING)]
        for socket in sockets:
            socket.say(HELLO)
        await asyncio.sleep(WARM_UP_S)
        clock, before = Clock(server.pids), answered
        await asyncio.sleep(ASKING_S)
        cost = clock.lap()
        for socket in sockets:
            socket.close()
    return {"frame in and its answer, CPU µs": cost.server_s / (answered - before) * 1e6}


async def of_idle_sockets(bench: Bench) -> Constants:
    """Sockets that follow a job each, of which there is no news: heartbeats, and looks for lost tails."""
    async with with_jobs(bench, bench.sockets) as server:
        seconds = QUICK_IDLE_S if bench.is_quick else IDLE_S
        task = Task(server.port, bench.redis_port, bench.sockets, 1, server.pids, missed=0, idle_s=seconds)
        idle = (await client(task, bench.other_cores)).idle
    return {"idle socket, CPU µs a second": idle.server_s / idle.wall_s / bench.sockets * 1e6}


async def take(is_quick: bool) -> dict[str, float]:
    """All constants."""
    found: dict[str, float] = {}
    with TemporaryDirectory(prefix="repcast-constants-") as folder, running_valkey() as valkey:
        server_cores, other_cores = cores()
        sockets = min(QUICK_SOCKETS if is_quick else SOCKETS, raise_limit() - SPARE_DESCRIPTORS)
        bench = Bench(valkey.port, Path(folder), server_cores, other_cores, is_quick, sockets)
        for measure in (of_frames_in, of_jobs, of_idle_sockets):
            found |= await measure(bench)
    return found


def main(words: Sequence[str]) -> int:
    """Returns the exit status."""
    parser = ArgumentParser(prog="python -m tests.load.constants", description="Constants of server/CAPACITY.md.")
    parser.add_argument("--quick", action="store_true", help="with 1,000 sockets, and shorter")
    parser.add_argument("--json", type=Path, default=Path("build/constants.json"), metavar="FILE")
    options = parser.parse_args(words)
    found = uvloop.run(take(options.quick))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({"machine": machine(), "constants": found}, indent=1) + "\n", encoding="utf-8")
    print(aligned([("what", "measured"), *((name, number(value)) for name, value in found.items())]))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
