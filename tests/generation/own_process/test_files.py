"""Files from our own process are the same, and cost nobody else's time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from schemas.exports import ExportFormat
from schemas.request import parse_program_request
from server.api import file_maker
from server.api.file_maker import FileMaker
from server.generation.exports.order import FileOrder
from server.generation.generator import Brief, ProgramWritten
from server.generation.own_process import process as own_process
from server.generation.own_process.process import Crashed, OwnProcess
from server.generation.rules.generator import RulesGenerator
from server.jobs.refusal import Refused
from tests.support.samples import new_user, program_request
from tests.support.waiting import wait_until


async def order_of(form: ExportFormat = ExportFormat.MARKDOWN) -> FileOrder:
    brief = Brief(parse_program_request(program_request(duration_weeks=1)))
    [*_, last] = [step async for step in RulesGenerator().steps(brief)]
    assert isinstance(last, ProgramWritten)
    document = last.program.model_dump_json()
    return FileOrder(form, document, new_user(), revision=1, created_at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
async def there(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FileMaker]:
    """One whose process is there."""
    monkeypatch.setattr(own_process, "REST_S", 0)
    process = OwnProcess()
    process.begin()
    try:
        await wait_until(lambda: process.is_ready, "the process is there")
        yield FileMaker(process)
    finally:
        await process.close()


@pytest.fixture
def not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process makes no file."""
    monkeypatch.delattr(FileOrder, "made")


@pytest.mark.parametrize("form", ExportFormat)
async def test_a_file_is_the_same(there: FileMaker, form: ExportFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte by byte, in every form."""
    order = await order_of(form)
    here = order.made()
    monkeypatch.delattr(FileOrder, "made")  # in this process alone
    assert await there.made(new_user(), order) == here


async def test_until_there_is_a_process_files_are_made_here() -> None:
    """Also where there never is one."""
    order = await order_of()
    process = OwnProcess()
    try:
        for maker in (FileMaker(process), FileMaker()):
            assert await maker.made(new_user(), order) == order.made()
    finally:
        await process.close()


@pytest.mark.usefixtures("not_here")
async def test_users_rest_between_two_files(there: FileMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others have theirs meanwhile."""
    monkeypatch.setattr(there._process._line, "_rest_s", 3600)  # type: ignore[union-attr]  # it has one
    monkeypatch.setattr(there._process._line, "_longest_rest_s", 3600)  # type: ignore[union-attr]
    order, restless = await order_of(), new_user()
    assert await there.made(restless, order)
    again = asyncio.create_task(there.made(restless, order))
    assert await there.made(new_user(), order)
    assert not again.done()
    again.cancel()


async def test_so_many_files_of_one_user_are_waited_for(there: FileMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one is refused, until there is room again."""
    monkeypatch.setattr(file_maker, "MOST_OF_ONE", 2)
    order, user = await order_of(), new_user()
    waiting = [asyncio.create_task(there.made(user, order)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Refused) as refused:
        await there.made(user, order)
    assert refused.value.retry_after_s
    assert await there.made(new_user(), order)
    await asyncio.gather(*waiting)
    assert await there.made(user, order)


async def test_a_file_that_cannot_be_made_says_why(there: FileMaker) -> None:
    """And the process goes on."""
    order = await order_of()
    broken = FileOrder(order.form, "{}", order.first_id, order.revision, order.created_at)
    with pytest.raises(Crashed, match="validation error"):
        await there.made(new_user(), broken)
    assert await there.made(new_user(), order)
