"""The locks: all that is declared, nothing else, each by its hash. Told from what is installed, without a network."""

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = PYPROJECT["project"]["dependencies"]
RUNTIME, DEV, FRAMEWORKS = "requirements.lock", "requirements-dev.lock", "requirements-frameworks.lock"
BENCH = "requirements-bench.lock"


def _group(name: str) -> list[str]:
    lines: list[str] = []
    for entry in PYPROJECT["dependency-groups"][name]:
        lines += _group(entry["include-group"]) if isinstance(entry, dict) else [entry]
    return lines


def _locked(lock: str) -> dict[str, Requirement]:
    """By name; a package that is locked twice, by markers, is there by the last one that holds here."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    found = [Requirement(line) for line in re.findall(r"^(\w[^\\\n]*?)(?: \\)?$", text, re.MULTILINE)]
    return {canonicalize_name(each.name): each for each in found if _holds(each, set())}


def _holds(requirement: Requirement, extras: Iterable[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras})


def _closure(lines: Iterable[str]) -> set[str]:
    """The names of what these take, and of what that takes, on this machine."""
    waiting = [(Requirement(line), frozenset[str]()) for line in lines]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement, of_extras = waiting.pop()
        known = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if not _holds(requirement, of_extras) or known in seen:
            continue
        seen.add(known)
        waiting += [(Requirement(each), known[1]) for each in requires(requirement.name) or ()]
    return {name for name, _ in seen}


@pytest.mark.parametrize(("lock", "group"), [(RUNTIME, "build"), (DEV, "dev")])
def test_locks_are_of_what_is_declared(lock: str, group: str) -> None:
    """Each requirement by a version that it takes, all that these require, and nothing besides."""
    lines = [*DECLARED, *_group(group)]
    locked = _locked(lock)
    assert set(locked) == _closure(lines)
    for line in lines:
        wanted = Requirement(line)
        if _holds(wanted, ()):
            (pin,) = locked[canonicalize_name(wanted.name)].specifier
            assert wanted.specifier.contains(pin.version, prereleases=True), line


@pytest.mark.parametrize("lock", [RUNTIME, DEV, FRAMEWORKS, BENCH])
def test_every_line_of_a_lock_has_its_hash(lock: str) -> None:
    """So that what is installed is what was tried, wherever it is had from; no address is said."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\w)", text):
        assert re.search(r"^    --hash=sha256:[0-9a-f]{64}", entry, re.MULTILINE), entry
    assert "://" not in text


def test_what_is_tested_is_what_is_installed() -> None:
    """The lock of the tests has the versions of the lock of the image."""
    tested = _locked(DEV)
    assert {name: str(pin.specifier) for name, pin in _locked(RUNTIME).items()}.items() <= {
        name: str(pin.specifier) for name, pin in tested.items()
    }.items()


def test_peers_are_locked_as_they_are_declared() -> None:
    """Each of them; what they share with the tests' environment, over which theirs is laid, is the same there."""
    peers, tested = _locked(BENCH), _locked(DEV)
    for line in _group("bench"):
        wanted = Requirement(line)
        (pin,) = peers[canonicalize_name(wanted.name)].specifier
        assert wanted.specifier.contains(pin.version, prereleases=True), line
    shared = peers.keys() & tested.keys()
    assert shared
    assert {name: peers[name].specifier for name in shared} == {name: tested[name].specifier for name in shared}


def test_the_image_takes_nothing_without_its_hash() -> None:
    """Nor a build tool that is in no lock."""
    installs = re.findall(r"pip install .*", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    assert all("--require-hashes" in line or "--no-deps --no-build-isolation" in line for line in installs)


def test_the_code_is_audited_before_it_lands() -> None:
    """With what else needs no network."""
    assert "make audit" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^audit: .*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert all(tool in recipe for tool in ("bandit", "hadolint", "ruff"))
