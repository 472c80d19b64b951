"""Submissions that are accepted once they are on the disk: by a crowd, and one at a time."""

from contextlib import AbstractAsyncContextManager
from typing import Final

from tests.load.durable_servers import Serving, idle_repcast, sqlmodel
from tests.load.latencies import percentile_ms
from tests.load.measuring import Bench, Measurement, Round
from tests.load.submitters import Submitted, Submitting, submitters

CROWD: Final = Submitting(sockets=64, window=2)
"""The next one of each socket is there when one is answered, so that the server never waits for the client."""
PEERS_CROWD: Final = Submitting(sockets=64, window=2, greets=False)
ALONE: Final = Submitting(sockets=1)
WARM_UP_S, SECONDS, QUICK_S = 1.0, 4.0, 2.0


async def submitted(bench: Bench, server: AbstractAsyncContextManager[Serving], how: Submitting) -> Submitted:
    """What a server accepts in some seconds."""
    async with server as serving:
        with submitters(serving, how) as crowd:
            await crowd.open()
            return await crowd.measure(WARM_UP_S, QUICK_S if bench.is_quick else SECONDS)


def _figures(name: str, came: Submitted) -> Round:
    figures = {
        f"{name}/accepted_per_s": came.per_s,
        f"{name}/accepted_per_cpu_s": came.per_cpu_s,
        f"{name}/accepted_p50_ms": percentile_ms(came.accepted_ns, 50),
        f"{name}/accepted_p99_ms": percentile_ms(came.accepted_ns, 99),
    }
    return Round(figures, {name: came.client_share})


async def _saturated(bench: Bench) -> Round:
    return _figures("submits/Repcast", await submitted(bench, idle_repcast(bench), CROWD))


async def _sqlmodel(bench: Bench) -> Round:
    return _figures("submits/SQLModel", await submitted(bench, sqlmodel(bench), PEERS_CROWD))


async def _one_at_a_time(bench: Bench) -> Round:
    return _figures("one submit/Repcast", await submitted(bench, idle_repcast(bench), ALONE))


SATURATED = Measurement("durable submits: Repcast", _saturated)
SQLMODEL = Measurement("durable submits: SQLModel", _sqlmodel)
ONE_AT_A_TIME = Measurement("one durable submit: Repcast", _one_at_a_time)
