"""What each tool does, and what is answered when it takes longer than the user can be kept waiting."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from schemas.client_frames import OnActive
from schemas.errors import ErrorCode
from schemas.job import JobKind, JobSnapshot, JobStatus
from schemas.model import JsonObject
from schemas.request import digest, parse_revise_request
from voice_client.errors import RequestRefused
from voice_client.tools import answers, comparing
from voice_client.tools.arguments import GenerateWish, JobWish, ListWish, ReviseWish, is_id
from voice_client.tools.declarations import CANCEL, GENERATE, LIST, REVISE, STATUS
from voice_client.tools.desk import Desk
from voice_client.tools.job_state import JobState
from voice_client.tools.updates import STOPPED_HERE

MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Handler:
    """One tool.

    Attributes:
        handle: does what is wished; the last argument names the call.
        meanwhile: the answer when that is not through in time.
        goes_on: it is worth going on with then, and what comes of it is told as an update.
    """

    handle: Callable[[Desk, Any, str], Awaitable[JsonObject]]
    meanwhile: Callable[[Desk, Any], JsonObject]
    goes_on: bool


async def _generate(desk: Desk, wish: GenerateWish, call: str) -> JsonObject:
    jobs = await desk.jobs()
    recent = desk.recent(jobs)
    asked = comparing.with_known_goal(wish.request, recent)
    done = None if wish.replace else comparing.finished_alike(asked, recent)
    if done is not None:
        return await _found(desk, done)
    request = asked.model_dump(mode="json", exclude_unset=True)
    return await _submit(desk, JobKind.GENERATE, request, call, jobs, replace=wish.replace)


async def _revise(desk: Desk, wish: ReviseWish, call: str) -> JsonObject:
    jobs = await desk.jobs()
    program_id, newest = wish.program, comparing.newest_finished(jobs)
    if program_id is not None:
        named = comparing.called(program_id, jobs)
        program_id = named.program_id if named is not None else program_id
        if program_id is None or not is_id(program_id):
            return answers.not_found()
    elif newest is None or newest.program_id is None:
        in_flight = comparing.newest_in_flight(jobs)
        return answers.nothing_to_change(None if in_flight is None else await desk.look(in_flight))
    done = None if wish.replace else comparing.change_done(wish.change, program_id, desk.recent(jobs))
    if done is not None:
        return await _found(desk, done)
    request = {
        "program_id": program_id or (newest and newest.program_id),
        "change_request": wish.change,
        "user_id": desk.user_id,
    }
    parse_revise_request(request)
    return await _submit(desk, JobKind.REVISE, request, call, jobs, replace=wish.replace)


async def _submit(
    desk: Desk, kind: JobKind, request: JsonObject, call: str, jobs: list[JobSnapshot], *, replace: bool
) -> JsonObject:
    on_active = OnActive.REPLACE if replace else OnActive.CONFIRM
    key = digest({"call": call, "kind": kind, "request": request})
    try:
        handle = await desk.client.submit(request, kind=kind, idempotency_key=key, on_active=on_active)
    except RequestRefused as refusal:
        if refusal.code is ErrorCode.ACTIVE_JOB and refusal.details is not None and refusal.details.job_id is not None:
            in_the_way = await desk.look(refusal.details.job_id)
            if in_the_way.status.is_final:  # meanwhile
                return await _submit(desk, kind, request, call, jobs, replace=replace)
            return answers.needs_confirmation(in_the_way)
        raise
    # A duplicate of what was not there before is this very submission, said again after a cut.
    if handle.duplicate and (handle.job_id in desk.states or handle.job_id in {job.job_id for job in jobs}):
        return await _found(desk, handle.job_id)
    state = JobState(handle.job_id, kind=kind)
    desk.follow(handle, state, news_after=0)
    replaced = [job.job_id for job in jobs if not job.status.is_final] if replace else []
    return answers.accepted(state, replaced)


async def _found(desk: Desk, job: JobSnapshot | str) -> JsonObject:
    """What was asked for is there already, however it stands."""
    state = await desk.look(job)
    if state.status is JobStatus.COMPLETED:
        return answers.already_done(state, is_told=desk.told.last(state.job_id) >= state.seq)
    return answers.standing(state) if state.status.is_final else answers.already_running(state)


async def _status(desk: Desk, wish: JobWish, _: str) -> JsonObject:
    job = await _named(desk, wish)
    if job is None:
        return answers.no_job() if wish.named is None else answers.not_found()
    return answers.standing(await desk.look(job))


async def _cancel(desk: Desk, wish: JobWish, _: str) -> JsonObject:
    job = await _named(desk, wish, prefers_in_flight=True)
    if job is None:
        return answers.no_job() if wish.named is None else answers.not_found()
    was_over = job.status.is_final
    if not was_over:
        await desk.client.cancel(job.job_id, STOPPED_HERE)
    return answers.stopping(await desk.look(job.job_id), was_over=was_over)


async def _list(desk: Desk, _: ListWish, __: str) -> JsonObject:
    found = await desk.client.jobs(desk.user_id, status=JobStatus.COMPLETED, limit=MOST_LISTED)
    made = await asyncio.gather(*(desk.look(job) for job in found.jobs))
    return answers.listed(made, are_there_more=found.next is not None)


async def _named(desk: Desk, wish: JobWish, *, prefers_in_flight: bool = False) -> JobSnapshot | None:
    """The job that is meant: by its id or its program's, or else the newest."""
    jobs = await desk.jobs()
    if wish.named is None:
        newest = jobs[0] if jobs else None
        return (comparing.newest_in_flight(jobs) or newest) if prefers_in_flight else newest
    known = comparing.called(wish.named, jobs)
    if known is not None or not is_id(wish.named):
        return known
    return await desk.client.get(wish.named)


def _submitting(_: Desk, __: object) -> JsonObject:
    return answers.submitting()


def _passing_on_a_stop(_: Desk, __: object) -> JsonObject:
    return answers.passing_on_a_stop()


def _last_known(desk: Desk, wish: JobWish) -> JsonObject:
    """The one that is meant, or else the newest; one in flight before those that have ended."""
    meant = [state for state in desk.states.values() if wish.named is None or wish.named in state.ids]
    return answers.last_known(max(reversed(meant), key=lambda state: not state.status.is_final, default=None))


def _unreachable(_: Desk, __: object) -> JsonObject:
    return answers.unreachable()


HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        GENERATE.name: Handler(_generate, _submitting, goes_on=True),
        STATUS.name: Handler(_status, _last_known, goes_on=False),
        CANCEL.name: Handler(_cancel, _passing_on_a_stop, goes_on=True),
        REVISE.name: Handler(_revise, _submitting, goes_on=True),
        LIST.name: Handler(_list, _unreachable, goes_on=False),
    }
)
