"""What a start finds: jobs whose worker died with the last process, and jobs that nobody has begun."""

from schemas.job import JobStatus
from server.clock import Clock
from server.jobs.claim import give_up, with_status
from server.jobs.engine import Engine
from server.storage.database import Database
from server.storage.transaction import Transaction


async def recover(database: Database, engine: Engine, clock: Clock, max_attempts: int) -> int:
    """Embedded, one process has all the work: at its start every job ``in_progress`` is an orphan.

    Each is given up in the log (a frame that clients see), then everything pending is started.

    Returns:
        how many jobs were started.
    """

    def orphans(transaction: Transaction) -> None:
        now = clock()
        for job_id in with_status(transaction.connection, JobStatus.IN_PROGRESS):
            give_up(transaction, job_id, max_attempts, now)

    await database.write(orphans)
    pending = await database.read(lambda c: with_status(c, JobStatus.PENDING))
    for job_id in pending:
        engine.start(job_id)
    return len(pending)
