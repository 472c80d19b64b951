"""What strict mode asks of a JSON Schema: every object closed, every property required, few keywords.

https://platform.openai.com/docs/guides/structured-outputs, "Supported schemas".
"""

from collections.abc import Iterator
from typing import Any

from schemas.model import JsonObject

REFUSED = ("allOf", "oneOf", "not", "if", "then", "else", "default", "dependentRequired", "dependentSchemas")


def fault_of_request(body: JsonObject) -> str | None:
    """The first reason to turn a request of either API away."""
    asked = body.get("text", {}).get("format") or body.get("response_format", {}).get("json_schema") or {}
    if not asked.get("strict"):
        return None
    schema = asked["schema"]
    if schema.get("type") != "object" or "anyOf" in schema:
        return "the root is no object"
    return next(_faults(schema, "#"), None)


def _faults(schema: Any, path: str) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    yield from (f"{path}: {word!r} is not permitted" for word in REFUSED if word in schema)
    if schema.get("type") == "object" or "properties" in schema:
        if schema.get("additionalProperties") is not False:
            yield f"{path}: additionalProperties is not false"
        if set(schema.get("required", ())) != set(schema.get("properties", {})):
            yield f"{path}: not every property is required"
    for group in ("properties", "$defs"):
        for name, inner in schema.get(group, {}).items():
            yield from _faults(inner, f"{path}/{group}/{name}")
    for number, inner in enumerate(schema.get("anyOf", ())):
        yield from _faults(inner, f"{path}/anyOf/{number}")
    yield from _faults(schema.get("items"), f"{path}/items")
