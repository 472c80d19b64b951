"""The chunks of the Chat Completions API, each parsed with the openai package's own model before it is sent."""

from collections.abc import Iterator
from typing import Any

from openai.types.chat import ChatCompletionChunk

from schemas.model import JsonObject
from tests.support.responses_frames import Frame, spans, unknown_fields
from tests.support.vendor_answers import Ending, Tokens, Written

FINISHES = {
    Ending.COMPLETED: "stop",
    Ending.REFUSED: "stop",
    Ending.TRUNCATED: "length",
    Ending.FILTERED: "content_filter",
}
ERRORS = (Ending.FAILED, Ending.ERROR, Ending.NESTED_ERROR)
"""The API knows one form: an ``error`` object instead of a chunk."""

THOUGHTS = "reasoning_content"
"""A field of vLLM and llama.cpp."""


def checked(chunk: JsonObject) -> JsonObject:
    """The same chunk, if the package's model takes it and knows every field of it, but for thoughts."""
    unknown = set(unknown_fields(ChatCompletionChunk.model_validate(chunk, strict=True))) - {THOUGHTS}
    assert not unknown, f"a chunk has no {unknown}"
    return chunk


class ChatStream:
    """The frames of one answer; ``data: [DONE]`` is no frame."""

    def __init__(self, answer: Written, body: JsonObject) -> None:
        self._answer = answer
        self._model = body["model"]
        self._is_usage_asked = bool(body.get("stream_options", {}).get("include_usage"))

    def frames(self) -> Iterator[Frame]:
        """All that a stream with this ending sends; none of its end where that is no frame."""
        yield self._chunk({"role": "assistant", "content": ""})
        yield from (Frame(event) for event in self._answer.extra)
        for number in range(self._answer.thoughts):
            yield self._chunk({THOUGHTS: f"thought {number} "})
        field = "refusal" if self._answer.ending is Ending.REFUSED else "content"
        deltas = self._answer.deltas()
        for delta, span in zip(deltas, spans(deltas), strict=True):
            yield self._chunk({field: delta}, span)
        if self._answer.ending in FINISHES:
            yield self._chunk({}, finish_reason=FINISHES[self._answer.ending])
            if self._is_usage_asked and self._answer.tokens is not None:
                yield Frame(checked(self._of(choices=[], usage=_usage(self._answer.tokens))))
        if self._answer.ending in ERRORS:
            yield Frame({"error": {"code": self._answer.code, "message": self._answer.message}})

    def _chunk(self, delta: JsonObject, span: tuple[int, int] | None = None, finish_reason: str | None = None) -> Frame:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        return Frame(checked(self._of(choices=[choice])), span)

    def _of(self, **fields: Any) -> JsonObject:
        named = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_790_000_000, "model": self._model}
        return {**named, **fields}


def _usage(tokens: Tokens) -> JsonObject:
    return {
        "prompt_tokens": tokens.input,
        "prompt_tokens_details": {"cached_tokens": tokens.cached},
        "completion_tokens": tokens.output,
        "completion_tokens_details": {"reasoning_tokens": tokens.reasoning},
        "total_tokens": tokens.input + tokens.output,
    }
