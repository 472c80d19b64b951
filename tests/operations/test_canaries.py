"""Canaries: secrets and a user's words go into a server wherever something can go in, and come out nowhere else.

All of them have the word ``canary``, but those that the server makes itself. Two servers go through what goes well,
what is refused, what crashes and what goes away, at the level of debug; then logs, metrics, answers, traces, crash
reports and the database are searched.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import MetaData, text
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.storage.url import parse_url
from tests.support.collectors import Collectors, collectors
from tests.support.cutting_proxy import CuttingProxy, cutting_proxy
from tests.support.model_plans import good
from tests.support.postgres_sessions import session
from tests.support.raw_client import raw_client
from tests.support.responses_server import Received, ResponsesServer, responses_server
from tests.support.rest import GENERATE
from tests.support.samples import new_user, program_request
from tests.support.server_process import BIN, ServerProcess, server_process
from tests.support.valkey import Valkey, running_valkey
from tests.support.vendor_answers import Answer, Turned

WORD = "canary"
MODEL_KEY = "of-the-model-canary-91cd"
GOAL = "muscle gain, says the canary in my chest"
SOME_KEY = f"rk_0123456789abcdef_{WORD * 8}"
NO_STATUS = f"rk_0_{WORD}"
"""Stands where a status should, so that the crash is about it."""


@dataclass(slots=True)
class World:
    """What runs, and what is known of it.

    Attributes:
        made: secrets that the server made: they have no word by which they are found.
        answers: everything that it said to clients that is no program.
    """

    database_url: str
    way_to_database: CuttingProxy
    valkey: Valkey
    vendor: ResponsesServer
    seen: Collectors
    servers: list[ServerProcess]
    key: str
    user: str = field(default_factory=new_user)
    made: set[str] = field(default_factory=set)
    answers: list[str] = field(default_factory=list)

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


@pytest.fixture
async def world(tmp_path: Path, postgres_url: str) -> AsyncIterator[World]:
    """Two servers that differ in the form of their logs, and all that they can be told of by settings."""
    direct = parse_url(postgres_url)
    with running_valkey(password=f"redis-{WORD}-3b81") as valkey, collectors() as seen:
        async with AsyncExitStack() as stack:
            proxy = await stack.enter_async_context(cutting_proxy(direct.port or 5432))
            by_proxy = direct.set(port=proxy.port, password=f"postgres-{WORD}-77ac")
            vendor = await stack.enter_async_context(responses_server())
            vendor.brain = _answer
            chosen: dict[str, Any] = {
                "database_url": by_proxy.render_as_string(hide_password=False),
                "redis_url": valkey.url,
                "token_secret": f"signing-{WORD}-" * 3,
                "openai_api_key": MODEL_KEY,
                "openai_base_url": vendor.base_url,
                "otel_endpoint": seen.otlp_url,
                "OTEL_EXPORTER_OTLP_HEADERS": f"x-collector=otel-{WORD}-8d8d",
                "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST": ".*",
                "sentry_dsn": seen.sentry_dsn,
                "log_level": "debug",
                "job_max_attempts": 1,
                "webhook_allow_private": True,
            }
            key = await _new_key(tmp_path, str(chosen["database_url"]))
            servers = []
            for log_format in ("json", "console"):
                folder = tmp_path / log_format
                folder.mkdir()
                server = server_process(folder, log_format=log_format, **chosen)
                servers.append(await stack.enter_async_context(server))
            yield World(postgres_url, proxy, valkey, vendor, seen, servers, key, made={key.rpartition("_")[2]})


def _answer(request: Received) -> Answer:
    """Every second time the vendor fails, and repeats what it was told."""
    _answer.turns += 1  # type: ignore[attr-defined]  # counted where it is said
    if _answer.turns % 2:  # type: ignore[attr-defined]  # likewise
        return good(request)
    return Turned(400, "invalid_prompt", message=f"{request.headers['authorization']}: {GOAL} is not fine")


_answer.turns = 0  # type: ignore[attr-defined]  # likewise


async def _new_key(folder: Path, database_url: str) -> str:
    environment = {"PATH": os.environ["PATH"], "REPCAST_DATABASE_URL": database_url}
    command = (BIN / "repcast-server", "keys", "create", "--scope", "admin", "--json")
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return str(json.loads(said)["key"])


async def _go_well_and_be_refused(world: World, server: ServerProcess) -> None:
    headers = {**world.bearer, "Cookie": f"session={WORD}-cookie", "User-Agent": f"{WORD}-agent"}
    request = program_request(world.user, goal_raw=GOAL, duration_weeks=2, fresh=True)
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=30) as http:
        token = (await http.post("/api/tokens", json={"user_id": world.user})).json()["token"]
        hook = await http.post("/api/webhooks", json={"url": f"{world.seen.otlp_url}/{WORD}-in-path"})
        world.made |= {token.split(".")[1], token.split(".")[2], hook.json()["secret"]}
        assert (await http.post(f"/api/webhooks/{hook.json()['id']}/test")).status_code == 202
        wrong = {"Authorization": f"Bearer wrong-{WORD}-5a5a"}
        answers = [
            await http.get("/api/programs", headers=wrong),
            await http.get("/api/programs", headers={"Authorization": f"Basic {WORD}"}),
            await http.get(f"/api/programs?token={WORD}"),
            await http.get(f"/api/programs?user_id={world.user}&cursor=nonsense"),
            await http.get("/api/programs", headers={"X-Request-ID": SOME_KEY}),
            await http.get(f"/{SOME_KEY}"),
            await http.post(GENERATE, content=f'{{"token": "{WORD}'),
            await http.get("/metrics"),
        ]
        world.answers += [str(answer.headers) + answer.text for answer in answers]
        assert {answer.status_code for answer in answers} == {200, 400, 401, 404, 422}
        for query in (f"token={WORD}", f"access_token={token}"):
            with pytest.raises(InvalidStatus):
                await connect(f"{server.socket_url}?{query}")
        await _say_what_is_wrong(world, server)
        async with raw_client(server.socket_url, greeting={"token": token}) as client:
            for _ in range(2):
                asked = await client.ask("job.submit", kind="generate", request=request, on_active="parallel")
                await client.to_the_end_of(asked["job_id"])
            await client.ask("job.cancel", job_id=asked["job_id"], reason=f"the {WORD} is gone")
            await client.ask("auth.refresh", token=f"wrong-{WORD}-6b6b")


async def _say_what_is_wrong(world: World, server: ServerProcess) -> None:
    """As the first frame of a socket, which is then closed."""
    for frame in (
        f'{{"type":"hello","id":"h","token":"wrong-{WORD}-5a5a"}}',
        f'{{"type":"hello","id":"h","token":["{WORD}"]}}',
        f'{{"type":"hello","id":"h","token":"{WORD}',
        f'{{"type":"nonsense","id":"{SOME_KEY[:64]}"}}',
    ):
        async with raw_client(server.socket_url, hello=False) as client:
            await client.send_text(frame)
            await client.closed()
            world.answers += [str(each.get("message")) for each in client.frames]


async def _crash(world: World, server: ServerProcess) -> None:
    """At rows that nobody can understand: at a status, and at a request where somebody's words are no object."""
    job_ids = [await _job(world, server), await _job(world, server)]
    async with session(world.database_url) as other:
        change = "UPDATE program_generation_jobs SET status = :status WHERE id = :id"
        await other.execute(text(change), {"status": NO_STATUS, "id": job_ids[0]})
        change = "UPDATE program_generation_jobs SET request = CAST(:words AS JSON) WHERE id = :id"
        await other.execute(text(change), {"words": json.dumps(GOAL), "id": job_ids[1]})
        await other.commit()
    async with httpx.AsyncClient(base_url=server.url, headers=world.bearer, timeout=30) as http:
        for job_id in job_ids:
            answer = await http.get(f"/api/programs/status/{job_id}")
            assert answer.status_code == 500
            world.answers.append(answer.text)


