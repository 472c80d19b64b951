"""Changing programs: whose they are, what is stored, what a repeated wish becomes; on each kind of database."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from schemas.client_frames import OnActive
from schemas.errors import ErrorCode, FieldError
from schemas.job import JobKind, JobStatus
from schemas.program import Program
from schemas.server_frames import JobCompleted
from server.app import Server
from server.jobs.programs import PROGRAMS, first_revision
from server.jobs.refusal import Refused
from tests.support.parts import ended, log_of, running_parts, submit, weeks_written
from tests.support.revising import program_of, revise, revised, stored
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator


@pytest.fixture
def generator() -> ScriptedGenerator:
    """Holds each job whose weeks are written before its third week, until it is released."""
    return ScriptedGenerator([[Hold(after_weeks=2)]])


@pytest.fixture
async def server(database_url: str, tmp_path: Path, generator: ScriptedGenerator) -> AsyncIterator[Server]:
    async with running_parts(tmp_path, generator, database_url=database_url) as parts:
        yield parts
        generator.release()


@pytest.fixture
async def program_id(server: Server) -> str:
    """Of two weeks, which nothing holds."""
    return await program_of(server, program_request(duration_weeks=2))


async def test_a_revision_stands_beside_the_program_that_it_changed(server: Server, program_id: str) -> None:
    """The old one is as it was; the new one names it, and is made of the request as it is now."""
    before = await stored(server, program_id)
    job = await revised(server, program_id, "only half an hour")
    assert (job.status, job.kind, job.weeks_done, job.weeks_total) == (JobStatus.COMPLETED, JobKind.REVISE, 2, 2)
    after = await stored(server, str(job.program_id))
    assert (after.head.parent_id, after.head.revision, before.head.revision) == (program_id, 2, 1)
    assert after.head.user_id == before.head.user_id
    assert after.request == {**before.request, "session_minutes": 30}
    assert await stored(server, program_id) == before


async def test_a_revision_tells_what_is_different(server: Server, program_id: str) -> None:
    """In its last frame, in its document, and first in what is spoken."""
    job = await revised(server, program_id, "swap bench press for push-ups")
    completed = (await log_of(server, job.job_id))[-1]
    assert isinstance(completed, JobCompleted)
    assert completed.changes is not None
    assert completed.changes[0] == "Barbell bench press is replaced by push-up."
    assert completed.program.spoken_summary.startswith("Your changed program is ready. Barbell bench press is")
    document = Program.model_validate_json((await stored(server, str(job.program_id))).document)
    assert document.changes == completed.changes
    assert job.message == "Your changed program is ready."


async def test_a_new_program_tells_of_no_changes(server: Server, program_id: str) -> None:
    """The field is not in its frame."""
    job = await server.service.page(None, None, 1, None)
    completed = (await log_of(server, job.jobs[0].job_id))[-1]
    assert "changes" not in completed.model_dump(mode="json")


async def test_weeks_of_the_job_are_those_of_the_new_program(server: Server, program_id: str) -> None:
    """From its acceptance on."""
    made = await revise(server, program_id, "make it one week")
    assert (await server.service.snapshot(made.job.job_id, None)).weeks_total == 1
    assert (await ended(server, made.job.job_id)).weeks_done == 1


async def test_a_revision_is_revised_in_turn(server: Server, program_id: str) -> None:
    """Each goes by what the one before it was made of; the whole line has one first program."""
    second = str((await revised(server, program_id, "only half an hour")).program_id)
    third = str((await revised(server, second, "no barbell")).program_id)
    head = (await stored(server, third)).head
    assert (head.parent_id, head.revision) == (second, 3)
    request = (await stored(server, third)).request
    assert request["session_minutes"] == 30
    assert "barbell" not in request["equipment"]
    assert await server.database.read(lambda c: first_revision(c, head)) == program_id


async def test_no_two_revisions_of_a_line_have_one_number(server: Server, program_id: str) -> None:
    """However many are made at once, of whichever program of the line."""
    second = str((await revised(server, program_id, "only half an hour")).program_id)
    changes = [(program_id, "no mondays"), (second, "no mondays"), (program_id, "swap bench press"), (second, "harder")]
    made = await asyncio.gather(*(revise(server, parent, change) for parent, change in changes))
    ends = [await ended(server, each.job.job_id) for each in made]
    heads = [(await stored(server, str(end.program_id))).head for end in ends]
    assert sorted(head.revision for head in heads) == [3, 4, 5, 6]
    assert [head.parent_id for head in heads] == [parent for parent, _ in changes]


async def test_what_is_not_theirs_is_not_there(server: Server, program_id: str) -> None:
    """Another's program, and one that does not exist: word for word alike, before the change is even looked at."""
    for change in ("three days", "asdf"):
        for scope, user_id in ((new_user(), None), (None, new_user())):
            with pytest.raises(Refused) as hidden:
                await revise(server, program_id, change, scope=scope, user_id=user_id)
            absent_id = new_user()
            with pytest.raises(Refused) as absent:
                await revise(server, absent_id, change, scope=scope, user_id=user_id)
            assert hidden.value.code is absent.value.code is ErrorCode.NOT_FOUND
            assert hidden.value.message.replace(program_id, "*") == absent.value.message.replace(absent_id, "*")


async def test_its_owner_may_be_named_or_not(server: Server, program_id: str) -> None:
    """The job is theirs either way."""
    owner = (await stored(server, program_id)).head.user_id
    for number, (scope, user_id) in enumerate(((None, None), (None, owner), (owner, None), (owner, owner))):
        made = await revise(server, program_id, f"{number + 20} minutes", scope=scope, user_id=user_id)
        assert made.job.user_id == owner


