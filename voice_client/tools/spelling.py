"""Arguments as models spell them, into the JSON that was meant: "4" is 4, "Fat loss" is fat_loss. Pure.

Only spelling is mended. What a value means is never guessed: what cannot be read stays as it is, and is answered for.
"""

import json
from collections.abc import Mapping
from typing import Any

from schemas.model import JsonObject

_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


class Unreadable(Exception):
    """The arguments are not one JSON object."""


def object_of(arguments: str | Mapping[str, Any] | None) -> JsonObject:
    """The JSON object that ``arguments`` are; nothing at all is an empty one.

    Raises:
        Unreadable: it is none.
    """
    found: Any = arguments
    if arguments is None or (isinstance(arguments, str) and not arguments.strip()):
        return {}
    if isinstance(arguments, str):
        try:
            found = json.loads(arguments)
        except (ValueError, RecursionError) as error:
            raise Unreadable(str(error)) from None
    if not isinstance(found, Mapping) or not all(isinstance(name, str) for name in found):
        raise Unreadable("not an object")
    return dict(found)


def mended(raw: JsonObject, parameters: JsonObject) -> JsonObject:
    """The arguments as their schema has them, without those that say nothing."""
    properties = parameters["properties"]
    spelled = {name: _as_meant(value, properties.get(name, {})) for name, value in raw.items()}
    return {name: value for name, value in spelled.items() if value is not None and value != ""}


def _as_meant(value: Any, schema: JsonObject) -> Any:
    match schema.get("type"):
        case "integer":
            return _whole(_number(value))
        case "number":
            return _number(value)
        case "boolean":
            return _BOOLEANS.get(value.strip().lower(), value) if isinstance(value, str) else value
        case "array":
            return [_as_meant(each, schema["items"]) for each in _listed(value)] if value is not None else None
        case "string" if isinstance(value, str):
            text = value.strip()
            return text.lower().replace(" ", "_").replace("-", "_") if "enum" in schema else text
    return value


def _number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return float(value)
    except ValueError:
        return value.strip()


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return list(value) if isinstance(value, list | tuple) else [value]
