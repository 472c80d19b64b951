"""The request of ``repcast submit``, from options or from a file."""

import json
from pathlib import Path
from typing import TextIO

from schemas.model import JsonObject

STANDARD_INPUT = "-"


class UnusableInput(Exception):
    """What was given is no request."""


def request_from_options(fields: JsonObject) -> JsonObject:
    """The fields that were given; which of them are missing or wrong is for the server to say."""
    return {name: value for name, value in fields.items() if value is not None}


def request_from_file(name: str, standard_input: TextIO) -> JsonObject:
    """The JSON object in a file.

    Raises:
        UnusableInput: it cannot be read, or is no JSON object.
    """
    try:
        text = standard_input.read() if name == STANDARD_INPUT else Path(name).read_text(encoding="utf-8")
        found = json.loads(text)
    except (OSError, ValueError) as error:
        raise UnusableInput(f"--file {name}: {error}") from None
    if not isinstance(found, dict):
        raise UnusableInput(f"--file {name}: not a JSON object")
    return found
