"""The Chat Completions API, which servers like vLLM, Ollama and llama.cpp speak: what is sent, what its chunks mean."""

from openai import AsyncOpenAI, AsyncStream, omit
from openai.types.chat import ChatCompletionChunk

from server.generation.llm.outcomes import Failed, Failure, Reasoning, TextDelta
from server.generation.llm.reading import Reading, at, text_at, usage_by
from server.generation.llm.request import ModelRequest

FINISHES = {"length": Failure.TRUNCATED, "content_filter": Failure.CONTENT_FILTER}
COUNTS = {
    "input_tokens": ("prompt_tokens",),
    "cached_tokens": ("prompt_tokens_details", "cached_tokens"),
    "output_tokens": ("completion_tokens",),
    "reasoning_tokens": ("completion_tokens_details", "reasoning_tokens"),
}
"""Where a chunk's usage has what is counted."""
THOUGHTS = ("reasoning_content", "reasoning")
"""Where servers put what a model thinks; the vendor's own API has no field for it."""


class ChatCompletionsApi:
    """``POST /chat/completions``, streamed, with as few options as will do: servers differ in what they take.

    Ollama knows the bound of the answer as ``max_tokens`` alone and drops the other name without a word
    [ollama/ollama#7125], so that is asked first; the vendor's own models name it in their refusal.
    """

    options = frozenset({"max_tokens", "stream_options", "store"})

    def __init__(self, model: str) -> None:
        self._model = model

    async def open(
        self, client: AsyncOpenAI, request: ModelRequest, left_out: frozenset[str]
    ) -> AsyncStream[ChatCompletionChunk]:
        is_new_name = "max_tokens" in left_out
        return await client.chat.completions.create(
            model=self._model,
            messages=[
                {"role": "system", "content": request.instructions},
                {"role": "user", "content": request.input},
            ],
            response_format={
                "type": "json_schema",
                "json_schema": {"name": request.schema_name, "schema": request.schema, "strict": True},
            },
            max_tokens=omit if is_new_name else request.max_output_tokens,
            max_completion_tokens=request.max_output_tokens if is_new_name else omit,
            store=omit if "store" in left_out else False,
            stream_options=omit if "stream_options" in left_out else {"include_usage": True},
            stream=True,
        )

    def reading(self) -> Reading:
        return ChatReading()


class ChatReading(Reading):
    """The answer ends with a ``finish_reason``; what it cost may follow in one more chunk, which has no choices."""

    def take(self, event: object) -> TextDelta | Reasoning | None:
        self.response_id = text_at(event, "id") or self.response_id
        self.usage = usage_by(at(event, "usage"), COUNTS) or self.usage
        choices = at(event, "choices")
        told = self._chosen(choices[0]) if isinstance(choices, list) and choices else None
        self.is_over = self._has_ended and self.usage is not None
        return told

    def _chosen(self, choice: object) -> TextDelta | Reasoning | None:
        self.refusal += text_at(choice, "delta", "refusal")
        reason = text_at(choice, "finish_reason")
        if reason:
            self._end(Failed(FINISHES[reason], f"finish_reason: {reason}") if reason in FINISHES else None)
        if any(text_at(choice, "delta", name) for name in THOUGHTS):
            return self._wrote(text_at(choice, "delta", "content")) or Reasoning()
        return self._wrote(text_at(choice, "delta", "content"))