async def test_what_is_not_clear_is_asked_back_and_makes_no_job(server: Server, program_id: str) -> None:
    """With a sentence to be spoken."""
    before = await server.service.page(None, None, 100, None)
    with pytest.raises(Refused) as refused:
        await revise(server, program_id, "make it fun")
    assert refused.value.code is ErrorCode.INVALID_REQUEST
    assert refused.value.details is not None
    (error,) = refused.value.details.errors or ()
    assert isinstance(error, FieldError)
    assert (error.field, error.value) == ("change_request", "make it fun")
    assert error.say.startswith("I did not understand “make it fun”. Is it about days,")
    assert await server.service.page(None, None, 100, None) == before


async def test_a_change_without_words_is_no_change(server: Server, program_id: str) -> None:
    """Wrong fields are told as those of any submission."""
    with pytest.raises(Refused) as refused:
        await revise(server, program_id, "   ")
    assert refused.value.code is ErrorCode.INVALID_REQUEST


async def test_the_same_change_in_other_words_is_the_same_job(server: Server, generator: ScriptedGenerator) -> None:
    """While it is being made; with each key, too."""
    generator.release()
    program_id = await program_of(server)
    generator.hold()
    first = await revise(server, program_id, "make it 8 weeks", key="a")
    again = await revise(server, program_id, "Eight weeks, please!", key="b", on_active=OnActive.CONFIRM)
    assert (again.job.job_id, again.duplicate) == (first.job.job_id, True)
    assert (await revise(server, program_id, "make it 8 weeks", key="a")).duplicate
    with pytest.raises(Refused) as refused:
        await revise(server, program_id, "make it 9 weeks", key="a")
    assert refused.value.code is ErrorCode.IDEMPOTENCY_CONFLICT


async def test_another_change_has_to_be_confirmed(server: Server, generator: ScriptedGenerator) -> None:
    """As another program has; a new program and a change are never taken for one another."""
    generator.release()
    request = program_request()
    program_id = await program_of(server, request)
    generator.hold()
    first = await revise(server, program_id, "make it 8 weeks")
    with pytest.raises(Refused) as refused:
        await revise(server, program_id, "make it 9 weeks", on_active=OnActive.CONFIRM)
    assert refused.value.code is ErrorCode.ACTIVE_JOB
    assert refused.value.details is not None
    assert refused.value.details.job_id == first.job.job_id
    second = await revise(server, program_id, "make it 9 weeks", on_active=OnActive.REPLACE)
    assert (await ended(server, first.job.job_id)).status is JobStatus.CANCELLED
    anew = await submit(server, {**request, "duration_weeks": 9})
    assert not anew.duplicate
    generator.release()
    assert (await ended(server, second.job.job_id)).weeks_done == 9


async def test_symptoms_in_a_change_are_screened(server: Server, program_id: str) -> None:
    """As those in the request of a program are: no program, and a sentence that says so."""
    job = await revised(server, program_id, "I get chest pain when I lift")
    assert (job.status, job.program_id) == (JobStatus.FAILED, None)
    assert job.error is not None
    assert job.error.code == "needs_clearance"
    assert "doctor" in job.error.say


async def test_a_change_goes_on_after_a_crash_elsewhere(
    server: Server, generator: ScriptedGenerator, database_url: str, tmp_path: Path
) -> None:
    """Another machine has the row and the program that it is about, and nothing else: that is enough."""
    generator.release()
    program_id = await program_of(server)
    generator.hold()
    made = await revise(server, program_id, "make it 5 weeks and no barbell")
    await weeks_written(server, made.job.job_id, 2)
    await server.engine.drain(0)
    async with running_parts(tmp_path, database_url=database_url) as other:
        job = await ended(other, made.job.job_id)
        assert (job.status, job.attempt, job.weeks_done) == (JobStatus.COMPLETED, 2, 5)
        after = await stored(other, str(job.program_id))
    assert (after.head.parent_id, after.head.duration_weeks) == (program_id, 5)
    assert "barbell" not in after.request["equipment"]


async def test_a_change_that_is_no_longer_understood_fails_with_the_question(
    server: Server, generator: ScriptedGenerator, database_url: str, tmp_path: Path
) -> None:
    """As when a newer server goes on with it; it is not tried again."""
    generator.release()
    program_id = await program_of(server)
    await server.engine.drain(0)
    made = await revise(server, program_id, "make it 5 weeks")
    older = {**program_request(duration_weeks=5), "user_id": (await stored(server, program_id)).head.user_id}
    await server.database.write(lambda tx: tx.connection.execute(update(PROGRAMS).values(request=older)))
    async with running_parts(tmp_path, database_url=database_url) as other:
        job = await ended(other, made.job.job_id)
    assert (job.status, job.attempt) == (JobStatus.FAILED, 1)
    assert job.error is not None
    assert (job.error.code, job.error.say) == ("not_understood", "It has 5 weeks already. What shall change?")


async def test_an_exchange_of_exercises_asks_no_generator(
    server: Server, generator: ScriptedGenerator, program_id: str
) -> None:
    """However slow or dear it is: the weeks are there already."""
    begun = generator.begun
    assert (await revised(server, program_id, "swap bench press")).status is JobStatus.COMPLETED
    assert generator.begun == begun
    assert (await revised(server, program_id, "only half an hour")).status is JobStatus.COMPLETED
    assert generator.begun == begun + 1