async def _job(world: World, server: ServerProcess) -> str:
    request = program_request(world.user, goal_raw=GOAL, duration_weeks=1)
    async with httpx.AsyncClient(base_url=server.url, headers=world.bearer, timeout=30) as http:
        return str((await http.post(GENERATE, json=request)).json()["job_id"])


async def _be_without(world: World, server: ServerProcess) -> None:
    """The database is away."""
    async with httpx.AsyncClient(base_url=server.url, headers=world.bearer, timeout=30) as http:
        answers = [await http.get("/api/ready"), await http.post(GENERATE, json=program_request(world.user))]
    assert {answer.status_code for answer in answers} == {503}
    world.answers += [answer.text for answer in answers]


async def _rows(world: World) -> dict[str, str]:
    """All rows of all tables, as text."""
    known = MetaData()
    async with session(world.database_url) as connection:
        await connection.run_sync(known.reflect)
        found = {table.name: (await connection.execute(table.select())).all() for table in known.sorted_tables}
    return {name: str([tuple(row) for row in rows]) for name, rows in found.items()}  # a row by itself would be cut


async def test_no_canary_comes_out(world: World) -> None:
    """Not one, in anything that others than its user read; and secrets not even there."""
    await asyncio.gather(*(_go_well_and_be_refused(world, server) for server in world.servers))
    world.valkey.kill()
    await asyncio.gather(*(_crash(world, server) for server in world.servers))
    world.valkey.start()
    world.way_to_database.is_refusing = True
    world.way_to_database.cut()
    await asyncio.gather(*(_be_without(world, server) for server in world.servers))
    world.way_to_database.is_refusing = False
    assert [await server.terminate() for server in world.servers] == [0, 0]

    # They did go in, and what was to happen has happened.
    assert any(request.headers["authorization"] == f"Bearer {MODEL_KEY}" for request in world.vendor.received)
    assert any(GOAL in request.input for request in world.vendor.received)
    logs = [server.log.read_text() for server in world.servers]
    for event in ("connection_closed", "redis_is_lost", "request_crashed", "request_ended", "storage_unavailable"):
        assert all(event in log for log in logs), event
    for event in ("job_ended", "model_call_failed", "model_called"):  # at whichever took the job
        assert any(event in log for log in logs), event
    assert any("webhook_attempted" in log for log in logs)
    assert any(WORD in request.path for request in world.seen.requests)
    assert world.seen.crashes()
    assert world.seen.spans("model.call")

    unread = [*logs, *(_sent(world.seen))]
    for hidden in (WORD, world.user, *world.made):
        for said in (*unread, *(world.answers if hidden != world.user else ())):
            assert hidden not in said, _around(hidden, said)
    rows = await _rows(world)
    assert GOAL in rows["program_generation_jobs"]
    personal = {GOAL: "", f"the {WORD} is gone": "", NO_STATUS: ""}
    del rows["webhook_endpoints"]  # it has what signs, and where to send, for both are needed
    for table, said in rows.items():
        shown = said
        for words, nothing in personal.items():
            shown = shown.replace(words, nothing)
        for hidden in (WORD, *world.made):
            assert hidden not in shown, (table, _around(hidden, shown))
    assert not any(words in rows["model_calls"] for words in (WORD, MODEL_KEY))


def _sent(seen: Collectors) -> list[str]:
    """Not to the webhook, to whose owner it is told who somebody is."""
    return [request.body.decode("utf-8", "replace") for request in seen.requests if WORD not in request.path]


def _around(found: str, said: str) -> str:
    at = said.index(found)
    return said[max(0, at - 300) : at + 300]
