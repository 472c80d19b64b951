from pathlib import Path

import pytest

from tests.load.measuring import NotMeasured
from tests.load.peers import nchan
from tests.load.peers.nchan import MODULE, PROGRAM, Nginx, configuration, installed, nginx_with_nchan

HERE, VERSION = Path("nginx"), "nginx/1.22.1"


@pytest.mark.parametrize(
    ("built", "found"),
    [
        (
            "--prefix=/etc --modules-path=/lib/modules --with-threads",
            Nginx(HERE, VERSION, Path("/lib/modules") / MODULE),
        ),
        ("--modules-path=/lib/modules --add-module=/src/nchan-1.3.7", Nginx(HERE, VERSION, None)),
        ("--prefix=/etc --with-threads", None),
    ],
)
def test_nchan_is_found_by_how_nginx_was_built(built: str, found: Nginx | None) -> None:
    """In itself, or as a file of its own, which may be there where it has a place for such files."""
    assert nginx_with_nchan(HERE, f"nginx version: {VERSION}\nconfigure arguments: {built}\n") == found


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that tells of itself what nginx does."""
    program = tmp_path / "own-nginx"
    program.write_text(f"#!/bin/sh\necho 'nginx version: {VERSION}\nbuilt: --modules-path={tmp_path}' >&2\n")
    program.chmod(0o755)
    monkeypatch.setenv(PROGRAM, str(program))
    return program


def test_a_program_can_be_named(program: Path) -> None:
    """It is taken once its module is there, too."""
    with pytest.raises(NotMeasured, match="nginx with nchan is not installed"):
        installed()
    module = program.parent / MODULE
    module.touch()
    assert installed() == Nginx(program, VERSION, module)


def test_no_nginx_is_no_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The others are measured all the same."""
    monkeypatch.delenv(PROGRAM, raising=False)
    monkeypatch.setattr(nchan, "PLACES", str(tmp_path))
    with pytest.raises(NotMeasured):
        installed()


@pytest.mark.parametrize(("module", "is_loaded"), [(Path("/lib/m.so"), True), (None, False)])
def test_a_configuration_is_of_the_run(module: Path | None, is_loaded: bool) -> None:
    """Its ports, one worker, nothing beyond loopback; a module is loaded where it is a file."""
    told = configuration(Nginx(HERE, VERSION, module), 8001, 8002)
    assert told.count("{") == told.count("}")
    assert ("load_module /lib/m.so;" in told) is is_loaded
    for line in ("worker_processes 1;", "listen 127.0.0.1:8001;", "nchan_redis_server redis://127.0.0.1:8002;"):
        assert line in told


def test_each_location_goes_through_redis() -> None:
    """It is not inherited: one without would have its messages in memory alone, and look three times as fast."""
    locations = configuration(Nginx(HERE, VERSION, None), 8001, 8002).split("location ")[1:]
    assert [each.partition(" {")[0] for each in locations] == ["= /ws", "= /publish"]
    assert all("nchan_redis_pass redis;" in each for each in locations)
