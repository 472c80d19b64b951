"""``repcast-server``: serve, migrate. Owns uvicorn's server, so that it drains before sockets are closed."""

import asyncio
import socket
from pathlib import Path
from typing import Annotated, Never

import typer
import uvicorn
from pydantic import ValidationError

from server.app import Server, create_app
from server.gateway.protocol import EndingProtocol
from server.listening import is_loopback_host, listen
from server.logs import configure_logs
from server.settings import Settings, environment_name
from server.storage.migrate import BASE, HEAD, current_revision, downgrade, upgrade
from server.storage.transaction import StorageError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

USAGE = 2
GRACE_AFTER_DRAIN_S = 2
"""What uvicorn may still wait for connections after the drain."""


class DrainingServer(uvicorn.Server):
    """uvicorn's server closes sockets with 1012 at SIGTERM; ours drains first."""

    def __init__(self, config: uvicorn.Config, server: Server, port_file: Path | None) -> None:
        super().__init__(config)
        self._server = server
        self._port_file = port_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._port_file is not None and sockets and self.started:
            # Whoever waits for the file finds it whole: it is renamed into place.
            unfinished = self._port_file.with_suffix(".unfinished")
            unfinished.write_text(str(sockets[0].getsockname()[1]))
            unfinished.replace(self._port_file)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._server.drain()
        await super().shutdown(sockets)
        # uvicorn would raise the signal again, and the process would end as if it had not been in order.
        self._captured_signals.clear()


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
    port_file: Annotated[Path | None, typer.Option(help="Write the port here once it is served.")] = None,
) -> None:
    """Serve the socket and the REST endpoints, and work on jobs, until SIGTERM or Ctrl-C."""
    settings = _settings()
    if pace_s is not None:
        settings = settings.model_copy(update={"pace_s": pace_s})
    if not is_loopback_host(host):
        _fail(
            f"--host {host}: without API keys the server serves this machine only; "
            "use 127.0.0.1, ::1 or localhost, and a proxy of your own in front of it."
        )
    if port_file is not None:
        port_file.unlink(missing_ok=True)  # one of an earlier run would be believed
    configure_logs(level=settings.log_level, log_format=settings.log_format)
    try:
        current_revision(settings.database_url)  # said here in a sentence, not by a start that fails
        application = create_app(settings)
    except StorageError as error:
        _fail(f"REPCAST_DATABASE_URL: {error}")
    try:
        listener = listen(host, port, settings.write_stall_s)
    except OSError as error:
        _fail(f"--host {host} --port {port}: {error.strerror}")
    config = uvicorn.Config(
        application,
        http="httptools",
        ws=EndingProtocol,
        ws_max_size=settings.max_frame_bytes,
        ws_ping_interval=settings.heartbeat_s,
        ws_ping_timeout=settings.pong_timeout_s,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACE_AFTER_DRAIN_S,
        log_config=None,
        server_header=False,
    )
    bound = listener.getsockname()
    typer.echo(f"Repcast on http://{_shown(bound[0])}:{bound[1]} (Ctrl-C to stop)", err=True)
    server = DrainingServer(config, application.state.server, port_file)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(server.serve([listener]))
    if not server.started:
        raise typer.Exit(1)


@app.command()
def migrate(
    down: Annotated[bool, typer.Option("--down", help="Undo all migrations. Loses all data.")] = False,
    revision: Annotated[str | None, typer.Option(help="The version to go to.")] = None,
) -> None:
    """Bring the database to the version that this server works with."""
    settings = _settings()
    try:
        if down:
            downgrade(settings.database_url, revision or BASE)
        else:
            upgrade(settings.database_url, revision or HEAD)
    except StorageError as error:
        _fail(f"REPCAST_DATABASE_URL: {error}")
    typer.echo("The database is migrated.", err=True)


def main() -> None:
    """The console script."""
    app()


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            typer.echo(f"{environment_name(str(detail['loc'][0]))}: {detail['msg']}", err=True)
        raise typer.Exit(USAGE) from None


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _fail(sentence: str) -> Never:
    typer.echo(sentence, err=True)
    raise typer.Exit(USAGE)
