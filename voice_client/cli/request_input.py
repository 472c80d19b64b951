"""What is typed or lies in files, understood before any server is asked: requests, tokens, headers."""

import json
from pathlib import Path
from typing import TextIO

from schemas.model import JsonObject

STANDARD_INPUT = "-"


class UnusableInput(Exception):
    """What was given is not what it should be; the sentence says which."""


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


def token_from_file(file: Path) -> str:
    """The token in a file, without the line's end.

    Raises:
        UnusableInput: there is none.
    """
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableInput(f"--token-file {file}: {error}") from None
    if not token:
        raise UnusableInput(f"--token-file {file}: it is empty")
    return token


def header_from(text: str) -> tuple[str, str]:
    """The name and the value of a header.

    Raises:
        UnusableInput: it is none.
    """
    name, colon, value = (part.strip() for part in text.partition(":"))
    if not (name and colon) or not (text.isascii() and text.isprintable()) or " " in name:
        raise UnusableInput(f"--header {text!r}: write it as Name: value")
    return name, value
