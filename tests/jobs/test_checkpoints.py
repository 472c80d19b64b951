"""What a job has paid for: kept by the attempt that holds it, found by the next one."""

from pathlib import Path

from sqlalchemy import select

from schemas.job import JobStatus
from server.generation.generator import Chunk
from server.jobs.checkpoints import CHECKPOINTS, chunks_of, save_chunk
from server.jobs.rows import JOBS
from tests.support.parts import SetClock, ended, running_parts, submit, weeks_written
from tests.support.samples import program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator

NOW = SetClock().now


async def test_only_the_attempt_that_holds_the_job_keeps_chunks(database_url: str, tmp_path: Path) -> None:
    """Each number once, the latest of it; none for an attempt that is over, or a job that has ended."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with running_parts(tmp_path, generator, database_url=database_url) as server:
        job_id = (await submit(server, program_request(duration_weeks=2))).job.job_id
        await weeks_written(server, job_id, 1)

        async def save(chunk: Chunk, attempt: int = 1) -> bool:
            return await server.database.write(lambda tx: save_chunk(tx, job_id, attempt, chunk, NOW))

        assert await save(Chunk(2, {"b": 2}))
        assert await save(Chunk(1, {"a": 1}))
        assert await save(Chunk(1, {"a": 2}))
        assert not await save(Chunk(3, {}), attempt=2)
        kept = (Chunk(1, {"a": 2}), Chunk(2, {"b": 2}))
        assert await server.database.read(lambda c: chunks_of(c, job_id)) == kept
        generator.release()
        assert (await ended(server, job_id)).status is JobStatus.COMPLETED
        assert not await save(Chunk(3, {}))
        assert not await server.database.write(lambda tx: save_chunk(tx, "no-job", 1, Chunk(1, {}), NOW))


async def test_chunks_go_with_their_job(database_url: str, tmp_path: Path) -> None:
    """Nothing is left of a job that is deleted."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with running_parts(tmp_path, generator, database_url=database_url) as server:
        job_id = (await submit(server, program_request(duration_weeks=2))).job.job_id
        await weeks_written(server, job_id, 1)
        assert await server.database.write(lambda tx: save_chunk(tx, job_id, 1, Chunk(1, {}), NOW))
        await server.database.write(lambda tx: tx.connection.execute(JOBS.delete()))
        assert await server.database.read(lambda c: c.execute(select(CHECKPOINTS)).all()) == []
