"""A vendor of models, as it is set: its client, opened and closed, and the calls over it."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from openai import AsyncOpenAI, Timeout
from pydantic import SecretStr

from server.generation.llm.calls import ModelCalls, Try
from server.generation.llm.chat_completions import ChatCompletionsApi
from server.generation.llm.failures import RetryLimits
from server.generation.llm.responses import ResponsesApi
from server.generation.llm.transport import Api, Transport


class VendorApi(StrEnum):
    """What a server speaks."""

    RESPONSES = "responses"
    CHAT_COMPLETIONS = "chat_completions"


APIS: Mapping[VendorApi, Callable[[str], Api]] = MappingProxyType(
    {VendorApi.RESPONSES: ResponsesApi, VendorApi.CHAT_COMPLETIONS: ChatCompletionsApi}
)

OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorSettings:
    """What has to be known of a vendor.

    Attributes:
        api_key: any text for a server that asks for none.
        base_url: None: OpenAI's.
        concurrency: calls of this process at once.
        connect_timeout_s: to come to a connection.
        write_timeout_s: for one piece of the request, and for a place in the pool of connections.
        silence_most_s: without a byte from the server, before its answer and in it. A model that thinks is silent, but
            for the ``keepalive`` that some servers send; how long it may take in all is the caller's deadline.
    """

    api_key: SecretStr
    model: str
    base_url: str | None = None
    api: VendorApi = VendorApi.RESPONSES
    concurrency: int = 8
    connect_timeout_s: float = 5.0
    write_timeout_s: float = 30.0
    silence_most_s: float = 120.0
    retries: RetryLimits = field(default_factory=RetryLimits)


def client_of(settings: VendorSettings) -> AsyncOpenAI:
    """A client that tries nothing again: the package would repeat what may be billed already.

    Nor does it choose the address, for which it would take an ``OPENAI_BASE_URL`` of the environment that is empty.
    """
    return AsyncOpenAI(
        api_key=settings.api_key.get_secret_value(),
        base_url=settings.base_url or OPENAI,
        timeout=Timeout(settings.write_timeout_s, connect=settings.connect_timeout_s, read=settings.silence_most_s),
        max_retries=0,
    )


def transport_of(settings: VendorSettings, client: AsyncOpenAI) -> Transport:
    """What calls the model once, by the API that is set."""
    return Transport(client, APIS[settings.api](settings.model))


def calls_of(
    settings: VendorSettings, client: AsyncOpenAI, account: Callable[[Try], None] = lambda _: None
) -> ModelCalls:
    """The calls over a client, which whoever opened it closes. ``account`` is told of every try."""
    return ModelCalls(transport_of(settings, client), settings.concurrency, settings.retries, account)


@asynccontextmanager
async def vendor(
    settings: VendorSettings, account: Callable[[Try], None] = lambda _: None
) -> AsyncGenerator[ModelCalls, None]:
    """The calls of a vendor, until the block ends. ``account`` is told of every try."""
    async with client_of(settings) as client:
        yield calls_of(settings, client, account)
