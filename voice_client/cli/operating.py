"""The commands of who runs a server."""

from typing import Annotated

import typer

from voice_client.cli.doctor import doctor as run_doctor
from voice_client.cli.outcome import run_command
from voice_client.cli.top.command import top as run_top


def doctor(context: typer.Context) -> None:
    """Say what of the server works: database, Redis, workers, socket, origin, credentials."""
    run_command(context.obj, run_doctor(context.obj))


def top(
    context: typer.Context,
    interval_s: Annotated[float, typer.Option(help="Seconds between two looks.", min=0.1, max=3600)] = 2,
    once: Annotated[bool, typer.Option("--once", help="Show one interval, and end.")] = False,
) -> None:
    """Show live what servers do: sockets, jobs, queues, how late pushes are. With keys it takes an admin's."""
    run_command(context.obj, run_top(context.obj, interval_s, once=once))


OPERATING = (doctor, top)
