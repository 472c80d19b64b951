"""Sees, in JSON that is still being written, each object of one array as soon as it is closed. Pure.

Asking a parser again at every delta is quadratic; this reads every character once. It checks no grammar: what it
hands out is parsed by whoever takes it, and what is no JSON at all has, for it, no elements.
"""

import json
import re

OUTSIDE_STRINGS = re.compile(r'["{}\[\]]')
INSIDE_STRINGS = re.compile(r'["\\]')
ROOT, ARRAY = 1, 2
"""How many brackets are open between the members of the root, and between the elements of one of its arrays."""


class ElementScanner:
    """Finds the elements of one array of the root object: of ``"blocks"`` in ``{"name": "…", "blocks": [{…}, {…}]}``.

    Attributes:
        is_complete: the root object is closed; nothing is found behind it.
    """

    def __init__(self, array: str) -> None:
        self.is_complete = False
        self._array = array
        self._unread: list[str] = []
        self._depth = 0
        self._in_string = False
        self._in_array = False
        self._skipped = 0
        """Characters of the next piece that a backslash at the end of the last one has escaped."""
        self._kept: list[str] | None = None
        """What there is of the name or of the element that is being read, in pieces."""
        self._name = ""

    def feed(self, text: str) -> list[str]:
        """Take the next piece, however cut; returns the JSON text of each element that is closed by it.

        Elements that are no objects are left out.
        """
        if self.is_complete:
            return []
        self._unread.append(text)
        if "}" not in text:  # nothing else closes an object, so what there is can wait
            return []
        piece = "".join(self._unread)
        self._unread.clear()
        return self._read(piece)

    def _read(self, piece: str) -> list[str]:
        closed: list[str] = []
        at, kept_from = self._skipped, 0
        self._skipped = 0
        while not self.is_complete and (
            found := (INSIDE_STRINGS if self._in_string else OUTSIDE_STRINGS).search(piece, at)
        ):
            at = found.end()
            match found.group():
                case "\\":
                    at += 1
                case '"' if self._in_string:
                    self._in_string = False
                    if self._depth == ROOT:
                        self._name = self._taken(piece[kept_from:at])
                case '"' if self._depth:
                    self._in_string = True
                    if self._depth == ROOT:
                        kept_from = self._keep_from(at - 1)
                case "{" | "[" as bracket if self._depth or bracket == "{":
                    if self._opens_element(bracket):
                        kept_from = self._keep_from(at - 1)
                case "}" | "]" if self._depth and self._closes_element():
                    closed.append(_healed(self._taken(piece[kept_from:at])))
        self._skipped = max(0, at - len(piece))
        if self._kept is not None:
            self._kept.append(piece[kept_from:])
        return closed

    def _opens_element(self, bracket: str) -> bool:
        """Open a bracket; whether an element begins with it. Where the array does, the name before it says."""
        if self._depth == ROOT:
            self._in_array = bracket == "[" and _is_named(self._name, self._array)
        self._depth += 1
        return self._depth - 1 == ARRAY and self._in_array and bracket == "{"

    def _closes_element(self) -> bool:
        """Close a bracket; whether an element ends with it."""
        self._depth -= 1
        self.is_complete = self._depth == 0
        return self._depth == ARRAY and self._in_array and self._kept is not None

    def _keep_from(self, start: int) -> int:
        self._kept = []
        return start

    def _taken(self, end: str) -> str:
        kept, self._kept = self._kept or [], None
        return "".join((*kept, end))


def _is_named(quoted: str, name: str) -> bool:
    if "\\" not in quoted:
        return quoted[1:-1] == name
    try:
        return bool(json.loads(quoted) == name)
    except ValueError:  # an escape that JSON does not have
        return False


def _healed(text: str) -> str:
    """A character beyond U+FFFF may come as two halves, one in each of two deltas, that nobody joined."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
