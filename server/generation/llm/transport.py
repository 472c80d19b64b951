"""One call of a model over HTTP: opened, read to its end or to a failure, and closed at once when nobody listens.

What is particular to an API is an `Api`: `server.generation.llm.responses`, `server.generation.llm.chat_completions`.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any, Protocol

from openai import AsyncOpenAI, AsyncStream, OpenAIError

from server.generation.llm.outcomes import Failed, Failure, Outcome, Told
from server.generation.llm.reading import Reading
from server.generation.llm.request import ModelRequest
from server.generation.llm.vendor_errors import UNREADABLE, failed_by, presentable


class Api(Protocol):
    """One way to ask a vendor."""

    @property
    def options(self) -> frozenset[str]:
        """What a request can do without, as the vendor's errors call it."""

    async def open(self, client: AsyncOpenAI, request: ModelRequest, left_out: frozenset[str]) -> AsyncStream[Any]:
        """Send the request, without the options that are left out; returns when the vendor begins to answer."""

    def reading(self) -> Reading:
        """For a new stream."""


class Transport:
    """Calls of one vendor. An option that it did not take is not sent to it again."""

    def __init__(self, client: AsyncOpenAI, api: Api) -> None:
        self._client = client
        self._api = api
        self._left_out: frozenset[str] = frozenset()

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Told, None]:
        """Call the model once. Closing the iterator, or cancelling who reads it, closes the connection.

        Yields:
            What the model writes, then one outcome, whatever happens.
        """
        reading, left_out = self._api.reading(), self._left_out
        try:
            stream = await self._api.open(self._client, request, left_out)
        except OpenAIError as error:
            yield self._ended(request, self._without_option(failed_by(error), left_out), reading)
            return
        except ValueError as error:  # a key or a text that cannot be encoded
            yield self._ended(request, Failed(Failure.BAD_REQUEST, str(error)), reading)
            return
        async with _to_its_end(stream):
            ended: Outcome = Failed(Failure.CUT, "the stream ended before the answer did")
            try:
                while not reading.is_over:
                    told = reading.take(await anext(stream))
                    if told is not None:
                        yield told
            except StopAsyncIteration:
                pass
            except (OpenAIError, *UNREADABLE) as error:
                ended = failed_by(error)
        # A stream that breaks behind the end of the answer has given the answer.
        yield self._ended(request, reading.outcome or ended, reading)

    def _without_option(self, failed: Failed, left_out: frozenset[str]) -> Failed:
        """A failure that goes away with an option is one of its own, unless the request was sent without it."""
        if failed.option not in self._api.options or failed.option in left_out:
            return failed
        self._left_out |= {failed.option}
        return replace(failed, failure=Failure.UNSUPPORTED_OPTION)

    def _ended(self, request: ModelRequest, outcome: Outcome, reading: Reading) -> Outcome:
        if not isinstance(outcome, Failed):
            return outcome
        return replace(
            reading.with_what_is_known(outcome), detail=presentable(outcome.detail, self._client.api_key, request.input)
        )


@asynccontextmanager
async def _to_its_end(stream: AsyncStream[Any]) -> AsyncGenerator[None, None]:
    """Close a stream and what it reads from, when the block ends.

    The package closes the connection alone. Its iterators, ten of them inside each other, stay where they were, in a
    cycle, for the garbage collector, which runs in any thread. Read on from a closed connection, they end by its error,
    after at most what had been received.
    """
    try:
        yield
    finally:
        await stream.close()
        with suppress(OpenAIError, *UNREADABLE):
            async for _ in stream:
                pass
