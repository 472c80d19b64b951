"""The wheel, as somebody installs it who has no checkout."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.support.waiting import wait_until

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
WHEELHOUSE = Path(sys.prefix) / "wheelhouse"
"""What the server and the client need, downloaded with the environment, so that no network is needed here."""


def _run(*command: str | Path, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own commands
        [str(part) for part in command],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built = _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("repcast-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel and what it asks for, and nothing else."""
    folder = tmp_path_factory.mktemp("clean")
    made = _run(BIN / "uv", "venv", "--python", sys.executable, folder / "venv", folder=folder)
    assert made.returncode == 0, made.stderr
    offline = ("--offline", "--no-index", "--find-links", WHEELHOUSE, "--no-cache")
    python = folder / "venv" / "bin" / "python"
    into = _run(BIN / "uv", "pip", "install", *offline, "--python", python, wheel, folder=folder)
    assert into.returncode == 0, into.stderr
    return folder / "venv" / "bin"


def test_the_wheel_holds_what_is_not_code(wheel: Path) -> None:
    """The page, the catalogue, the migrations, and the word that it is typed; and no tests."""
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"server/static/index.html", "server/generation/catalogue/squat.toml", "schemas/README.md"} <= names
    assert {"server/py.typed", "schemas/py.typed", "voice_client/py.typed"} <= names
    assert any(name.startswith("server/storage/migrations/versions/0001") for name in names)
    assert not any(name.startswith("tests") for name in names)


def test_an_installed_wheel_runs_the_demo(installed: Path, tmp_path: Path) -> None:
    """Twelve weeks are pushed, the program is printed, and nothing is left in the working folder."""
    called = _run(installed / "repcast", "demo", "--once", folder=tmp_path)
    assert called.returncode == 0, called.stderr
    for week in range(1, 13):
        assert f"Week {week} of 12 is ready" in called.stderr
    assert "Week 1" in called.stdout
    assert "As it is spoken" in called.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_demo_can_be_read_by_a_program(installed: Path, tmp_path: Path) -> None:
    """With --json each frame is a line of standard output."""
    called = _run(installed / "repcast", "demo", "--once", "--json", folder=tmp_path)
    frames = [json.loads(line) for line in called.stdout.splitlines()]
    assert [frame["seq"] for frame in frames] == list(range(1, len(frames) + 1))
    assert [len(frame["week"]["sessions"]) for frame in frames if frame["type"] == "job.week_ready"] == [4] * 12
    assert frames[-1]["type"] == "job.completed"


async def test_the_demo_serves_on_until_ctrl_c(installed: Path, tmp_path: Path) -> None:
    """Its address answers; then it ends with 130, and its server with it."""
    notices = tmp_path / "notices"
    with notices.open("wb") as stderr:
        demo = await asyncio.create_subprocess_exec(
            installed / "repcast", "demo", cwd=tmp_path, stdout=asyncio.subprocess.DEVNULL, stderr=stderr
        )
    try:
        await wait_until(lambda: "The server goes on" in notices.read_text(encoding="utf-8"), "the job is done")
        (url,) = set(re.findall(r"http://[\d.]+:\d+", notices.read_text(encoding="utf-8")))
        async with httpx.AsyncClient() as http:
            assert (await http.get(f"{url}/api/ready")).status_code == 200
            demo.send_signal(signal.SIGINT)
            assert await demo.wait() == 130
            with pytest.raises(httpx.ConnectError):
                await http.get(f"{url}/api/ready")
    finally:
        if demo.returncode is None:
            demo.kill()
            await demo.wait()
