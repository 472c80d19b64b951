"""What a model's vendor is scripted to answer: see `tests.support.responses_server`."""

import asyncio
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from schemas.model import JsonObject


class Ending(Enum):
    """How a stream ends, once its text is written."""

    COMPLETED = "completed"
    REFUSED = "refused"
    """The text is a refusal."""
    TRUNCATED = "max_output_tokens"
    FILTERED = "content_filter"
    FAILED = "failed"
    """With the code and message of the answer, as the API's documents have it."""
    ERROR = "error"
    """Likewise, in an ``error`` event with the fields at its top."""
    NESTED_ERROR = "nested_error"
    """Likewise, with the fields in an ``error`` object, as production sends them [openai-dotnet#881]."""
    CUT = "cut"
    """The connection breaks, without a word."""
    UNFINISHED = "unfinished"
    """The body ends in good order, without a word."""
    STALLED = "stalled"
    """Nothing more comes until the client goes."""
    GARBLED = "garbled"
    """A frame that is no JSON."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the vendor counts."""

    input: int = 1000
    cached: int = 600
    output: int = 500
    reasoning: int = 200


@dataclass(slots=True)
class Gate:
    """Where a stream waits until the test lets it go on: pace by condition.

    Attributes:
        reached: all that comes before the gate is sent.
        opened: set it, and the rest follows.
    """

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)


CHARS_A_TOKEN = 4
"""About so many, of a plan's JSON [J]."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a vendor is, in real time: for who measures, not for who tests."""

    thinking_s: float
    tokens_a_s: float

    def due_s(self, chars: int) -> float:
        """When so many characters are written, from the request on."""
        return self.thinking_s + chars / CHARS_A_TOKEN / self.tokens_a_s


@dataclass(frozen=True, slots=True)
class Written:
    """A stream.

    Attributes:
        chunk_chars: of each delta.
        thoughts: deltas of the summary of what the model thinks, before it writes.
        commentary: an output item before the answer that is no part of it, where the API has such.
        phase: what the answer's item calls itself; None: nothing, as older models do.
        after_chars: the end comes behind so many characters of the text; None: behind all.
        code, message: of an error at the end.
        garbage: the frame of a garbled end.
        gates: by the number of characters before them; one at 0 stands before the first delta.
        extra: events that no document names, sent before the answer.
        tokens: None: not told.
        breaks_after: the connection breaks behind the last frame, before the body has ended.
        stalls_after: likewise, nothing more comes.
        pace: None: as fast as it can be read.
    """

    text: str
    ending: Ending = Ending.COMPLETED
    chunk_chars: int = 5
    thoughts: int = 0
    commentary: str = ""
    phase: str | None = None
    after_chars: int | None = None
    code: str = ""
    message: str = ""
    garbage: str = "{no JSON"
    gates: Mapping[int, Gate] = field(default_factory=dict)
    extra: tuple[JsonObject, ...] = ()
    tokens: Tokens | None = field(default_factory=Tokens)
    breaks_after: bool = False
    stalls_after: bool = False
    pace: Pace | None = None

    def deltas(self) -> list[str]:
        """Cut where gates stand, too."""
        text = self.text[: self.after_chars]
        edges = sorted(
            {*range(0, len(text), self.chunk_chars), *(at for at in self.gates if at < len(text)), len(text)}
        )
        return [text[start:end] for start, end in itertools.pairwise(edges)]

    def slowed(self, *at: int) -> "Written":
        """The same, with gates before those characters."""
        return replace(self, gates={each: Gate() for each in at})


@dataclass(frozen=True, slots=True)
class Turned:
    """A status instead of a stream."""

    status: int
    code: str | None = None
    message: str = "No."
    kind: str = "invalid_request_error"
    param: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """Instead of the vendor's form of an error."""


@dataclass(frozen=True, slots=True)
class Silent:
    """No answer: the request is taken, and then nothing, until the client goes; or the connection ``is_cut``."""

    is_cut: bool = False


Answer = Written | Turned | Silent
