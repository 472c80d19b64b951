"""What people of `conversations/` have to say and what they want, and how far a request is from it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from schemas.model import JsonObject

FOLDER = Path(__file__).parent / "conversations"
UNTOLD: Mapping[str, Any] = MappingProxyType(
    {"age": None, "sex": None, "session_minutes": None, "unavailable_days": None, "has_injuries": False}
)
"""What is in the request of somebody who has not spoken of it."""
NEAR = 0.06
"""Centimetres and kilograms are told with one decimal."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One of a file.

    Attributes:
        says: what is said first, a line each.
        answers: slot, ``options`` or ``confirm`` to what is said when that is asked; of a list one after the other.
        expect: fields of the request.
        injury: in words, of whoever has one.
    """

    name: str
    file: str
    says: tuple[str, ...]
    expect: Mapping[str, Any]
    injury: str = "a bad knee"
    answers: Mapping[str, str | list[str]] = field(default_factory=dict)


def conversations(*names: str) -> list[Conversation]:
    """Those of some files, or of all."""
    files = [FOLDER / f"{name}.toml" for name in names] or sorted(FOLDER.glob("*.toml"))
    return [
        Conversation(file=file.stem, **{**each, "says": tuple(each["says"])})
        for file in files
        for each in tomllib.loads(file.read_text(encoding="utf-8"))["conversation"]
    ]


def misses(conversation: Conversation, request: JsonObject) -> dict[str, tuple[Any, Any]]:
    """Fields that are otherwise: what was expected, what is there."""
    found = {**request, "has_injuries": bool(request.get("injuries"))}
    expect = {**UNTOLD, **conversation.expect}
    return {name: (wanted, found.get(name)) for name, wanted in expect.items() if not _is_same(wanted, found.get(name))}


def _is_same(wanted: Any, there: Any) -> bool:
    if isinstance(wanted, int | float) and not isinstance(wanted, bool) and isinstance(there, int | float):
        return abs(wanted - there) <= NEAR
    return bool(wanted == there)
