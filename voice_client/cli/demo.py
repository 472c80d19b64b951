"""``repcast demo``: a server of its own, one job over the socket, everything shown as it is pushed."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx

from schemas.model import JsonObject
from voice_client.cli.following import show_to_the_end, time_limit
from voice_client.cli.options import Options
from voice_client.cli.page_link import page_link
from voice_client.cli.rendering import week_text
from voice_client.errors import Unreachable
from voice_client.job_handle import program_of

START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 12.0
LOOK_AGAIN_S = 0.05

REQUEST: JsonObject = {
    "height_cm": 190.5,
    "weight_kg": 87.5,
    "goal_category": "hypertrophy",
    "goal_raw": "muscle gain",
    "duration_weeks": 12,
    "days_per_week": 4,
    "fitness_level": "intermediate",
}


async def demo(options: Options, *, pace_s: float, once: bool) -> None:
    """Start a server, have a program made, show it; then serve on until Ctrl-C, unless ``once``."""
    async with _server(pace_s) as url:
        here = replace(options, urls=(url,), token=None)  # what is shown elsewhere, this server does not know
        here.notify(f"A server is up at {url}, on a database of its own.")
        if pace_s:
            here.notify(f"Each step waits {pace_s:g} s, so that you can watch it; --pace-s 0 shows the real speed.")
        user_id = str(uuid4())
        here.notify(f"Watch it on a page: {await page_link(here, user_id)}")
        async with time_limit(here):
            await _one_job(here, user_id)
        if not once:
            here.notify(f"\nThe server goes on: {url} (REST at {url}/docs). Ctrl-C stops it.")
            await asyncio.Event().wait()


async def _one_job(options: Options, user_id: str) -> None:
    clock = asyncio.get_running_loop().time
    async with options.client() as client:
        begun_s = clock()
        job = await client.submit({"user_id": user_id, **REQUEST})
        options.notify(f"Job {job.job_id} was accepted after {(clock() - begun_s) * 1000:.1f} ms.\n")
        weeks = await show_to_the_end(options, job)
        program_id, summary = program_of(await job.result())
    took_s = clock() - begun_s
    async with httpx.AsyncClient(base_url=options.url) as http:
        stored = (await http.get(f"/api/programs/{program_id}")).raise_for_status().json()
    if options.as_json:
        return
    say = options.out.print
    say(f"\n{stored['name']}", style="bold", highlight=False)
    options.tell(f"{stored['description']}\n")
    say("Week 1", style="bold")
    say(week_text(weeks[0]), highlight=False, markup=False)
    say("\nAs it is spoken", style="bold")
    options.tell(summary.spoken_summary if summary else stored["document"]["spoken_summary"])
    count = len(stored["document"]["weeks"])
    options.notify(f"\n{count} weeks were pushed in {took_s:.2f} s; the program is stored: /api/programs/{program_id}")


@asynccontextmanager
async def _server(pace_s: float) -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory(prefix="repcast-demo-") as name:
        folder = Path(name)
        port_file = folder / "port"
        environment = {**os.environ, "REPCAST_DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}"}
        log_file = folder / "server.log"
        with log_file.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                _server_command(),
                "serve",
                "--port=0",
                f"--pace-s={pace_s}",
                f"--port-file={port_file}",
                env=environment,
                stderr=log,
                # Ctrl-C is for this process, which then stops the server in its own time.
                start_new_session=True,
            )
        try:
            yield f"http://127.0.0.1:{await _port(process, port_file, log_file)}"
        finally:
            await _stop(process)


async def _port(process: asyncio.subprocess.Process, port_file: Path, log_file: Path) -> int:
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            while (port := _read_or_empty(port_file)) == "":
                if process.returncode is not None:
                    raise Unreachable(f"the server ended while it started:\n{_read_or_empty(log_file)}")
                await asyncio.sleep(LOOK_AGAIN_S)
    except TimeoutError:
        raise Unreachable(f"no server after {START_TIMEOUT_S:g} s:\n{_read_or_empty(log_file)}") from None
    return int(port)


def _read_or_empty(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_TIMEOUT_S):
            await process.wait()
    except TimeoutError:
        pass
    finally:  # also when whoever waits is told again to end
        if process.returncode is None:
            process.kill()
            await process.wait()


def _server_command() -> str:
    beside = Path(sys.executable).with_name("repcast-server")
    found = str(beside) if beside.exists() else shutil.which("repcast-server")
    if found is None:
        raise Unreachable("repcast-server is not installed beside repcast")
    return found
