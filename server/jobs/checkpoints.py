"""What a job has paid for, kept beside its log: another attempt goes on from there."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from schemas.job import JobStatus
from server.generation.generator import Chunk
from server.jobs.rows import find_row
from server.storage.tables import GenerationCheckpoint, table_of
from server.storage.transaction import Transaction

CHECKPOINTS = table_of(GenerationCheckpoint)


def chunks_of(connection: Connection, job_id: str) -> tuple[Chunk, ...]:
    """All that a job has paid for, in order."""
    statement = select(CHECKPOINTS).where(CHECKPOINTS.c.job_id == job_id).order_by(CHECKPOINTS.c.chunk)
    return tuple(Chunk(row.chunk, row.plan) for row in connection.execute(statement))


def save_chunk(transaction: Transaction, job_id: str, attempt: int, chunk: Chunk, now: datetime) -> bool:
    """Keep a chunk in the place of one of the same number.

    Returns:
        whether the job is still this attempt's; saying it again is harmless.
    """
    row = find_row(transaction.connection, job_id, to_change=True)
    if row is None or row.status != JobStatus.IN_PROGRESS or row.attempt != attempt:
        return False
    values = {"plan": chunk.plan, "saved_at": now}
    own = (CHECKPOINTS.c.job_id == job_id) & (CHECKPOINTS.c.chunk == chunk.number)
    if not transaction.connection.execute(update(CHECKPOINTS).where(own).values(values)).rowcount:
        transaction.connection.execute(insert(CHECKPOINTS).values(job_id=job_id, chunk=chunk.number, **values))
    return True


class JobCheckpoints:
    """The `server.generation.generator.Checkpoints` of one attempt at one job.

    Args:
        load: reads what was saved.
        save: writes a chunk, however long the database is away; raises where the attempt is over.
    """

    def __init__(
        self, load: Callable[[], Awaitable[tuple[Chunk, ...]]], save: Callable[[Chunk], Awaitable[None]]
    ) -> None:
        self._load = load
        self._save = save

    async def load(self) -> tuple[Chunk, ...]:
        return await self._load()

    async def save(self, chunk: Chunk) -> None:
        await self._save(chunk)
