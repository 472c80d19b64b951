"""Where a benchmark says things: its result, how far it is, and files."""

import sys
from pathlib import Path


def write(file: Path, text: str) -> None:
    """Also where there is no such folder yet."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def say(text: str) -> None:
    """The result."""
    print(text, flush=True)  # noqa: T201 - the output


def note(text: str) -> None:
    """How far it is."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - beside the output
