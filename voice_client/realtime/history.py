"""What was said, as text, so that a new session goes on where the last one broke off. Pure.

The API takes a user's words and an assistant's back as text only; audio of an assistant cannot be put in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schemas.model import JsonObject

MAX_LINES = 40
"""Some minutes of talk."""
PART: Mapping[str, str] = MappingProxyType({"user": "input_text", "assistant": "output_text", "system": "input_text"})
"""Role → the type of its content when it is put in."""


@dataclass(slots=True)
class Line:
    """One thing that was said, or is known."""

    role: str
    item_id: str
    text: str


class History:
    """The last lines of a conversation, in the order in which they began."""

    def __init__(self, most: int = MAX_LINES) -> None:
        self._most = most
        self._lines: dict[str, Line] = {}

    def begin(self, role: str, item_id: str) -> Line:
        """Somebody begins to speak; the words come later. The same item again is the same line."""
        line = self._lines.setdefault(item_id, Line(role, item_id, ""))
        while len(self._lines) > self._most:
            del self._lines[next(iter(self._lines))]
        return line

    def say(self, role: str, item_id: str, text: str) -> None:
        """More words of an item."""
        self.begin(role, item_id).text += text

    def cut(self, item_id: str, heard_ms: int, received_ms: int) -> None:
        """Of an item only so much was heard: about that share of its words is kept."""
        line = self._lines.get(item_id)
        if line is not None and received_ms:
            kept = line.text[: len(line.text) * heard_ms // received_ms]
            line.text = f"{kept}…" if kept else ""

    def forget(self, item_id: str) -> None:
        """Nothing of an item was heard."""
        self._lines.pop(item_id, None)

    def items(self) -> list[JsonObject]:
        """What a new session is given, oldest first."""
        return [message(line.role, line.text) for line in self._lines.values() if line.text]


def message(role: str, text: str) -> JsonObject:
    """An item of the conversation, in text."""
    return {"type": "message", "role": role, "content": [{"type": PART[role], "text": text}]}
