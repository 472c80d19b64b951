"""People of the conversations in `conversations/`: they say what they have to say, then answer what they are asked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas.model import JsonObject
from voice_client.dialogue.facts import Call
from voice_client.dialogue.machine import Dialogue
from voice_client.dialogue.states import State

FOLDER = Path(__file__).parent / "conversations"
MOST_LINES = 20
NEAR = 0.06
"""Centimetres and kilograms are told with one decimal."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One of a file.

    Attributes:
        says: what is said first, a line each.
        answers: slot, ``options`` or ``confirm`` to what is said when that is asked; of a list one after the other.
        expect: fields of the request.
    """

    name: str
    file: str
    says: tuple[str, ...]
    expect: Mapping[str, Any]
    answers: Mapping[str, str | list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a conversation went.

    Attributes:
        request: what the tool was called with; None where it never came to that.
        asked: the last that was said.
    """

    request: JsonObject | None
    asked: str


def conversations(*names: str) -> list[Conversation]:
    """Those of some files, or of all."""
    files = [FOLDER / f"{name}.toml" for name in names] or sorted(FOLDER.glob("*.toml"))
    return [
        Conversation(file=file.stem, **{**each, "says": tuple(each["says"])})
        for file in files
        for each in tomllib.loads(file.read_text(encoding="utf-8"))["conversation"]
    ]


def held(conversation: Conversation) -> Outcome:
    """The conversation, as far as the request."""
    dialogue = Dialogue()
    dialogue.begin()
    lines = list(conversation.says)
    used: dict[str, int] = {}
    for _ in range(MOST_LINES):
        line = lines.pop(0) if lines else _answer(conversation, dialogue, used)
        if line is None:
            break
        for effect in dialogue.hear(line):
            if isinstance(effect, Call) and effect.name == "generate_workout_program":
                return Outcome(effect.arguments, dialogue.facts.said)
    return Outcome(None, dialogue.facts.said)


def _answer(conversation: Conversation, dialogue: Dialogue, used: dict[str, int]) -> str | None:
    facts = dialogue.facts
    asked = "confirm" if dialogue.state is State.CONFIRMING else str(facts.asked)
    key = "options" if facts.options and "options" in conversation.answers else asked
    said = conversation.answers.get(key, "yes" if key == "confirm" else None)
    if isinstance(said, list):
        used[key] = used.get(key, -1) + 1
        return said[min(used[key], len(said) - 1)]
    return said


def misses(conversation: Conversation, request: JsonObject) -> dict[str, tuple[Any, Any]]:
    """Fields that are otherwise: what was expected, what is there."""
    found = {**request, "has_injuries": bool(request.get("injuries"))}
    return {
        name: (wanted, found.get(name))
        for name, wanted in conversation.expect.items()
        if not _is_same(wanted, found.get(name))
    }


def _is_same(wanted: Any, there: Any) -> bool:
    if isinstance(wanted, int | float) and not isinstance(wanted, bool) and isinstance(there, int | float):
        return abs(wanted - there) <= NEAR
    return bool(wanted == there)
