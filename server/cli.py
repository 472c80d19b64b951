"""``repcast-server``: serve, worker, check, migrate, prune, erase-user, keys, token.

What takes long to import is imported by the command that takes it, so that the others are quick: a check runs every
few seconds.
"""

# ruff: noqa: PLC0415 - see above

import asyncio
import gc
from pathlib import Path
from typing import Annotated
from uuid import UUID

import structlog
import typer

from server.access.tokens import new_secret
from server.clock import utc_now
from server.console import NOT_WELL, check_database, done, fail, nothing_more_is_imported, read_settings
from server.key_commands import app as keys
from server.listening import inherited, is_loopback_host, listen
from server.observing import observe
from server.settings import SIGNS_ALONE, Settings, environment_name
from server.storage.transaction import StorageError
from server.supervisor import Supervisor
from server.upkeep_commands import erase_user, prune

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

app.add_typer(keys, name="keys")
for command in (prune, erase_user):
    app.command()(command)


MetricsHost = Annotated[str, typer.Option(help="The address at which Prometheus is answered.")]


@app.callback()
def main_options() -> None:
    """Realtime push server for voice agents whose work takes minutes."""


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for a free one.", min=0, max=65535)] = 8000,
    pace_s: Annotated[
        float | None, typer.Option(help="Artificial delay before each step, to watch a generation.", min=0, max=60)
    ] = None,
    processes: Annotated[int, typer.Option(help="Server processes that share the port. Takes Redis.", min=1)] = 1,
    port_file: Annotated[Path | None, typer.Option(help="Write the port here once it is served.")] = None,
    metrics_host: MetricsHost = "127.0.0.1",
    metrics_port: Annotated[
        int | None,
        typer.Option(
            help="Answer Prometheus here too; of several processes each at its own port, from this one on.",
            min=1,
            max=65535,
        ),
    ] = None,
    descriptor: Annotated[int | None, typer.Option(hidden=True, help="A listening socket that was inherited.")] = None,
) -> None:
    """Serve the socket and the REST endpoints, and work on jobs, until SIGTERM or Ctrl-C."""
    settings = read_settings()
    if pace_s is not None:
        settings = settings.model_copy(update={"pace_s": pace_s})
    if not is_loopback_host(host) and settings.token_secret is None and not _has_keys(settings):
        fail(
            f"--host {host}: without a key the server serves this machine only. Make one, which is printed, by:\n"
            "  repcast-server keys create --scope agent\n"
            "or use 127.0.0.1, ::1 or localhost; or set REPCAST_TOKEN_SECRET, with which others come in by tokens."
        )
    if processes > 1 and settings.redis_url is None:
        fail(f"--processes {processes}: several processes reach each other's sockets by Redis; set REPCAST_REDIS_URL.")
    if port_file is not None and descriptor is None:
        port_file.unlink(missing_ok=True)  # one of an earlier run would be believed
    observe(settings)
    check_database(settings)
    try:
        listener = listen(host, port, settings.write_stall_s) if descriptor is None else inherited(descriptor)
    except OSError as error:
        fail(f"--host {host} --port {port}: {error.strerror}")
    if descriptor is None:
        bound = listener.getsockname()
        typer.echo(f"Repcast on http://{_shown(bound[0])}:{bound[1]} (Ctrl-C to stop)", err=True)
    if settings.signs_alone:
        structlog.get_logger("repcast.server").warning("tokens_not_shared", told=SIGNS_ALONE)
    if processes > 1:

        def arguments(place: int) -> list[str]:
            metrics = None if metrics_port is None else metrics_port + place
            given = {"--pace-s": pace_s, "--port-file": port_file, "--metrics-port": metrics}
            shown = [f"{name}={value}" for name, value in given.items() if value is not None]
            return ["serve", f"--metrics-host={metrics_host}", *shown]

        nothing_more_is_imported()
        asyncio.run(Supervisor(listener, processes, arguments, _shared(settings)).run())
        return
    from server.metrics.answering import CannotAnswer
    from server.serving import serve_on

    nothing_more_is_imported()
    metrics = None if metrics_port is None else (metrics_host, metrics_port)
    try:
        is_well = serve_on(settings, listener, port_file, metrics, is_supervised=descriptor is not None)
    except CannotAnswer as error:
        fail(f"--metrics-host {metrics_host} --metrics-port {metrics_port}: {error}")
    if not is_well:
        raise typer.Exit(NOT_WELL)


