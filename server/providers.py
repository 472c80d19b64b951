"""Who makes programs, as it is set: a model behind a vendor, or the rules."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pydantic import SecretStr

from server.generation.generator import Generator
from server.generation.own_process.generator import OwnProcessGenerator
from server.generation.revise.reviser import Reviser
from server.generation.rules.generator import RulesGenerator
from server.generation.spending import Spent
from server.settings import ProviderChoice, Settings

NO_KEY = SecretStr("none")
"""For a server of one's own that asks for no key: the package wants some text."""


async def nothing_to_close() -> None:
    """Rules hold nothing open."""


@dataclass(frozen=True, slots=True)
class Provided:
    """A generator, and what ends its connections when the process ends."""

    generator: Generator
    close: Callable[[], Awaitable[None]] = nothing_to_close


def provided(settings: Settings, count: Callable[[Spent], None]) -> Provided:
    """The generator that is set. The openai package is only loaded where a model is.

    Args:
        count: is told of every call of the model.
    """
    if settings.chosen_provider is ProviderChoice.RULES:
        return _by_rules(settings)
    # A server without a model starts faster without these.
    from server.generation.llm.generator import ModelGenerator  # noqa: PLC0415
    from server.generation.llm.vendor import VendorApi, VendorSettings, calls_of, client_of  # noqa: PLC0415

    chosen = VendorSettings(
        api_key=settings.openai_api_key or NO_KEY,
        model=settings.program_creation_model,
        base_url=settings.openai_base_url,
        api=VendorApi(settings.openai_api),
        concurrency=settings.model_concurrency,
    )
    client = client_of(chosen)
    calls = calls_of(chosen, client, lambda each: count(each.spent))
    return Provided(Reviser(ModelGenerator(calls, chosen.model)), client.close)


def _by_rules(settings: Settings) -> Provided:
    here = Reviser(RulesGenerator())
    if not settings.generator_process:
        return Provided(here)
    there = OwnProcessGenerator(here)
    return Provided(there, there.close)
