"""``repcast-server prune`` and ``erase-user``: what is removed from a database, beside servers that run or not."""

# ruff: noqa: PLC0415 - what takes long to import is imported where it is needed: see `server.cli`

import json
from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

import typer

from server.console import check_database, done, read_settings
from server.observing import observe


def prune(
    older_than_days: Annotated[
        int | None,
        typer.Option(help="Logs, and jobs without a program, of before; instead of REPCAST_*_RETENTION_DAYS.", min=1),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be removed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The counts, as an object in one line.")] = False,
) -> None:
    """Remove what is past its time; servers do so by themselves, unless REPCAST_PRUNE_INTERVAL_S is 0."""
    settings = read_settings()
    observe(settings)
    check_database(settings)
    from server.upkeep import prune as prune_now

    counts = done(prune_now(settings, older_than_days, is_dry=dry_run))
    if counts is None:
        typer.echo("Another process is removing it already.", err=True)
    elif as_json:
        typer.echo(json.dumps(counts))
    else:
        typer.echo(f"{'Would remove' if dry_run else 'Removed'}: {_listed(counts)}.")


def erase_user(
    user_id: Annotated[UUID, typer.Argument(help="Whose data is removed, for good.")],
    as_json: Annotated[bool, typer.Option("--json", help="The counts, as an object in one line.")] = False,
) -> None:
    """Remove all that is a user's: jobs, logs, programs. Jobs that run are stopped, and their keys end."""
    settings = read_settings()
    check_database(settings)
    from server.upkeep import erase

    counts = done(erase(settings, str(user_id)))
    typer.echo(json.dumps(counts) if as_json else f"Removed: {_listed(counts)}.")


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items())
