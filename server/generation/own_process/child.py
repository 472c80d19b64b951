"""The process that makes programs and files, one after another, until its standard input ends: then the server is gone.

Signals that are meant for the server reach this process, too, where both are of one group. They are the server's to
heed: it drains, and wants its programs until then.
"""

import asyncio
import os
import signal
import sys
import traceback
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import BinaryIO

from server.generation.exports.order import FileOrder
from server.generation.generator import Brief, GenerationFailed, Generator
from server.generation.own_process.slices import in_slices
from server.generation.own_process.wire import END, LENGTH, Answer, Ended, Failure, FileMade, Saying, asked_by
from server.generation.revise.reviser import Reviser
from server.generation.rules.generator import RulesGenerator

NICENESS = 10
"""A tenth of a core where the server wants all of it."""
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def main() -> None:
    """Serve standard input and output."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints does not print between the answers

    def tell(said: bytes) -> None:
        left = memoryview(LENGTH.pack(len(said)) + said)
        while left:
            left = left[answers.write(left) :]

    generator = Reviser(RulesGenerator())
    tell(END)  # it is ready
    with asyncio.Runner() as runner:
        while (request := _read(sys.stdin.buffer)) is not None:
            with in_slices():
                runner.run(_answer(generator, asked_by(request), tell))


def _read(requests: BinaryIO) -> bytes | None:
    head = requests.read(LENGTH.size)
    return requests.read(*LENGTH.unpack(head)) if len(head) == LENGTH.size else None


async def _answer(generator: Generator, asked: Brief | FileOrder, tell: Callable[[bytes], None]) -> None:
    saying = Saying()
    ended = Ended()
    try:
        async with aclosing(_done(generator, asked)) as answers:
            async for answer in answers:
                tell(saying.said(answer))
    except GenerationFailed as why:
        ended = Ended(Failure.of(why))
    except Exception:  # noqa: BLE001 - it is raised where the work is wanted
        ended = Ended(crash=traceback.format_exc())
    tell(saying.said(ended))
    tell(END)


async def _done(generator: Generator, asked: Brief | FileOrder) -> AsyncGenerator[Answer, None]:
    if isinstance(asked, FileOrder):
        yield FileMade(asked.made())
        return
    async with aclosing(generator.steps(asked)) as steps:
        async for step in steps:
            yield step
