"""Finished programs and their revisions, on each kind of database."""

from functools import partial
from pathlib import Path

from sqlalchemy import Connection, update

from server.jobs.programs import PROGRAMS, find_program, first_revision
from server.storage.transaction import Transaction
from tests.support.parts import ended, running_parts, submit
from tests.support.samples import new_user, program_request


async def test_the_first_of_a_line_of_revisions_is_found(database_url: str, tmp_path: Path) -> None:
    """However many stand between; what is no revision is the first itself."""
    async with running_parts(tmp_path, database_url=database_url) as server:
        user = new_user()
        ids = []
        for weeks in (1, 2, 3, 4):
            job_id = (await submit(server, program_request(user, duration_weeks=weeks))).job.job_id
            ids.append(str((await ended(server, job_id)).program_id))
        *line, alone = ids

        def revise(transaction: Transaction) -> None:
            for program_id, parent_id in zip(line[1:], line, strict=False):
                changed = update(PROGRAMS).where(PROGRAMS.c.id == program_id).values(parent_id=parent_id, revision=2)
                transaction.connection.execute(changed)

        await server.database.write(revise)
        found = [await server.database.read(partial(_first, program_id=program_id, user_id=user)) for program_id in ids]
        assert found == [line[0], line[0], line[0], alone]


def _first(connection: Connection, program_id: str, user_id: str) -> str:
    return first_revision(connection, find_program(connection, program_id, user_id).head)
