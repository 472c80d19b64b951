"""``repcast get``: a finished program in the form that is asked for, on standard output or in a file."""

import asyncio
import random
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

import httpx

from schemas.exports import ExportFormat
from voice_client.backoff import Backoff
from voice_client.cli.following import time_limit
from voice_client.cli.options import Options
from voice_client.cli.problems import check, media_type, stranger
from voice_client.cli.request_input import UnusableInput
from voice_client.errors import ClientFailed, Unreachable
from voice_client.link import http_url

PATIENCE_S = 30.0

ENDINGS = {
    ".json": ExportFormat.JSON,
    ".md": ExportFormat.MARKDOWN,
    ".csv": ExportFormat.CSV,
    ".ics": ExportFormat.ICS,
    ".liftoscript": ExportFormat.LIFTOSCRIPT,
    ".liftoscript.txt": ExportFormat.LIFTOSCRIPT,
    ".svg": ExportFormat.SVG,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is fetched, and where it goes.

    Attributes:
        query: of the address; without ``format`` the program comes as the server lists it, with its document.
        output: None for standard output.
    """

    program_id: str
    query: dict[str, str]
    output: Path | None
    force: bool

    @classmethod
    def of(
        cls,
        options: Options,
        program_id: str,
        form: ExportFormat | None,
        output: Path | None,
        start: datetime | None,
        at: datetime | None,
        *,
        force: bool,
    ) -> Self:
        """What the words of a call mean.

        Raises:
            UnusableInput: they do not go together, or the file cannot be.
        """
        if options.as_json and form is not None:
            raise UnusableInput("--json prints the program as the server lists it; leave out --format")
        if output is not None:
            _check(output, force=force)
        query: dict[str, str] = {} if options.as_json else {"format": form or _by_ending(output)}
        if start is not None:
            query["start"] = f"{start:%Y-%m-%d}"
        if at is not None:
            query["at"] = f"{at:%H:%M}"
        return cls(program_id, query, output, force)


async def get(options: Options, wanted: Wanted) -> None:
    """Fetch a program and write it, as it is, where it belongs."""
    async with time_limit(options):
        content = await _fetched(options, wanted)
    if wanted.output is None:
        await asyncio.to_thread(_print, content)
        return
    try:
        await asyncio.to_thread(_write, wanted.output, content, force=wanted.force)
    except OSError as error:
        raise ClientFailed(f"{wanted.output}: {error.strerror}") from error
    options.notify(f"{wanted.output}: {len(content)} bytes")


async def _fetched(options: Options, wanted: Wanted) -> bytes:
    headers = {"Authorization": f"Bearer {options.token}"} if options.token else {}
    address = f"/api/programs/{wanted.program_id}"
    backoff = Backoff(random.random)
    base = http_url(options.url)
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=PATIENCE_S) as http:
        for tries_left in range(options.max_retries, -1, -1):
            try:
                return _content(await http.get(address, params=wanted.query), wanted)
            except (httpx.TransportError, Unreachable) as error:
                trouble = str(error) or type(error).__name__
            if tries_left:
                wait_s = backoff.failed(0)
                options.notify(f"No answer ({trouble}); trying again in {wait_s:.1f} s.")
                await asyncio.sleep(wait_s)
    raise Unreachable(f"{base}: {trouble}")


def _content(answer: httpx.Response, wanted: Wanted) -> bytes:
    """What an answer brings.

    Raises:
        RequestRefused: the server said no.
        Unreachable: what stands before the server has none for now.
        ProtocolViolation: it is no answer of a server of ours.
    """
    check(answer)
    is_file = "content-disposition" in answer.headers
    is_ours = is_file if "format" in wanted.query else media_type(answer) == "application/json"
    if answer.status_code != httpx.codes.OK or not is_ours:
        raise stranger(answer)
    return answer.content if is_file else answer.content + b"\n"


def _by_ending(output: Path | None) -> ExportFormat:
    name = output.name.lower() if output else ""
    return next((form for ending, form in ENDINGS.items() if name.endswith(ending)), ExportFormat.MARKDOWN)


def _check(output: Path, *, force: bool) -> None:
    if output.is_dir():
        raise UnusableInput(f"--output {output}: it is a folder")
    if not output.parent.is_dir():
        raise UnusableInput(f"--output {output}: there is no folder {output.parent}")
    if output.exists() and not force:
        raise UnusableInput(f"--output {output}: it is there already; --force writes over it")


def _print(content: bytes) -> None:
    """Byte by byte what the server gave: no line end is translated."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _write(output: Path, content: bytes, *, force: bool) -> None:
    """All or nothing: a file that is there stays whole until the new one is.

    Raises:
        OSError: also where the file has come to be meanwhile.
    """
    if not force:
        with output.open("xb") as file:
            file.write(content)
        return
    beside = output.with_name(f".{output.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)
