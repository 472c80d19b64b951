"""``repcast``, called in this process beside a server in the same loop."""

import asyncio
import json
from dataclasses import dataclass

from typer.testing import CliRunner

from schemas.model import JsonObject
from voice_client.cli.arguments import hoisted
from voice_client.cli.main import app


@dataclass(frozen=True, slots=True)
class Called:
    """How a call ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[JsonObject]:
        """Standard output as NDJSON."""
        return [json.loads(line) for line in self.out.splitlines()]


async def repcast(*arguments: str, stdin: str = "", **environment: str) -> Called:
    """Call it with ``arguments``, and wait for its end."""

    def call() -> Called:
        result = CliRunner().invoke(app, hoisted(arguments), input=stdin, env=environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Called(result.exit_code, result.stdout, result.stderr)

    return await asyncio.to_thread(call)
