"""Whole jobs of the rules, and how soon a server that was just started has its first one."""

from time import perf_counter_ns
from typing import Final

from tests.load.durable_servers import repcast
from tests.load.durable_submits import submitted
from tests.load.measuring import Bench, Measurement, Round
from tests.load.submitters import COMPLETED, Submitting, submitters

CROWD: Final = Submitting(sockets=8, window=4, ends=COMPLETED)
"""As many jobs as a server works on at once."""
FIRST: Final = Submitting(sockets=1)


async def _jobs(bench: Bench) -> Round:
    came = await submitted(bench, repcast(bench), CROWD)
    name = "jobs/Repcast"
    figures = {f"{name}/completed_per_s": came.per_s, f"{name}/completed_per_cpu_s": came.per_cpu_s}
    return Round(figures, {name: came.client_share})


async def _start(bench: Bench) -> Round:
    """From the moment before the process is begun: all is imported anew, and its database is made."""
    begun_ns = perf_counter_ns()
    async with repcast(bench) as serving:
        with submitters(serving, FIRST) as crowd:
            await crowd.open()
            await crowd.first_accepted()
            took_s, cpu_s = (perf_counter_ns() - begun_ns) / 1e9, serving.cpu_s()
    return Round({"start/Repcast/first_accepted_s": took_s, "start/Repcast/server_cpu_s": cpu_s}, {})


JOBS = Measurement("jobs by rules: Repcast", _jobs)
START = Measurement("start: Repcast", _start, rounds=5)
