"""The official JSON Schema of AsyncAPI documents, and the schemas of our own frames."""

import json
import sys
from functools import cache
from pathlib import Path

import jsonschema_rs

from schemas.asyncapi import ASYNCAPI_VERSION, asyncapi_document
from schemas.model import JsonObject

SPECS = Path(sys.prefix) / "asyncapi-specs" / "node_modules" / "@asyncapi" / "specs" / "schemas"
"""Where ``make test`` puts them."""


def official_schema() -> JsonObject:
    """The schema that a document of our version is valid by."""
    schema: JsonObject = json.loads((SPECS / f"{ASYNCAPI_VERSION}.json").read_text(encoding="utf-8"))
    return schema


@cache
def _validator(message: str) -> jsonschema_rs.Draft7Validator:
    document = asyncapi_document()
    schema = {
        "$ref": f"#/components/schemas/{message}",
        "components": {"schemas": document["components"]["schemas"]},
    }
    return jsonschema_rs.Draft7Validator(schema)


@cache
def _payloads(action: str) -> dict[str, str]:
    document = asyncapi_document()
    names: set[str] = set()
    for operation in document["operations"].values():
        if operation["action"] == action:
            names |= {reference["$ref"].rsplit("/", 1)[1] for reference in operation["messages"]}
        if action == "send" and "reply" in operation:
            names |= {reference["$ref"].rsplit("/", 1)[1] for reference in operation["reply"]["messages"]}
    return {document["components"]["messages"][name]["name"]: name for name in names}


def check_server_frame(frame: JsonObject) -> None:
    """Fail if the document does not describe this frame from the server."""
    _validator(_payloads("send")[frame["type"]]).validate(frame)


def check_client_frame(frame: JsonObject) -> None:
    """Fail if the document does not describe this frame from a client."""
    _validator(_payloads("receive")[frame["type"]]).validate(frame)
