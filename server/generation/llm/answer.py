"""An answer while it arrives: its head, and each block as soon as it is closed. Pure."""

from collections.abc import Mapping

from pydantic_core import from_json

from server.generation.llm.scanner import ElementScanner

HEAD = ("name", "description")


class Answer:
    """One answer of one try.

    Attributes:
        head: name and description, as far as they were there when the first block was closed.
    """

    def __init__(self) -> None:
        self.head: Mapping[str, str] = {}
        self._scanner = ElementScanner("blocks")
        self._begun: list[str] = []
        self._has_head = False

    def feed(self, text: str) -> list[str]:
        """Take the next piece; returns the JSON of each block that is closed by it."""
        if not self._has_head:
            self._begun.append(text)
        closed = self._scanner.feed(text)
        if closed and not self._has_head:
            self._has_head = True
            self.head = _head_of("".join(self._begun))
        return closed


def _head_of(text: str) -> dict[str, str]:
    try:
        found = from_json(text, allow_partial=True)
    except ValueError:
        return {}
    return {name: found[name] for name in HEAD if isinstance(found, dict) and isinstance(found.get(name), str)}
