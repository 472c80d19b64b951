"""What each command does, once its words are understood."""

import json
from datetime import datetime

from schemas.client_frames import OnActive
from schemas.codec import encode
from schemas.job import JobSnapshot, ModelUsage
from schemas.model import JsonObject
from schemas.server_frames import JobCompleted
from voice_client.cli.following import show_to_the_end, time_limit
from voice_client.cli.options import Options
from voice_client.job_handle import JobHandle, program_of


async def submit(
    options: Options, request: JsonObject, idempotency_key: str | None, on_active: OnActive, *, wait: bool
) -> None:
    """Submit; then watch, or print the id."""
    async with time_limit(options), options.client() as client:
        job = await client.submit(request, idempotency_key=idempotency_key, on_active=on_active)
        await _submitted(options, job, wait=wait)


async def revise(
    options: Options, program_id: str, change: str, idempotency_key: str | None, on_active: OnActive, *, wait: bool
) -> None:
    """Have a program changed; then watch, or print the job's id."""
    async with time_limit(options), options.client() as client:
        job = await client.revise(program_id, change, idempotency_key=idempotency_key, on_active=on_active)
        await _submitted(options, job, wait=wait)


async def watch(options: Options, job_id: str, *, after: int) -> None:
    """Watch a job until it ends."""
    async with time_limit(options), options.client() as client:
        await _to_the_end(options, await client.follow(job_id, after=after))


async def status(options: Options, job_id: str) -> None:
    """Print how a job stands."""
    async with time_limit(options), options.client() as client:
        snapshot = await client.get(job_id)
    _print(options, snapshot.model_dump(mode="json"), _status_text(snapshot))


async def cancel(options: Options, job_id: str, reason: str | None) -> None:
    """Ask that a job stop, and print what its status is then."""
    async with time_limit(options), options.client() as client:
        after = await client.cancel(job_id, reason)
    _print(options, {"job_id": job_id, "status": after}, str(after))


async def tail(options: Options, job_id: str | None, user_id: str | None) -> None:
    """Print raw frames: of a job to its end, of a user until stopped."""
    async with time_limit(options), options.client() as client:
        if job_id is not None:
            async for frame in await client.follow(job_id):
                options.say_line(encode(frame))
        elif user_id is not None:
            async for event in client.watch(user_id):
                options.say_line(encode(event))


async def _submitted(options: Options, job: JobHandle, *, wait: bool) -> None:
    if job.duplicate:
        options.notify("This program is being made already.")
    if not wait:
        _print(options, {"job_id": job.job_id, "duplicate": job.duplicate}, job.job_id)
        return
    options.notify(f"Job {job.job_id}")
    await _to_the_end(options, job)


async def _to_the_end(options: Options, job: JobHandle) -> None:
    await show_to_the_end(options, job)
    end = await job.result()
    program_id, summary = program_of(end)
    if not options.as_json:
        for change in (end.changes or ()) if isinstance(end, JobCompleted) else ():
            options.notify(f"  {change}")
        if summary is not None:
            options.notify(summary.spoken_summary)
        options.out.print(program_id, highlight=False)


def _status_text(snapshot: JobSnapshot) -> str:
    lines = [
        f"{snapshot.status}  {snapshot.progress} %  {snapshot.message}",
        f"weeks     {snapshot.weeks_done} of {snapshot.weeks_total}",
        f"attempt   {snapshot.attempt}",
        f"created   {_moment(snapshot.created_at)}",
    ]
    if snapshot.usage:
        lines.append(f"model     {_usage_text(snapshot.usage)}")
    if snapshot.completed_at:
        lines.append(f"ended     {_moment(snapshot.completed_at)}")
    if snapshot.program_id:
        lines.append(f"program   {snapshot.program_id}")
    if snapshot.error:
        lines.append(f"error     {snapshot.error.code}: {snapshot.error.message}")
    return "\n".join(lines)


def _usage_text(usage: ModelUsage) -> str:
    cached = f" ({usage.cached_tokens:,} cached)" if usage.cached_tokens else ""
    thoughts = f" ({usage.reasoning_tokens:,} of them thoughts)" if usage.reasoning_tokens else ""
    told = (
        f"{usage.calls} {'call' if usage.calls == 1 else 'calls'}, "
        f"{usage.input_tokens:,} tokens in{cached}, {usage.output_tokens:,} out{thoughts}"
    )
    if not usage.uncounted_calls:
        return told
    return f"{told}; {usage.uncounted_calls} not counted by the vendor, about {usage.uncounted_output_tokens:,} out"


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}"


def _print(options: Options, data: JsonObject, text: str) -> None:
    if options.as_json:
        options.say_line(json.dumps(data))
    else:
        options.out.print(text, highlight=False, markup=False)
