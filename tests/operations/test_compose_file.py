"""What the compose file and the Dockerfile promise about safety, read from the files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operations.compose_file import COMPOSE, COMPOSE_FILE, DOCKERFILE, ROOT, SERVICES, is_built, user_of

BIN = Path(sys.executable).parent


def _run(*command: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603


def test_the_compose_file_is_one() -> None:
    """By the schema of the Compose specification."""
    checked = _run(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE_FILE)
    assert checked.returncode == 0, checked.stdout


def test_nothing_is_said_against_the_dockerfile() -> None:
    """By hadolint, with all of its rules."""
    checked = _run(BIN / "hadolint", DOCKERFILE)
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_may_do_as_little_as_it_can(name: str) -> None:
    """No root, nothing to write to but memory and volumes, no capabilities, none to be had, and an end in order."""
    service = SERVICES[name]
    assert user_of(name).partition(":")[0] not in ("root", "0")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    assert is_built(name) == ("image" in service and service["image"] == "repcast")


def test_the_balancer_asks_who_takes_new_callers() -> None:
    """A server that drains lives, and is not to be given any; one without Redis still is."""
    assert "health_uri /api/open\n" in COMPOSE["configs"]["caddyfile"]["content"]


@pytest.mark.parametrize("name", [name for name in SERVICES if is_built(name)])
def test_a_signal_reaches_who_handles_none(name: str) -> None:
    """The first process of a container would not hear it, and be killed after the grace."""
    assert SERVICES[name]["init"] is True


@pytest.mark.parametrize("name", SERVICES)
def test_only_the_proxy_can_be_reached_from_outside(name: str) -> None:
    """And it from this machine alone; the others are on a network that leads nowhere, but for who calls a model."""
    service = SERVICES[name]
    if name == "proxy":
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    else:
        assert "ports" not in service
        assert service["networks"] == (["inside", "vendor"] if name.startswith("worker") else ["inside"])
    assert COMPOSE["networks"]["inside"]["internal"] is True


@pytest.mark.parametrize("name", SERVICES)
def test_only_who_calls_the_model_has_its_key(name: str) -> None:
    """In a file that is empty until somebody writes into it: the services start without."""
    assert ("openai_api_key" in SERVICES[name].get("secrets", [])) == name.startswith("worker")
    said = SERVICES[name].get("environment", {})
    assert "OPENAI_API_KEY" not in said
    assert all(said.get(key, "${").startswith("${") for key in ("OPENAI_BASE_URL", "PROGRAM_CREATION_MODEL"))


@pytest.mark.parametrize("name", SERVICES)
def test_who_is_waited_for_is_waited_for_until_it_is_well(name: str) -> None:
    """Not only until it was begun; and whoever stays can be asked how it is."""
    service = SERVICES[name]
    for other, how in service.get("depends_on", {}).items():
        stays = "healthcheck" in SERVICES[other]
        assert how["condition"] == ("service_healthy" if stays else "service_completed_successfully")
    assert ("healthcheck" in service) == (service["restart"] == "unless-stopped")


def test_secrets_come_from_files_that_make_makes(tmp_path: Path) -> None:
    """Each of them, none twice the same, none said by the compose file itself; and what is there is kept."""
    made = [_run("make", "--silent", "secrets", f"SECRETS_DIR={tmp_path / 'secrets'}") for _ in range(2)]
    assert [each.returncode for each in made] == [0, 0], made
    files = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "secrets").iterdir()}
    assert {secret["file"] for secret in COMPOSE["secrets"].values()} == {f"./secrets/{name}" for name in files}
    assert len(set(files.values())) == len(files)
    assert files["postgres_password"] in files["repcast_database_url"]
    assert files["redis_password"] in files["repcast_redis_url"]
    assert files["openai_api_key"] == ""
    for name, service in SERVICES.items():
        assert set(service.get("secrets", [])) <= set(files), name
        said = service.get("environment", {})
        held = [key for key in said if "PASSWORD" in key or "SECRET" in key or "URL" in key or "KEY" in key]
        assert all(key.endswith("_FILE") or str(said[key]).startswith("${") for key in held), name


def test_the_image_is_built_from_what_it_copies_and_nothing_else() -> None:
    """No secret, no history and no environment of this machine is sent along to be built from."""
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE.read_text(encoding="utf-8"), re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*"
    assert {line[1:] for line in ignored if line.startswith("!")} == {name for each in copied for name in each.split()}
