"""The events of the Responses API, each parsed with the openai package's own model before it is sent."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from openai.types.responses import ResponseStreamEvent
from pydantic import BaseModel

from schemas.model import JsonObject
from tests.support.vendor_answers import Ending, Tokens, Written

MODELS: dict[str, type[BaseModel]] = {
    get_args(model.model_fields["type"].annotation)[0]: model for model in get_args(get_args(ResponseStreamEvent)[0])
}
ECHOED = ("instructions", "max_output_tokens", "prompt_cache_key", "safety_identifier", "text", "reasoning")
"""What a response repeats of its request."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One event.

    Attributes:
        span: where in the answer's text its characters begin, and where they end; None: it has none of them.
    """

    event: JsonObject
    span: tuple[int, int] | None = None


def checked(event: JsonObject) -> JsonObject:
    """The same event, if the package's model of its type takes it and knows every field of it."""
    unknown = unknown_fields(MODELS[event["type"]].model_validate(event, strict=True))
    assert not unknown, f"{event['type']} has no {unknown}"
    return event


def spans(deltas: list[str]) -> list[tuple[int, int]]:
    """Where each of them begins and ends in the text that they are."""
    edges = itertools.accumulate((len(delta) for delta in deltas), initial=0)
    return list(itertools.pairwise(edges))


def unknown_fields(value: object) -> list[str]:
    """What a parsed model, and those in it, hold beside the fields that they have."""
    if isinstance(value, BaseModel):
        inner = [name for _, each in value for name in unknown_fields(each)]
        return [*inner, *(value.model_extra or ())]
    return [name for each in value for name in unknown_fields(each)] if isinstance(value, list) else []


class ResponsesStream:
    """The frames of one answer."""

    def __init__(self, answer: Written, body: JsonObject) -> None:
        self._answer = answer
        self._numbers = itertools.count()
        self._output: list[JsonObject] = []
        self._response: JsonObject = {
            "id": "resp_1",
            "object": "response",
            "created_at": 1_790_000_000,
            "model": body["model"],
            "status": "in_progress",
            "error": None,
            "incomplete_details": None,
            "output": [],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "usage": None,
            **{name: body[name] for name in ECHOED if name in body},
        }

    def frames(self) -> Iterator[Frame]:
        """All that a stream with this ending sends; none of its end where that is no frame."""
        yield self._frame("response.created", response=self._response)
        yield self._frame("response.in_progress", response=self._response)
        yield from (Frame({**event, "sequence_number": next(self._numbers)}) for event in self._answer.extra)
        if self._answer.thoughts:
            yield from self._thoughts()
        if self._answer.commentary:
            yield from self._message([self._answer.commentary], "commentary", is_refusal=False, is_answer=False)
        is_refusal = self._answer.ending is Ending.REFUSED
        yield from self._message(self._answer.deltas(), self._answer.phase, is_refusal=is_refusal, is_answer=True)
        yield from self._end()

    def _frame(self, type_: str, span: tuple[int, int] | None = None, **fields: Any) -> Frame:
        event = {"type": type_, "sequence_number": next(self._numbers), **fields}
        return Frame(checked(event), span)

    def _thoughts(self) -> Iterator[Frame]:
        index, words = len(self._output), [f"thought {number} " for number in range(self._answer.thoughts)]
        item: JsonObject = {"id": f"rs_{index}", "type": "reasoning", "summary": []}
        at: JsonObject = {"item_id": item["id"], "output_index": index, "summary_index": 0}
        part = {"type": "summary_text", "text": "".join(words)}
        yield self._frame("response.output_item.added", output_index=index, item=item)
        yield self._frame("response.reasoning_summary_part.added", part={**part, "text": ""}, **at)
        for word in words:
            yield self._frame("response.reasoning_summary_text.delta", delta=word, **at)
        yield self._frame("response.reasoning_summary_text.done", text=part["text"], **at)
        yield self._frame("response.reasoning_summary_part.done", part=part, **at)
        yield self._done(index, {**item, "summary": [part]})

    def _message(self, deltas: list[str], phase: str | None, *, is_refusal: bool, is_answer: bool) -> Iterator[Frame]:
        index, kind = len(self._output), "refusal" if is_refusal else "output_text"
        item: JsonObject = {
            "id": f"msg_{index}",
            "type": "message",
            "role": "assistant",
            "status": "in_progress",
            "content": [],
            **({"phase": phase} if phase else {}),
        }
        at: JsonObject = {"item_id": item["id"], "output_index": index, "content_index": 0}
        logprobs: JsonObject = {} if is_refusal else {"logprobs": []}
        yield self._frame("response.output_item.added", output_index=index, item=item)
        yield self._frame("response.content_part.added", part=_part(kind, ""), **at)
        for delta, span in zip(deltas, spans(deltas), strict=True):
            yield self._frame(f"response.{kind}.delta", span if is_answer else None, delta=delta, **logprobs, **at)
        if is_answer and self._answer.ending not in (Ending.COMPLETED, Ending.REFUSED):
            return
        text = "".join(deltas)
        said: JsonObject = {"refusal": text} if is_refusal else {"text": text}
        yield self._frame(f"response.{kind}.done", **said, **logprobs, **at)
        yield self._frame("response.content_part.done", part=_part(kind, text), **at)
        yield self._done(index, {**item, "status": "completed", "content": [_part(kind, text)]})

    def _done(self, index: int, item: JsonObject) -> Frame:
        self._output.append(item)
        return self._frame("response.output_item.done", output_index=index, item=item)

    def _end(self) -> Iterator[Frame]:
        said: JsonObject = {"code": self._answer.code, "message": self._answer.message}
        match self._answer.ending:
            case Ending.COMPLETED | Ending.REFUSED:
                yield self._ended("completed")
            case Ending.TRUNCATED | Ending.FILTERED as ending:
                yield self._ended("incomplete", incomplete_details={"reason": ending.value})
            case Ending.FAILED:
                yield self._ended("failed", error=said)
            case Ending.ERROR:
                yield self._frame("error", param=None, **said)
            case Ending.NESTED_ERROR:
                nested = {"type": "tokens", "param": None, **said}
                yield Frame({"type": "error", "sequence_number": next(self._numbers), "error": nested})

    def _ended(self, status: str, **fields: Any) -> Frame:
        response = {**self._response, "status": status, "output": self._output, "usage": _usage(self._answer.tokens)}
        return self._frame(f"response.{status}", response={**response, **fields})


def _part(kind: str, text: str) -> JsonObject:
    return {"type": kind, "refusal": text} if kind == "refusal" else {"type": kind, "text": text, "annotations": []}


def _usage(tokens: Tokens | None) -> JsonObject | None:
    if tokens is None:
        return None
    return {
        "input_tokens": tokens.input,
        "input_tokens_details": {"cached_tokens": tokens.cached, "cache_write_tokens": 0},
        "output_tokens": tokens.output,
        "output_tokens_details": {"reasoning_tokens": tokens.reasoning},
        "total_tokens": tokens.input + tokens.output,
    }
