"""docker-compose.yml, and the Dockerfile that it builds from, as data."""

import json
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
COMPOSE_FILE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "Dockerfile"

COMPOSE: dict[str, Any] = YAML(typ="safe").load(COMPOSE_FILE)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def is_built(service: str) -> bool:
    """Whether it runs the image of this project."""
    return "build" in SERVICES[service]


def command_of(service: str) -> list[str]:
    """What its container runs, entry point included."""
    words = list(map(str, SERVICES[service]["command"]))
    return [*_instruction("ENTRYPOINT"), *words] if is_built(service) else words


def health_command_of(service: str) -> list[str] | None:
    """What its container is checked with; None: it is there to end."""
    if "healthcheck" not in SERVICES[service]:
        return None
    kind, *words = SERVICES[service]["healthcheck"]["test"]
    return ["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else list(map(str, words))


def user_of(service: str) -> str:
    """Whom it runs as."""
    if is_built(service):
        users: list[str] = re.findall(r"^USER (.+)$", DOCKERFILE.read_text(encoding="utf-8"), re.MULTILINE)
        return users[-1]
    return str(SERVICES[service].get("user", "root"))


def _instruction(name: str) -> list[str]:
    (found,) = re.findall(rf"^{name} (\[.+\])$", DOCKERFILE.read_text(encoding="utf-8"), re.MULTILINE)
    return list(json.loads(found))
