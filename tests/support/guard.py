"""Whoever ends the tests, by SIGKILL too, ends with them what they have started."""

import subprocess

WATCH = 'while read -r _; do :; done; kill -9 "$1"'
"""Waits for its own input to end, which whatever kills the tests closes."""


class Guard:
    """Kills a process when this one is gone."""

    def __init__(self, pid: int) -> None:
        command = ["/bin/sh", "-c", WATCH, "guard", str(pid)]
        self._watching = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603

    def release(self) -> None:
        """Say this before the process is reaped: its number may be another's afterwards."""
        self._watching.kill()
        self._watching.communicate()
