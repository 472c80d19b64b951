"""Whether the server lives, whether new callers are for it, and whether all that it stands on works."""

import asyncio
from pathlib import Path
from shutil import disk_usage
from time import monotonic
from typing import Literal

import structlog
from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from schemas.model import Omitted, WireModel
from server import __version__
from server.api.problems import documented
from server.api.rooms import Here, Rooms, counted
from server.storage.migrate import Standing, in_words, revision_of, standing
from server.storage.transaction import StorageError

PATIENCE_S = 2.0
"""A database that takes longer is not ready: whoever asks has a few seconds, the database's own limits have more."""

LEAST_FREE_BYTES = 64 * 1024**2
"""Below it SQLite may soon have no room for its write-ahead log, and then nothing is accepted any more."""

router = APIRouter(prefix="/api", tags=["operations"])


class Health(WireModel):
    status: Literal["ok"] = "ok"
    version: str


class Openness(WireModel):
    status: Literal["open", "draining"]


class Check(WireModel):
    """One part: whether it answers, and how fast."""

    ok: bool
    detail: str
    ms: Omitted[float] = None


class Readiness(WireModel):
    status: Literal["ready", "draining", "unavailable"]
    checks: dict[str, Check]


@router.get("/health")
async def health() -> Health:
    """The process lives and answers."""
    return Health(version=__version__)


@router.get("/open", responses={503: {"model": Openness}})
async def open_(here: Here) -> JSONResponse:
    """Whether new callers are for this server: what a balancer asks.

    Not `/api/ready`: that Redis or the database is away is so for all servers at once, and a balancer that took all
    of them out would end what still works.
    """
    openness = Openness(status="draining" if here.is_draining else "open")
    return JSONResponse(openness.model_dump(mode="json"), 503 if here.is_draining else 200)


@router.get("/ready", responses={503: {"model": Readiness}, **documented(429)}, dependencies=[Depends(counted)])
async def ready(here: Here) -> JSONResponse:
    """Whether jobs can be taken, part by part."""
    database, redis, workers = await asyncio.gather(_database(here), _redis(here), _workers(here))
    # The vendor of a model is not called: that would cost, and it is tried again in the job that needs it.
    model = Check(ok=True, detail=here.programs_by)
    checks = {"database": database, "redis": redis, "workers": workers, "model": model, "limits": _limits(here)}
    if here.database_folder is not None:
        checks["disk"] = _disk(here.database_folder)
    works = all(check.ok for check in checks.values())
    status: Literal["ready", "draining", "unavailable"] = "ready" if works else "unavailable"
    readiness = Readiness(status="draining" if here.is_draining else status, checks=checks)
    return JSONResponse(readiness.model_dump(mode="json"), 200 if readiness.status == "ready" else 503)


async def _redis(here: Rooms) -> Check:
    if here.bus is None:
        return Check(ok=True, detail="not configured; frames stay in this process")
    round_trip_s = await here.bus.ping()
    if round_trip_s is None or not here.bus.is_connected:
        return Check(ok=False, detail="does not answer; frames come late, from the database")
    return Check(ok=True, detail="answers", ms=round(round_trip_s * 1000, 2))


def _limits(here: Rooms) -> Check:
    """Well in any case: that Redis is away is its own trouble, and a limit takes nobody's service down."""
    alone = here.gatekeeper.counts_alone
    where = {None: "in this process", False: "over all processes", True: "in this process, until Redis answers"}
    return Check(ok=True, detail=f"counted {where[alone]}")


async def _workers(here: Rooms) -> Check:
    count = await here.engine.workers()
    if count is None:
        return Check(ok=False, detail="cannot be counted")
    if here.bus is None:
        return Check(ok=count > 0, detail=f"{count} {'job' if count == 1 else 'jobs'} at once, in this process")
    return Check(ok=count > 0, detail=f"{count or 'no'} {'process works' if count <= 1 else 'processes work'} on jobs")


def _disk(folder: Path) -> Check:
    free_bytes = disk_usage(folder).free
    return Check(ok=free_bytes >= LEAST_FREE_BYTES, detail=f"{free_bytes // 1024**2} MiB free beside the database")


async def _database(here: Rooms) -> Check:
    begun_s = monotonic()
    try:
        async with asyncio.timeout(PATIENCE_S):
            found = await here.database.read(revision_of)
    except (StorageError, TimeoutError) as error:
        structlog.get_logger("repcast.api").warning("database_not_ready", error=str(error))
        return Check(ok=False, detail="does not answer")
    took_ms = round((monotonic() - begun_s) * 1000, 2)
    is_well = standing(found) is not Standing.BEHIND
    return Check(ok=is_well, detail=f"answers, and {in_words(found)}", ms=took_ms)
