"""The units of systemd in server/operations: what they run, what they may do, and how long they wait for its end."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from server.serving import GRACE_AFTER_DRAIN_S
from server.settings import Settings, environment_name
from server.supervisor import STOP_TIMEOUT_S
from tests.operations.commands import understood
from tests.operations.compose_file import ROOT
from tests.support.server_process import BIN

FOLDER = ROOT / "server" / "operations"
SERVICES = sorted(path.name for path in FOLDER.glob("*.service"))
STAY = [name for name in SERVICES if "prune" not in name]
PROGRAM = "/opt/repcast/bin/repcast-server"

Unit = dict[str, list[str]]


def _unit(name: str) -> Unit:
    """Its directives, of all sections: the same one may stand there more than once."""
    found: Unit = {}
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "[")):
            directive, _, value = line.partition("=")
            found.setdefault(directive, []).append(value)
    return found


@pytest.mark.parametrize("name", SERVICES)
def test_what_it_runs_is_there(name: str) -> None:
    """A command of this program, with options that it has."""
    (line,) = _unit(name)["ExecStart"]
    program, *words = shlex.split(line.replace("%i", "9101"))
    assert program == PROGRAM
    assert understood(words)


@pytest.mark.parametrize("name", SERVICES)
def test_its_secrets_are_settings_in_files(name: str) -> None:
    """None is said by the unit, and the server looks for them where systemd puts them."""
    unit = _unit(name)
    names = {environment_name(field).lower() for field in Settings.model_fields}
    for credential in unit["LoadCredential"]:
        target, _, source = credential.partition(":")
        assert target in names
        assert source == f"/etc/repcast/secrets/{target}"
    said = [word.partition("=")[0] for line in unit["Environment"] for word in line.split()]
    assert said == ["REPCAST_LOG_FORMAT", "REPCAST_SECRETS_DIR"]
    assert "REPCAST_SECRETS_DIR=%d" in unit["Environment"][0]


def test_all_may_do_as_little_as_they_can() -> None:
    """The same for each: what one of them is denied, no other is allowed."""
    own = {"Description", "ExecStart", "LoadCredential", "Type", "Restart", "RestartSec", "WantedBy"}
    own |= {"KillSignal", "KillMode", "TimeoutStopSec", "LimitNOFILE"}
    units = [{name: value for name, value in _unit(each).items() if name not in own} for each in SERVICES]
    assert all(unit == units[0] for unit in units)
    assert units[0]["DynamicUser"] == units[0]["NoNewPrivileges"] == ["yes"]
    assert units[0]["ProtectSystem"] == ["strict"]
    assert units[0]["CapabilityBoundingSet"] == [""]


@pytest.mark.parametrize("name", STAY)
def test_it_ends_in_order(name: str) -> None:
    """It is told by SIGTERM, its first process alone, and waited for until the drain is over, by its own limits."""
    unit = _unit(name)
    settings = Settings(_env_file=None)
    drain_s = settings.drain_jobs_s + settings.drain_sockets_s + GRACE_AFTER_DRAIN_S
    assert (unit["KillSignal"], unit["KillMode"]) == (["SIGTERM"], ["mixed"])
    assert max(drain_s, STOP_TIMEOUT_S) < int(unit["TimeoutStopSec"][0])


def test_a_timer_prunes_every_night() -> None:
    """Also what was missed, and not on all machines at once."""
    timer = _unit("repcast-prune.timer")
    assert set(timer) == {"Description", "OnCalendar", "RandomizedDelaySec", "Persistent", "WantedBy"}
    assert "repcast-prune.service" in SERVICES


def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    """Where it is installed: each directive is one, and each service is exposed to little; elsewhere they are read."""
    for path in FOLDER.glob("repcast-*"):
        text = path.read_text(encoding="utf-8").replace(PROGRAM, str(BIN / "repcast-server"))
        (tmp_path / path.name.replace("@", "@9101")).write_text(text)
    units = sorted(path.name for path in tmp_path.iterdir())
    assert len(units) == len(SERVICES) + 1
    if (analyze := shutil.which("systemd-analyze")) is None:
        return
    verified = _run(tmp_path, analyze, "verify", "--man=no", "--recursive-errors=no", *units)
    assert (verified.returncode, verified.stderr) == (0, "")
    for unit in units:
        if unit.endswith(".service"):
            judged = _run(tmp_path, analyze, "security", "--offline=yes", "--threshold=20", unit)
            assert judged.returncode == 0, judged.stdout


def _run(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
