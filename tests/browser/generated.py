"""What the page knows of the protocol, made from the models: types of frames, and bounds of a request's fields.

``make page`` writes both files anew; a test says when they are not current.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic.json_schema import JsonSchemaMode, models_json_schema

from schemas.asyncapi import CLIENT_FRAMES, SERVER_FRAMES
from schemas.errors import FieldError
from schemas.model import JsonObject, WireModel
from schemas.program import Program
from schemas.request import ProgramRequest, ReviseRequest

STATIC: Final = Path(__file__).parents[2] / "static"
TYPES: Final = STATIC / "frames.d.ts"
BOUNDS: Final = STATIC / "bounds.js"

NAME: Final = re.compile(r"[A-Za-z_]\w*")
PLAIN: Final = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def types() -> str:
    """TypeScript declarations of every frame, and of all that is in them."""
    read: list[type[WireModel]] = [*CLIENT_FRAMES, ProgramRequest, ReviseRequest]
    written: list[type[WireModel]] = [*SERVER_FRAMES, Program, FieldError]
    models: list[tuple[type[WireModel], JsonSchemaMode]] = [(model, "validation") for model in read]
    models += [(model, "serialization") for model in written]
    _, found = models_json_schema(models, ref_template="{model}")
    parts = ["// Made from the models in schemas/ by tests/browser/generated.py; do not edit."]
    parts += [_declaration(name, schema) for name, schema in sorted(found["$defs"].items())]
    for name, frames in (("ClientFrame", CLIENT_FRAMES), ("ServerFrame", SERVER_FRAMES)):
        parts.append(f"export type {name} = {' | '.join(frame.__name__ for frame in frames)};")
    return "\n".join(parts) + "\n"


def bounds() -> str:
    """A JavaScript module with what each field of a program's request takes."""
    schema = ProgramRequest.model_json_schema()
    fields = {name: _bounds(field, schema["$defs"]) for name, field in schema["properties"].items()}
    lines = [f"\t{name}: {_literal(field)}," for name, field in fields.items() if field and name not in NOT_ASKED]
    head = "// Made by tests/browser/generated.py\n"
    return f"{head}/** @type {{Record<string, Bounds>}} */\nexport const BOUNDS = {{\n" + "\n".join(lines) + "\n};\n"


def _literal(bounds: dict[str, Any]) -> str:
    return f"{{ {', '.join(f'{name}: {json.dumps(bound)}' for name, bound in bounds.items())} }}"


def _declaration(name: str, schema: JsonObject) -> str:
    if "properties" not in schema:
        return f"export type {name} = {_type(schema)};"
    required = schema.get("required", ())
    # A frame is told from others by its type, so that is always there.
    fields = (
        f"  {field if NAME.fullmatch(field) else json.dumps(field)}"
        f"{'' if field in required or 'const' in of else '?'}: {_type(of)};"
        for field, of in schema["properties"].items()
    )
    return "\n".join([f"export interface {name} {{", *fields, "}"])


def _type(schema: JsonObject) -> str:
    if "$ref" in schema:
        return str(schema["$ref"])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(_type(each) for each in schema[several]))
    kind = schema.get("type")
    if kind == "array":
        return f"Array<{_type(schema.get('items', {}))}>"
    if kind == "object":
        return "Record<string, any>"
    return PLAIN[kind] if kind else "any"


LIMITS: Final = {"minimum": "min", "maximum": "max", "maxLength": "maxlength", "enum": "oneOf", "someOf": "someOf"}
NOT_ASKED: Final = {"locale", "units", "confirmed"}
"""What the form has no field for."""


def _bounds(field: JsonObject, known: JsonObject) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for schema in _branches(field, known):
        found |= {LIMITS[key]: value for key, value in schema.items() if key in LIMITS}
    return found


def _branches(schema: JsonObject, known: JsonObject) -> Iterator[JsonObject]:
    yield schema
    for each in schema.get("anyOf", ()):
        yield from _branches(each, known)
    if "$ref" in schema:
        yield known[schema["$ref"].rpartition("/")[2]]
    # The list's own limits come first, so those of what is in it are not taken for them.
    items = schema.get("items", {})
    if "$ref" in items:
        yield {"someOf": known[items["$ref"].rpartition("/")[2]]["enum"]}


def main() -> None:
    TYPES.write_text(types(), encoding="utf-8")
    BOUNDS.write_text(bounds(), encoding="utf-8")


if __name__ == "__main__":
    main()
