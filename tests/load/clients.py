"""Load clients: modules that are given a task and print what they measured, each a process of its own."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


async def answer_of(module: str, task: "DataclassInstance", cores: Sequence[int]) -> dict[str, Any]:
    """Have a module of this package do a task, on ``cores``; both are JSON.

    Raises:
        RuntimeError: it failed; it has said why.
    """
    command = (sys.executable, "-m", f"tests.load.{module}", json.dumps(asdict(task)))
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    try:
        psutil.Process(process.pid).cpu_affinity(list(cores))
        told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RuntimeError(f"the client ended with {process.returncode}")
    answer: dict[str, Any] = json.loads(told)
    return answer
