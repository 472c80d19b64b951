"""How late frames are that are on the disk before they are pushed: from their making to the client's reading them.

That is the whole path: the report of a step, the wait for the commit under way, the transaction and its commit, the
hub, the socket. A second figure begins inside the transaction, before its commit, where the frame is given its time.
"""

from datetime import datetime
from time import time_ns
from typing import Final

from tests.load.durable_servers import ticking_repcast
from tests.load.latencies import percentile_ms
from tests.load.measuring import Bench, Measurement, Round
from tests.load.submitters import COMPLETED, Submitting, submitters
from tests.load.ticking_server import MADE

FRAMES_PER_S: Final = 500
JOBS: Final = 50
"""Each followed by a socket of its own."""
FOLLOWING: Final = Submitting(sockets=JOBS, ends=COMPLETED)
"""Each has a job, which never ends."""
WARM_UP_S, SECONDS, QUICK_S = 1.5, 5.0, 2.5
NS_DIGITS: Final = 19
_MADE, _AT = MADE.encode(), b'"at":"'


class Lateness:
    """Of the frames that came."""

    def __init__(self) -> None:
        self.since_made_ns: list[int] = []
        self.since_at_ns: list[int] = []

    def heard(self, text: bytes) -> None:
        """A frame came just now."""
        begin = text.find(_MADE) + len(_MADE)
        if begin < len(_MADE):
            return
        now_ns = time_ns()
        self.since_made_ns.append(now_ns - int(text[begin : begin + NS_DIGITS]))
        begin = text.index(_AT) + len(_AT)
        at = datetime.fromisoformat(text[begin : text.index(b'"', begin)].decode())
        self.since_at_ns.append(now_ns - int(at.timestamp() * 1e6) * 1000)


async def _frames(bench: Bench) -> Round:
    late, name = Lateness(), "frames/Repcast"
    async with ticking_repcast(bench, JOBS, FRAMES_PER_S) as serving:
        with submitters(serving, FOLLOWING, late.heard) as crowd:
            await crowd.open()
            await crowd.measure(WARM_UP_S, 0)
            late.since_made_ns.clear()
            late.since_at_ns.clear()
            came = await crowd.measure(0, QUICK_S if bench.is_quick else SECONDS)
    return Round(
        {
            f"{name}/frames_per_s": len(late.since_made_ns) / came.seconds,
            f"{name}/server_cpu_share": came.server_cpu_s / came.seconds,
            f"{name}/made_to_socket_p50_ms": percentile_ms(late.since_made_ns, 50),
            f"{name}/made_to_socket_p99_ms": percentile_ms(late.since_made_ns, 99),
            f"{name}/at_to_socket_p99_ms": percentile_ms(late.since_at_ns, 99),
        },
        {name: came.client_share},
    )


FRAMES = Measurement("durable frames: Repcast", _frames)
