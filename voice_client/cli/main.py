"""``repcast``: submit jobs, watch them, poke at the protocol."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console

from schemas.client_frames import OnActive
from schemas.exports import ExportFormat
from schemas.model import JsonObject
from voice_client.cli import commands, webhooks
from voice_client.cli.agent import Brain
from voice_client.cli.agent import agent as run_agent
from voice_client.cli.arguments import hoisted
from voice_client.cli.audio import Audio
from voice_client.cli.demo import demo as run_demo
from voice_client.cli.fetching import Wanted
from voice_client.cli.fetching import get as run_get
from voice_client.cli.operating import OPERATING
from voice_client.cli.options import Options, PipedConsole, client_settings
from voice_client.cli.outcome import run_command
from voice_client.cli.page_link import page as run_page
from voice_client.cli.request_input import (
    UnusableInput,
    header_from,
    request_from_file,
    request_from_options,
    token_from_file,
)
from voice_client.cli.sending import RawLines
from voice_client.cli.sending import send as run_send
from voice_client.link import socket_url

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(webhooks.app, name="webhooks")

JobId = Annotated[UUID, typer.Argument(help="The job's id.")]


@app.callback()
def global_options(
    context: typer.Context,
    url: Annotated[
        list[str] | None, typer.Option(help="Address of the server; FASTAPI_URL where not given. top takes several.")
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(help="File with the key or token to show, not REPCAST_TOKEN.", exists=True, dir_okay=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="NDJSON on standard output.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours; NO_COLOR says the same.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notices.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Errors with their traces.")] = False,
    timeout: Annotated[float | None, typer.Option(help="Seconds until giving up, with 5.", min=0.001)] = None,
    max_retries: Annotated[int, typer.Option(help="Tries to connect in a row before giving up, with 3.", min=0)] = 5,
) -> None:
    settings = client_settings()
    addresses = tuple(url or [settings.fastapi_url])
    try:
        for address in addresses:
            socket_url(address)
    except ValueError as error:
        raise typer.BadParameter(f"--url or FASTAPI_URL: {error}") from None
    try:
        token = token_from_file(token_file) if token_file else settings.shown_token
    except UnusableInput as error:
        raise typer.BadParameter(str(error)) from None
    context.obj = Options(
        urls=addresses,
        user_id=None if settings.user_id is None else str(settings.user_id),
        token=token,
        as_json=as_json,
        is_quiet=quiet,
        is_verbose=verbose,
        timeout_s=timeout,
        max_retries=max_retries,
        out=PipedConsole(no_color=no_color or None, soft_wrap=True),
        err=Console(stderr=True, no_color=no_color or None, soft_wrap=True),
    )


@app.command()
def demo(
    context: typer.Context,
    pace_s: Annotated[
        float, typer.Option(help="Artificial delay before each step, to watch the pushes.", min=0, max=60)
    ] = 0,
    once: Annotated[bool, typer.Option("--once", help="End when the program is there.")] = False,
) -> None:
    """Start a server, have a program made over the socket, show it as it comes."""
    run_command(context.obj, run_demo(context.obj, pace_s=pace_s, once=once))


@app.command()
def submit(
    context: typer.Context,
    goal: Annotated[str | None, typer.Argument(help="The goal in words.")] = None,
    file: Annotated[str | None, typer.Option(help="The request as JSON; - for standard input.")] = None,
    user: Annotated[UUID | None, typer.Option(help="For whom; REPCAST_USER_ID where not given.")] = None,
    category: Annotated[
        str | None, typer.Option(help="strength, hypertrophy, fat_loss, …; else as the goal says.")
    ] = None,
    height_cm: Annotated[float | None, typer.Option(help="In centimetres.")] = None,
    weight_kg: Annotated[float | None, typer.Option(help="In kilograms.")] = None,
    weeks: Annotated[int | None, typer.Option(help="How long, 1 to 52.")] = None,
    days: Annotated[int | None, typer.Option(help="Days a week, 1 to 7.")] = None,
    level: Annotated[str | None, typer.Option(help="beginner, intermediate or advanced.")] = None,
    age: Annotated[int | None, typer.Option(help="In years.")] = None,
    sex: Annotated[str | None, typer.Option(help="female, male or unspecified.")] = None,
    minutes: Annotated[int | None, typer.Option(help="Of a session, 10 to 180.")] = None,
    equipment: Annotated[list[str] | None, typer.Option(help="gym, dumbbell, band, …; may be repeated.")] = None,
    injury: Annotated[list[str] | None, typer.Option(help="A joint to mind, in words; may be repeated.")] = None,
    not_on: Annotated[
        list[str] | None, typer.Option(help="A day that is not free, mon to sun; may be repeated.")
    ] = None,
    sport: Annotated[str | None, typer.Option(help="A sport, in words.")] = None,
    notes: Annotated[str | None, typer.Option(help="What else should be known, in words.")] = None,
    confirm: Annotated[
        list[str] | None, typer.Option(help="A field that was asked about and is right as it is; may be repeated.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Have a new one written, though one like it is kept.")] = False,
    idempotency_key: Annotated[str | None, typer.Option(help="The same key gives the same job.")] = None,
    on_active: Annotated[OnActive, typer.Option(help="When another program is being made.")] = OnActive.CONFIRM,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Only submit; print the job's id.")] = False,
) -> None:
    """Have a program made, and watch it."""
    options: Options = context.obj
    try:
        if file is not None:
            request = request_from_file(file, sys.stdin)
        else:
            fields: JsonObject = {
                "user_id": options.user_for(user),
                "goal_raw": goal,
                "goal_category": category,
                "height_cm": height_cm,
                "weight_kg": weight_kg,
                "duration_weeks": weeks,
                "days_per_week": days,
                "fitness_level": level,
                "age": age,
                "sex": sex,
                "session_minutes": minutes,
                "equipment": equipment,
                "injuries": injury,
                "unavailable_days": not_on,
                "sport": sport,
                "notes": notes,
                "confirmed": confirm,
                "fresh": fresh or None,
            }
            request = request_from_options(fields)
    except UnusableInput as error:
        raise typer.BadParameter(str(error)) from None
    work = commands.submit(options, request, idempotency_key, on_active, wait=not no_wait)
    run_command(options, work)


@app.command()
def revise(
    context: typer.Context,
    program_id: Annotated[UUID, typer.Argument(metavar="PROGRAM", help="The program's id.")],
    change: Annotated[str, typer.Argument(metavar="CHANGE", help='In words: "only three days", "no barbell".')],
    idempotency_key: Annotated[str | None, typer.Option(help="The same key gives the same job.")] = None,
    on_active: Annotated[OnActive, typer.Option(help="When another program is being made.")] = OnActive.CONFIRM,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Only submit; print the job's id.")] = False,
) -> None:
    """Have a program changed, and watch it; the old one stays as it is."""
    options: Options = context.obj
    work = commands.revise(options, str(program_id), change, idempotency_key, on_active, wait=not no_wait)
    run_command(options, work)


@app.command()
def watch(
    context: typer.Context,
    job_id: JobId,
    from_seq: Annotated[int, typer.Option(help="The first frame to show.", min=1)] = 1,
) -> None:
    """Watch a job until it ends; the exit code says how it did."""
    run_command(context.obj, commands.watch(context.obj, str(job_id), after=from_seq - 1))


@app.command()
def status(context: typer.Context, job_id: JobId) -> None:
    """How a job stands."""
    run_command(context.obj, commands.status(context.obj, str(job_id)))


@app.command()
def cancel(
    context: typer.Context,
    job_id: JobId,
    reason: Annotated[str | None, typer.Option(help="Why; it is in the last frame.")] = None,
) -> None:
    """Ask that a job stop."""
    run_command(context.obj, commands.cancel(context.obj, str(job_id), reason))


@app.command()
def tail(
    context: typer.Context,
    job_id: Annotated[UUID | None, typer.Argument(help="A job; or name a user.")] = None,
    user: Annotated[UUID | None, typer.Option(help="Every frame of every job of this user.")] = None,
) -> None:
    """Raw numbered frames as they come, a line each."""
    options: Options = context.obj
    user_id = str(user) if user else options.user_id if job_id is None else None
    if (job_id is None) == (user_id is None):
        raise typer.BadParameter("name a job, or a user with --user")
    run_command(options, commands.tail(options, str(job_id) if job_id else None, user_id))


@app.command()
def get(
    context: typer.Context,
    program_id: Annotated[UUID, typer.Argument(metavar="PROGRAM", help="The program's id.")],
    form: Annotated[
        ExportFormat | None,
        typer.Option("--format", "-f", help="Where not given, by the file's ending; else markdown."),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file to write, not standard output.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    start: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Of ics: on this day or the Monday after it.")
    ] = None,
    at: Annotated[
        datetime | None, typer.Option(formats=["%H:%M"], help="Of ics: when sessions begin, on your clock.")
    ] = None,
) -> None:
    """Take a program along: to read, to print, for a spreadsheet, a calendar, or Liftosaur."""
    options: Options = context.obj
    try:
        wanted = Wanted.of(options, str(program_id), form, output, start, at, force=force)
    except UnusableInput as error:
        raise typer.BadParameter(str(error)) from None
    run_command(options, run_get(options, wanted))


@app.command()
def page(
    context: typer.Context,
    user: Annotated[UUID | None, typer.Option(help="Whose jobs; REPCAST_USER_ID where not given.")] = None,
) -> None:
    """Print an address of the progress page, good for a few minutes: it lets in whoever opens it."""
    options: Options = context.obj
    run_command(options, run_page(options, options.user_for(user)))


@app.command()
def agent(
    context: typer.Context,
    user: Annotated[UUID | None, typer.Option(help="For whom; REPCAST_USER_ID where not given.")] = None,
    brain: Annotated[Brain, typer.Option(help="Who understands and answers.")] = Brain.TEXT,
    audio: Annotated[
        Audio, typer.Option(help="Of --brain realtime: how echo is kept away; none talks in writing.")
    ] = Audio.HEADSET,
    text: Annotated[bool, typer.Option("--text", help="Of --brain realtime: in writing, as --audio none.")] = False,
) -> None:
    """Talk: say what you want in your own words, and go on talking while the program is made."""
    options: Options = context.obj
    run_command(options, run_agent(options, options.user_for(user), brain, Audio.NONE if text else audio))


@app.command()
def send(
    context: typer.Context,
    no_hello: Annotated[bool, typer.Option("--no-hello", help="Do not say hello first.")] = False,
    linger: Annotated[float, typer.Option(help="Seconds to listen on after the last line.", min=0)] = 1.0,
    origin: Annotated[str | None, typer.Option(help="The Origin header to send.")] = None,
    header: Annotated[list[str] | None, typer.Option("--header", "-H", help="A header, Name: value.")] = None,
) -> None:
    """Send each line of standard input as a raw frame; print what comes back."""
    try:
        headers = [header_from(text) for text in header or ()]
    except UnusableInput as error:
        raise typer.BadParameter(str(error)) from None
    raw = RawLines(sys.stdin, say_hello=not no_hello, linger_s=linger, origin=origin, headers=headers)
    run_command(context.obj, run_send(context.obj, raw))


for _command in OPERATING:
    app.command()(_command)


def main() -> None:
    """The console script."""
    app(args=hoisted(sys.argv[1:]))
