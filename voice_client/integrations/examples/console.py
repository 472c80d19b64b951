"""What the examples read and where they find things: lines of a terminal, the environment."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from uuid import NAMESPACE_DNS, uuid5

INSTRUCTIONS = (
    "You are a coach who has workout programs made. Ask for what the tool needs, a question at a time, and say back "
    "what you understood before you call it. The making takes minutes: the user hears of it by itself. Talk on "
    "meanwhile, never invent a program, and do not call again for what is already being made."
)


def server_url() -> str:
    """Where Repcast runs."""
    return os.environ.get("REPCAST_URL", "http://127.0.0.1:8000")


def user_id() -> str:
    """Whose programs these are: one user of this machine."""
    return str(uuid5(NAMESPACE_DNS, "example.repcast"))


async def typed_lines() -> AsyncIterator[str]:
    """What is typed, a line at a time, until the end of the input."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line.strip()
