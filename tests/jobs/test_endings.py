"""The one line about each job that has ended."""

from pathlib import Path

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs
from structlog.typing import EventDict

from server.generation.generator import GenerationFailed
from tests.support.parts import ended, running_parts, submit, weeks_written
from tests.support.samples import program_request
from tests.support.scripted_generator import Act, Fail, Hold, ScriptedGenerator

FAULT = GenerationFailed(code="internal", message="m", say="s", retryable=True)


def _ending(logs: list[EventDict]) -> EventDict:
    (line,) = (log for log in logs if log["event"] == "job_ended")
    assert "user_id" not in line
    return line


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ([[]], {"outcome": "completed", "code": None, "attempts": 1, "failed_attempts": 0, "provider": "rules"}),
        (
            [[Fail(FAULT)], []],
            {"outcome": "completed", "code": None, "attempts": 2, "failed_attempts": 1, "provider": "rules"},
        ),
        (
            [[Fail(FAULT)]],
            {"outcome": "failed", "code": "internal", "attempts": 3, "failed_attempts": 2, "provider": "scripted"},
        ),
    ],
)
async def test_a_job_that_was_worked_on(tmp_path: Path, script: list[list[Act]], told: EventDict) -> None:
    """What became of it, how long it waited and was worked on, and what it took."""
    with capture_logs() as logs:
        async with running_parts(tmp_path, ScriptedGenerator(script)) as parts:
            submitted = await submit(parts, program_request(duration_weeks=4))
            await ended(parts, submitted.job.job_id)
    line = _ending(logs)
    assert {name: line[name] for name in told} == told
    assert (line["job_id"], line["kind"], line["tokens"]) == (submitted.job.job_id, "generate", None)
    assert line["weeks"] == (4 if line["outcome"] == "completed" else 0)
    assert line["queued_s"] >= 0
    assert line["running_s"] >= 0


async def test_a_job_that_is_cancelled(tmp_path: Path) -> None:
    """While it is worked on; and before it is begun, which nobody works on."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    with capture_logs() as logs:
        async with running_parts(tmp_path, generator, job_concurrency=1) as parts:
            begun = (await submit(parts, program_request(duration_weeks=4))).job.job_id
            waiting = (await submit(parts, program_request(duration_weeks=4))).job.job_id
            await weeks_written(parts, begun, 1)
            for job_id in (waiting, begun):
                await parts.service.cancel(job_id, None, "no")
                await ended(parts, job_id)
    first, second = (log for log in logs if log["event"] == "job_ended")
    assert (first["job_id"], first["outcome"], first["attempts"], first["running_s"]) == (waiting, "cancelled", 0, None)
    assert (second["job_id"], second["outcome"], second["attempts"], second["weeks"]) == (begun, "cancelled", 1, 1)


async def test_lines_of_an_attempt_are_its_own(tmp_path: Path) -> None:
    """They have the job and the number of the attempt, and nothing of whoever began it."""
    with capture_logs(processors=[merge_contextvars]) as logs:
        async with running_parts(tmp_path, ScriptedGenerator([[Fail(ValueError("of the test"))]])) as parts:
            job_id = (await submit(parts, program_request(duration_weeks=4))).job.job_id
            await ended(parts, job_id)
    crashes = [log for log in logs if log["event"] == "generation_crashed"]
    assert [(log["job_id"], log["attempt"]) for log in crashes] == [(job_id, 1), (job_id, 2), (job_id, 3)]
