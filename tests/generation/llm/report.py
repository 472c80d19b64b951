"""Measures when the weeks of a program arrive that a model writes: `make model-report`.

A job of twelve weeks through the whole server, by its socket; the vendor is on loopback, and writes good plans at a
pace. Nothing is asserted: what a vendor really does differs by the hour.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from pydantic import SecretStr

from schemas.job import JobStatus
from server.generation.llm.scanner import ElementScanner
from server.logs import configure_logs
from tests.generation.llm.scenario import WEEKS, Played, play
from tests.support.model_plans import good, text_of
from tests.support.responses_server import Received, responses_server
from tests.support.vendor_answers import CHARS_A_TOKEN, Pace, Tokens, Written

SCANNED_CHARS = 100_000
SCANS = 9
DELTA_CHARS = 20
FIRSTS = (
    ("accepted", "job.accepted"),
    ("first message", "job.progressed"),
    ("first week", "job.week_ready"),
    ("completed", "job.completed"),
)


async def run(pace: Pace, weeks: int) -> tuple[Played, list[Received]]:
    """The scenario, and what the vendor was asked for."""

    def brain(request: Received) -> Written:
        tokens = Tokens(output=len(text_of(request)) // CHARS_A_TOKEN, reasoning=0)
        return good(request, thoughts=3, tokens=tokens, pace=pace)

    with tempfile.TemporaryDirectory() as folder:
        async with responses_server() as vendor:
            vendor.brain = brain
            chosen: dict[str, Any] = {"openai_api_key": SecretStr("sk-none"), "openai_base_url": vendor.base_url}
            return await play(Path(folder), weeks, **chosen), vendor.received


def scanner_ms() -> float:
    """CPU time for `SCANNED_CHARS` of a plan, in pieces as models send them; the median of some scans."""
    block = {"name": "Build", "sessions": [{"exercises": [{"exercise_id": "back_squat", "sets": 3, "rir": 2}] * 6}] * 4}
    text = json.dumps({"blocks": [block] * (SCANNED_CHARS // len(json.dumps(block)) + 1)})[:SCANNED_CHARS]
    pieces = [text[at : at + DELTA_CHARS] for at in range(0, len(text), DELTA_CHARS)]
    took = []
    for _ in range(SCANS):
        scanner, begun = ElementScanner("blocks"), process_time()
        for piece in pieces:
            scanner.feed(piece)
        took.append(1000 * (process_time() - begun))
    return median(took)


def report(played: Played, requests: Sequence[Received], weeks: int) -> Iterator[str]:
    """The figures, a line each."""
    at_s = {name: next((each.at_s for each in played.of_type(type_)), None) for name, type_ in FIRSTS}
    chars = sum(request.written_chars for request in requests)
    yield f"{weeks} weeks in {len(requests)} calls, {chars / 1000:.1f} kB of plan"
    for name, time_s in at_s.items():
        yield f"submit to {name:<14} {'never' if time_s is None else f'{time_s:9.3f} s'}"
    if at_s["first week"] is not None and at_s["completed"] is not None:
        yield f"first week / completed   {at_s['first week'] / at_s['completed']:9.2f}"
    pauses = [later.at_s - earlier.at_s for earlier, later in pairwise(played.seen)]
    yield f"longest without a frame  {max(pauses):9.3f} s"
    yield f"foretold (eta_s)         {played.of_type('job.started')[0].frame['eta_s']:9.3f} s"
    for each in played.of_type("job.progressed"):
        yield f"  {each.at_s:7.2f} s  {each.frame['progress']:3} %  {each.frame['message']}"
    yield f"scanner, {SCANNED_CHARS // 1000} kB          {scanner_ms():9.1f} ms of CPU"


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 when the job was not completed."""
    parser = argparse.ArgumentParser(prog="make model-report", description=__doc__)
    parser.add_argument("--weeks", type=int, default=WEEKS)
    parser.add_argument("--thinking-s", type=float, default=8.0, help="from a request to the first word")
    parser.add_argument("--tokens-a-s", type=float, default=60.0)
    asked = parser.parse_args(arguments)
    configure_logs(level="warning", log_format="console")
    played, requests = asyncio.run(run(Pace(asked.thinking_s, asked.tokens_a_s), asked.weeks))
    for line in report(played, requests, asked.weeks):
        print(line)  # noqa: T201 - the report is what the command is for
    return int(played.snapshot["status"] != JobStatus.COMPLETED)


if __name__ == "__main__":
    sys.exit(main())
