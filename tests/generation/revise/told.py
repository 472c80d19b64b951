"""Edits as short lines, to be compared and read."""

from collections.abc import Iterable

from server.generation.revise.edits import Edit, Name


def told(edits: Iterable[Edit]) -> str:
    """As ``"Days 3; Lacks barbell"``; a question is told as ``?`` and its first words, a name by what was said."""
    return "; ".join(_told(edit) for edit in edits)


def _told(edit: Edit) -> str:
    values = [_value(getattr(edit, name)) for name in edit.__dataclass_fields__]
    if type(edit).__name__ == "Unsure":
        return f"? {' '.join(values[0].split()[:5])}"
    return " ".join([type(edit).__name__, *values])


def _value(value: object) -> str:
    if isinstance(value, Name):
        return f"<{value.words}>"
    if isinstance(value, frozenset):
        return "+".join(sorted(map(str, value)))
    if isinstance(value, tuple):
        return "+".join(map(str, value))
    return str(value)
