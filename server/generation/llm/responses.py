"""The Responses API: what is sent, and what its events mean."""

from openai import AsyncOpenAI, AsyncStream, omit
from openai.types.responses import ResponseStreamEvent
from openai.types.shared_params import Reasoning as ReasoningParam

from server.generation.llm.outcomes import Failed, Failure, Reasoning, TextDelta
from server.generation.llm.reading import Reading, at, count_at, text_at, usage_by
from server.generation.llm.request import ModelRequest
from server.generation.llm.vendor_errors import failed_in_stream

INCOMPLETE = {"max_output_tokens": Failure.TRUNCATED, "content_filter": Failure.CONTENT_FILTER}
COUNTS = {
    "input_tokens": ("input_tokens",),
    "cached_tokens": ("input_tokens_details", "cached_tokens"),
    "output_tokens": ("output_tokens",),
    "reasoning_tokens": ("output_tokens_details", "reasoning_tokens"),
}
"""Where a response's usage has what is counted."""


class ResponsesApi:
    """``POST /responses``, streamed, stored nowhere.

    Not every model thinks, and thoughts are only summarised for organizations that the vendor has verified; so that
    any model can be named, what concerns them is an option.
    """

    options = frozenset(
        {
            "reasoning",
            "reasoning.effort",
            "reasoning.summary",
            "text.verbosity",
            "prompt_cache_key",
            "safety_identifier",
        }
    )

    def __init__(self, model: str) -> None:
        self._model = model

    async def open(
        self, client: AsyncOpenAI, request: ModelRequest, left_out: frozenset[str]
    ) -> AsyncStream[ResponseStreamEvent]:
        return await client.responses.create(
            model=self._model,
            instructions=request.instructions,
            input=request.input,
            max_output_tokens=request.max_output_tokens,
            reasoning=_reasoning(left_out) or omit,
            text={
                "format": {
                    "type": "json_schema",
                    "name": request.schema_name,
                    "schema": request.schema,
                    "strict": True,
                },
                **({} if "text.verbosity" in left_out else {"verbosity": "low"}),
            },
            prompt_cache_key=omit if "prompt_cache_key" in left_out else request.cache_key,
            safety_identifier=omit if "safety_identifier" in left_out else request.safety_identifier,
            store=False,
            stream=True,
        )

    def reading(self) -> Reading:
        return ResponsesReading()


def _reasoning(left_out: frozenset[str]) -> ReasoningParam:
    asked: ReasoningParam = {}
    if "reasoning" not in left_out:
        if "reasoning.effort" not in left_out:
            asked["effort"] = "low"
        if "reasoning.summary" not in left_out:
            asked["summary"] = "auto"
    return asked


class ResponsesReading(Reading):
    """Goes by the type that an event gives itself: of a type that the package does not know it makes a wrong class.

    Such events, as the ``keepalive`` that no document names, tell nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self._asides: set[int | None] = set()
        """Indexes of output items that are no part of the answer."""

    def take(self, event: object) -> TextDelta | Reasoning | None:
        match text_at(event, "type"):
            case "response.created":
                self.response_id = text_at(event, "response", "id")
            case "response.output_item.added":
                return self._item_added(event)
            case "response.reasoning_summary_text.delta" | "response.reasoning_text.delta":
                return Reasoning()
            case "response.output_text.delta" if count_at(event, "output_index") not in self._asides:
                return self._wrote(text_at(event, "delta"))
            case "response.refusal.delta":
                self.refusal += text_at(event, "delta")
            case "response.refusal.done":
                self.refusal = text_at(event, "refusal") or self.refusal
            case "response.completed":
                self._over(event)
            case "response.incomplete":
                reason = text_at(event, "response", "incomplete_details", "reason")
                self._over(event, Failed(INCOMPLETE.get(reason, Failure.CUT), f"incomplete: {reason}"))
            case "response.failed":
                self._over(event, _failed(at(event, "response", "error")))
            case "error":
                self._over(event, _failed(event))
        return None

    def _item_added(self, event: object) -> Reasoning | None:
        if at(event, "item", "phase") not in (None, "final_answer"):
            self._asides.add(count_at(event, "output_index"))
        return Reasoning() if at(event, "item", "type") == "reasoning" else None

    def _over(self, event: object, failed: Failed | None = None) -> None:
        self.usage = usage_by(at(event, "response", "usage"), COUNTS)
        self._end(failed)
        self.is_over = True


def _failed(error: object) -> Failed:
    return failed_in_stream(text_at(error, "code"), text_at(error, "message"))
