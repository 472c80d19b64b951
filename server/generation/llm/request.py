"""One request to a model, whichever API carries it."""

import json
from dataclasses import dataclass
from math import ceil

from schemas.model import JsonObject

BYTES_OF_A_TOKEN = 3
"""Of JSON and English, in which a token has about four bytes; other languages have fewer [J]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """What the model is asked for.

    Attributes:
        instructions: what it is to do; the same text for everybody, so that the vendor's cache knows it.
        input: what it is to do it with; what users said is in here, and nowhere else.
        schema_name: letters, digits, ``_`` and ``-``, at most 64.
        schema: JSON Schema that the answer keeps to, in the strict form: every object closed, every property required.
        max_output_tokens: thoughts and answer together.
        cache_key: requests with the same one share the vendor's prompt cache.
        safety_identifier: who asks, as the vendor may know it: a hash, at most 64 characters.
    """

    instructions: str
    input: str
    schema_name: str
    schema: JsonObject
    max_output_tokens: int
    cache_key: str
    safety_identifier: str

    @property
    def most_tokens(self) -> int:
        """What a call can be billed, in and out: the bound of the answer, and an estimate of all that is sent."""
        sent = self.instructions + self.input + json.dumps(self.schema)
        return self.max_output_tokens + ceil(len(sent.encode()) / BYTES_OF_A_TOKEN)
