"""``repcast-server check``: whether what a server or a worker stands on answers, for whoever watches its container."""

import asyncio
import socket
from collections.abc import Coroutine
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from typing import Any
from urllib.request import urlopen

from redis.exceptions import RedisError

from server.push.redis_link import ask, connector
from server.settings import SIGNS_ALONE, Settings
from server.storage.migrate import Standing, current_revision, in_words, standing
from server.storage.transaction import StorageError

PATIENCE_S = 3.0
"""Whoever watches waits for eight seconds at the most; by then this has said what does not answer."""


class Mark(StrEnum):
    """How a part is."""

    WELL = "ok"
    DOUBTFUL = "??"
    """Something is missed where there are several servers; nothing where there is one."""
    ILL = "NO"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, and how it is."""

    part: str
    mark: Mark
    sentence: str


async def look_at(settings: Settings, *, server_url: str | None = None, with_worker: bool = False) -> list[Finding]:
    """Look at all parts at once.

    Args:
        server_url: of a server to look at, too.
        with_worker: look at the workers of this host, too, and not at what only servers do; only with Redis.
    """
    looks = [_database(settings.database_url)]
    if server_url is not None:
        looks.append(asyncio.to_thread(_server, server_url))
    if settings.redis_url is not None:
        url = settings.redis_url.get_secret_value()
        looks.append(_redis(url))
        looks.append(_worker(url, settings.docket_name) if with_worker else _tokens(settings))
    return await asyncio.gather(*looks)


async def _database(url: str) -> Finding:
    try:
        found = await asyncio.to_thread(current_revision, url, patience_s=PATIENCE_S)
    except StorageError as error:
        return Finding("database", Mark.ILL, str(error))
    mark = Mark.ILL if standing(found) is Standing.BEHIND else Mark.WELL
    return Finding("database", mark, f"answers, and {in_words(found)}")


async def _redis(url: str) -> Finding:
    try:
        await _in_time(ask(connector(url, "repcast-check"), "PING"))
    except (RedisError, OSError) as error:
        return Finding("redis", Mark.ILL, f"does not answer: {_words(error)}")
    return Finding("redis", Mark.WELL, "answers")


async def _tokens(settings: Settings) -> Finding:
    if settings.signs_alone:
        return Finding("tokens", Mark.DOUBTFUL, SIGNS_ALONE)
    return Finding("tokens", Mark.WELL, "are signed with REPCAST_TOKEN_SECRET")


def _server(url: str) -> Finding:
    """It lives, ready or not: what it stands on has lines of its own."""
    try:
        with urlopen(f"{url.rstrip('/')}/api/health", timeout=PATIENCE_S) as answer:  # noqa: S310 - whatever is asked for
            answer.read()
    except (OSError, HTTPException, ValueError) as error:
        return Finding("server", Mark.ILL, f"does not answer: {_words(error)}")
    return Finding("server", Mark.WELL, "answers")


async def _worker(url: str, docket_name: str) -> Finding:
    """A worker says every two seconds that it lives; who has not for ten is none any more."""
    host = socket.gethostname()
    try:
        names = await _in_time(_worker_names(url, docket_name))
    except (RedisError, OSError) as error:
        return Finding("worker", Mark.ILL, f"cannot be seen: {_words(error)}")
    mine = [name for name in names if name.rpartition("#")[0] == host]
    if not mine:
        return Finding("worker", Mark.ILL, f"none of this host ({host}) lives")
    return Finding("worker", Mark.WELL, f"lives: {', '.join(sorted(mine))}")


async def _worker_names(url: str, docket_name: str) -> list[str]:
    """Of all hosts; docket names a worker by its host and process, unless told otherwise."""
    from docket import Docket  # noqa: PLC0415 - half a second that a server's check does without

    async with Docket(name=docket_name, url=url) as docket:
        return [worker.name for worker in await docket.workers()]


async def _in_time(work: Coroutine[Any, Any, Any]) -> Any:
    async with asyncio.timeout(PATIENCE_S):
        return await work


def _words(error: Exception) -> str:
    return str(error) or "it took too long"