@app.command()
def worker(
    concurrency: Annotated[
        int | None, typer.Option(help="Jobs at once; REPCAST_JOB_CONCURRENCY where not given.", min=1)
    ] = None,
    metrics_host: MetricsHost = "127.0.0.1",
    metrics_port: Annotated[
        int | None, typer.Option(help="Its port; where not given, nobody is.", min=1, max=65535)
    ] = None,
) -> None:
    """Work on jobs, without sockets, until SIGTERM or Ctrl-C. Takes Redis."""
    settings = read_settings()
    if settings.redis_url is None:
        fail("A worker is given its jobs by Redis; set REPCAST_REDIS_URL.")
    settings = settings.model_copy(update={"job_concurrency": concurrency or settings.job_concurrency or 1})
    observe(settings)
    check_database(settings)
    typer.echo(f"Working on up to {settings.job_concurrency} jobs at once (Ctrl-C to stop)", err=True)
    from server.metrics.answering import CannotAnswer
    from server.serving import work

    nothing_more_is_imported()
    try:
        asyncio.run(work(settings, None if metrics_port is None else (metrics_host, metrics_port)))
    except CannotAnswer as error:
        fail(f"--metrics-host {metrics_host} --metrics-port {metrics_port}: {error}")


@app.command()
def check(
    server: Annotated[str | None, typer.Option(help="Also that a server answers at this address.")] = None,
    worker: Annotated[bool, typer.Option("--worker", help="Also that a worker of this host lives.")] = False,
) -> None:
    """Say whether the database is at the version of this server, and whether Redis answers; 1 if something is not.

    What is only doubtful has ?? before it.
    """
    settings = read_settings()
    if worker and settings.redis_url is None:
        fail("--worker: a worker is given its jobs by Redis; set REPCAST_REDIS_URL.")
    from server.check import Mark, look_at

    found = asyncio.run(look_at(settings, server_url=server, with_worker=worker))
    for finding in found:
        typer.echo(f"{finding.mark}  {finding.part:<8}  {finding.sentence}", err=True)
    if any(finding.mark is Mark.ILL for finding in found):
        raise typer.Exit(NOT_WELL)


@app.command()
def migrate(
    down: Annotated[bool, typer.Option("--down", help="Undo all migrations. Loses all data.")] = False,
    revision: Annotated[str | None, typer.Option(help="The version to go to.")] = None,
) -> None:
    """Bring the database to the version that this server works with."""
    settings = read_settings()
    from server.storage.migrate import BASE, HEAD, downgrade, upgrade

    try:
        if down:
            downgrade(settings.database_url, revision or BASE)
        else:
            upgrade(settings.database_url, revision or HEAD)
    except StorageError as error:
        fail(f"REPCAST_DATABASE_URL: {error}")
    typer.echo("The database is migrated.", err=True)


@app.command()
def token(
    user_id: Annotated[UUID, typer.Argument(help="The user that the token is bound to.")],
) -> None:
    """Print a short-lived token for one user; say it in `hello.token`, or as `Authorization: Bearer`."""
    settings = read_settings()
    if settings.token_secret is None:
        fail("REPCAST_TOKEN_SECRET: without it no server knows the tokens of another process.")
    from server.access.identity import Identity, Scope
    from server.choices import token_mint

    typer.echo(token_mint(settings).make(str(user_id), utc_now(), Identity(Scope.LOCAL)).token)


def main() -> None:
    """The console script."""
    gc.disable()  # while modules are imported: see `nothing_more_is_imported`
    app()


def _has_keys(settings: Settings) -> bool:
    from server.access.key_book import KeyBook

    return done(KeyBook(settings.database_url).has_keys())


def _shared(settings: Settings) -> dict[str, str]:
    """What processes that share a port must have in common: tokens that one issues are shown to the others."""
    if settings.token_secret is not None:
        return {}
    return {environment_name("token_secret"): new_secret()}


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
