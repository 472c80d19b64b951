import sys
from pathlib import Path

import psutil

from tests.load.serving import running
from tests.support.waiting import wait_until

NESTED = (
    "import subprocess, sys\n"
    "child = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(60)'])\n"
    "open('child', 'w').write(f'{child.pid}\\n')\n"
    "child.wait()"
)


async def test_what_a_server_began_ends_with_it(tmp_path: Path) -> None:
    """Node is begun by a program of its wheel; left alone it would take a core from the measurements after it."""
    told = tmp_path / "child"
    async with running([sys.executable, "-S", "-c", NESTED], tmp_path, {}, psutil.Process().cpu_affinity()):
        await wait_until(lambda: told.exists() and told.read_text().endswith("\n"), "the child has begun")
        child = psutil.Process(int(told.read_text()))
        assert _is_there(child)
    await wait_until(lambda: not _is_there(child), "the child is gone")


def _is_there(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
