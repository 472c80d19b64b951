"""Who makes programs and their files, as it is set: a model behind a vendor, or the rules; here, or in a process."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from pydantic import SecretStr

from server.api.file_maker import FileMaker
from server.generation.generator import Generator
from server.generation.own_process.generator import OwnProcessGenerator
from server.generation.own_process.process import OwnProcess
from server.generation.revise.reviser import Reviser
from server.generation.rules.generator import RulesGenerator
from server.generation.spending import Spent
from server.settings import ProviderChoice, Settings

NO_KEY = SecretStr("none")
"""For a server of one's own that asks for no key: the package wants some text."""


@dataclass(frozen=True, slots=True)
class Provided:
    """What makes programs and files, and what ends when the process does: connections, and a process of its own."""

    generator: Generator
    files: FileMaker = field(default_factory=FileMaker)
    closing: tuple[Callable[[], Awaitable[None]], ...] = ()

    async def close(self) -> None:
        for close in self.closing:
            await close()


def provided(settings: Settings, count: Callable[[Spent], None]) -> Provided:
    """The generator that is set. The openai package is only loaded where a model is.

    Args:
        count: is told of every call of the model.
    """
    process = OwnProcess() if settings.generator_process else None
    files, closing = FileMaker(process), () if process is None else (process.close,)
    if settings.chosen_provider is ProviderChoice.RULES:
        here = Reviser(RulesGenerator())
        return Provided(here if process is None else OwnProcessGenerator(here, process), files, closing)
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
    return Provided(Reviser(ModelGenerator(calls, chosen.model)), files, (*closing, client.close))
