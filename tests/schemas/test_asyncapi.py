"""The AsyncAPI document: valid by the official schema, complete, and the truth about requests and replies."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from schemas.asyncapi import CLIENT_FRAMES, REPLIES, SERVER_FRAMES, asyncapi_document
from schemas.close_codes import CloseCode
from tests.support.asyncapi_schema import official_schema


def test_the_document_is_valid_by_the_official_schema() -> None:
    """The AsyncAPI Initiative's own JSON Schema accepts it, and would not accept anything."""
    validator = jsonschema_rs.Draft7Validator(official_schema())
    assert [error.message for error in validator.iter_errors(asyncapi_document())] == []
    assert not validator.is_valid({**asyncapi_document(), "channels": []})


def test_every_reference_leads_somewhere() -> None:
    """No ``$ref`` of the document dangles."""
    document = asyncapi_document()
    for reference in _references(document):
        place: Any = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
        assert place


def test_every_frame_is_a_message_and_every_request_has_its_reply() -> None:
    """Who generates a client from the document misses nothing."""
    document = asyncapi_document()
    frames = {frame.__name__ for frame in (*CLIENT_FRAMES, *SERVER_FRAMES)}
    assert set(document["components"]["messages"]) == frames
    assert set(REPLIES) == set(CLIENT_FRAMES)
    used = set(re.findall(r"messages/(\w+)", str(document["operations"])))
    assert used == frames


def test_the_close_codes_and_their_verdicts_are_in_the_document() -> None:
    """Each code is named with what a client has to do."""
    description = asyncapi_document()["channels"]["socket"]["description"]
    for code in CloseCode:
        assert f"- {code.value} {code.name.lower()}: " in description
    assert "4501 unauthorized: do not reconnect" in description
    assert "4001 draining: reconnect" in description


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)
