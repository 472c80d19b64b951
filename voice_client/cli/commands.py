"""What each command does, once its words are understood."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Origin, Subprotocol

from schemas.client_frames import Hello, OnActive
from schemas.codec import encode
from schemas.job import JobSnapshot
from schemas.model import JsonObject
from schemas.server_frames import PROTOCOL
from voice_client.cli.following import show_to_the_end, time_limit
from voice_client.cli.options import Options
from voice_client.errors import ConnectionLost, Unauthorized, Unreachable
from voice_client.job_handle import JobHandle, program_of
from voice_client.link import socket_url


async def submit(
    options: Options, request: JsonObject, idempotency_key: str | None, on_active: OnActive, *, wait: bool
) -> None:
    """Submit; then watch, or print the id."""
    async with time_limit(options), options.client() as client:
        job = await client.submit(request, idempotency_key=idempotency_key, on_active=on_active)
        if job.duplicate:
            options.notify("This program is being made already.")
        if not wait:
            _print(options, {"job_id": job.job_id, "duplicate": job.duplicate}, job.job_id)
            return
        options.notify(f"Job {job.job_id}")
        await _to_the_end(options, job)


async def watch(options: Options, job_id: str, *, after: int) -> None:
    """Watch a job until it ends."""
    async with time_limit(options), options.client() as client:
        await _to_the_end(options, await client.follow(job_id, after=after))


async def status(options: Options, job_id: str) -> None:
    """Print how a job stands."""
    async with time_limit(options), options.client() as client:
        snapshot = await client.get(job_id)
    _print(options, snapshot.model_dump(mode="json"), _status_text(snapshot))


async def cancel(options: Options, job_id: str, reason: str | None) -> None:
    """Ask that a job stop, and print what its status is then."""
    async with time_limit(options), options.client() as client:
        after = await client.cancel(job_id, reason)
    _print(options, {"job_id": job_id, "status": after}, str(after))


async def tail(options: Options, job_id: str | None, user_id: str | None) -> None:
    """Print raw frames: of a job to its end, of a user until stopped."""
    async with time_limit(options), options.client() as client:
        if job_id is not None:
            async for frame in await client.follow(job_id):
                _print_line(options, encode(frame))
        elif user_id is not None:
            async for event in client.watch(user_id):
                _print_line(options, encode(event))


@dataclass(frozen=True, slots=True)
class RawLines:
    """What ``repcast send`` sends, and how."""

    source: TextIO
    say_hello: bool
    linger_s: float
    origin: str | None
    headers: list[str]


async def send(options: Options, raw: RawLines) -> None:
    """Send raw lines; print what comes back, until it is silent after the last line, or the socket closes."""
    headers = [tuple(part.strip() for part in header.split(":", 1)) for header in raw.headers]
    try:
        async with (
            time_limit(options),
            connect(
                socket_url(options.url),
                subprotocols=[Subprotocol(PROTOCOL)],
                compression=None,
                origin=Origin(raw.origin) if raw.origin else None,
                additional_headers=[(name, value) for name, value in headers],
            ) as socket,
        ):
            options.notify("Connected.")
            if raw.say_hello:
                await socket.send(encode(Hello(id=uuid4().hex)))
            listener = asyncio.create_task(_listen(options, socket))
            async for line in _lines(raw.source):
                await socket.send(line)
            await asyncio.wait({listener}, timeout=raw.linger_s)
            listener.cancel()
            await asyncio.gather(listener, return_exceptions=True)
            if socket.close_code not in (None, 1000):
                raise ConnectionLost(f"closed with {socket.close_code}: {socket.close_reason}", socket.close_code)
    except ConnectionClosed as closed:
        code = closed.rcvd.code if closed.rcvd else None
        raise ConnectionLost(f"closed with {code}", code) from None
    except InvalidStatus as refused:
        raise Unauthorized(f"the server answers {refused.response.status_code}") from None
    except (OSError, InvalidHandshake) as error:
        raise Unreachable(f"{options.url}: {error}") from None


async def _to_the_end(options: Options, job: JobHandle) -> None:
    await show_to_the_end(options, job)
    program_id, summary = program_of(await job.result())
    if not options.as_json:
        if summary is not None:
            options.notify(summary.spoken_summary)
        options.out.print(program_id, highlight=False)


async def _listen(options: Options, socket: ClientConnection) -> None:
    async for message in socket:
        _print_line(options, message if isinstance(message, str) else message.decode(errors="replace"))


async def _lines(source: TextIO) -> AsyncIterator[str]:
    """The lines of standard input that are not empty, read beside the loop."""
    while line := await asyncio.to_thread(source.readline):
        if text := line.strip("\r\n"):
            yield text


def _status_text(snapshot: JobSnapshot) -> str:
    lines = [
        f"{snapshot.status}  {snapshot.progress} %  {snapshot.message}",
        f"weeks     {snapshot.weeks_done} of {snapshot.weeks_total}",
        f"attempt   {snapshot.attempt}",
        f"created   {_moment(snapshot.created_at)}",
    ]
    if snapshot.completed_at:
        lines.append(f"ended     {_moment(snapshot.completed_at)}")
    if snapshot.program_id:
        lines.append(f"program   {snapshot.program_id}")
    if snapshot.error:
        lines.append(f"error     {snapshot.error.code}: {snapshot.error.message}")
    return "\n".join(lines)


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}"


def _print(options: Options, data: JsonObject, text: str) -> None:
    if options.as_json:
        _print_line(options, json.dumps(data))
    else:
        options.out.print(text, highlight=False, markup=False)


def _print_line(options: Options, line: str) -> None:
    print(line, file=options.out.file, flush=True)
