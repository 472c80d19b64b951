"""The parameters of a tool as JSON Schema, made from the models of the wire contract, so that both agree. Pure."""

from collections.abc import Collection, Mapping

from pydantic import BaseModel

from schemas.field_answers import ANSWERS
from schemas.model import JsonObject

_KEPT = frozenset({"type", "enum", "items", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"})
"""What a model has use for; patterns, titles and defaults only cost it attention."""
_REFERENCE = "#/$defs/"


def properties_of(model: type[BaseModel], *, without: Collection[str] = ()) -> dict[str, JsonObject]:
    """The fields of a model, each described with what is accepted for it."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    return {
        name: {**_plain(field, definitions), "description": _description(name)}
        for name, field in schema["properties"].items()
        if name not in without
    }


def closed_object(properties: Mapping[str, JsonObject], required: Collection[str]) -> JsonObject:
    """An object of these properties and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name in required],
        "additionalProperties": False,
    }


def _plain(field: JsonObject, definitions: Mapping[str, JsonObject]) -> JsonObject:
    """Without references, and without null: what is not known is left out."""
    if "$ref" in field:
        field = definitions[field["$ref"].removeprefix(_REFERENCE)]
    if "anyOf" in field:
        field = next(way for way in field["anyOf"] if way.get("type") != "null")
    kept = {name: value for name, value in field.items() if name in _KEPT}
    if "items" in kept:
        kept["items"] = _plain(kept["items"], definitions)
    return kept


def _description(name: str) -> str:
    accepted = ANSWERS[name].accepted
    return f"{accepted[0].upper()}{accepted[1:]}."
