"""``repcast agent``: a conversation in the terminal, or over lines of standard input."""

import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

from voice_client.cli.audio import Audio
from voice_client.cli.input_lines import lines_of
from voice_client.cli.options import Options
from voice_client.dialogue.agent import TextAgent
from voice_client.manners import Manners
from voice_client.told import ToldInFiles, state_folder
from voice_client.tools import Toolbox

PROMPT = "> "
UNTYPED = Manners(result_quiet_s=0, progress_quiet_s=0)
"""Nobody who pipes lines in can be interrupted."""


class Brain(StrEnum):
    """Who understands and answers."""

    TEXT = "text"
    """Rules, on this machine; no key is needed."""
    REALTIME = "realtime"
    """A model on the OpenAI Realtime API, aloud."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation is held.

    Attributes:
        is_typed: a person sits at the terminal.
    """

    options: Options
    toolbox: Toolbox
    lines: AsyncIterator[str]
    audio: Audio
    is_typed: bool


async def agent(options: Options, user_id: str, brain: Brain, audio: Audio) -> None:
    """Talk with a person until they leave; with piped input, until the work that they began has ended."""
    is_typed = sys.stdin.isatty()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(options.client())
        toolbox = await stack.enter_async_context(Toolbox(client, user_id, told=ToldInFiles(state_folder())))
        # Announcements come above the line that is being typed.
        stack.enter_context(patch_stdout(raw=True) if is_typed else nullcontext())
        lines = _typed() if is_typed else lines_of(sys.stdin)
        await TALKS[brain](Place(options, toolbox, lines, audio, is_typed))


async def _by_rules(place: Place) -> None:
    def say(text: str) -> None:
        if place.options.as_json:
            place.options.say_line(json.dumps({"say": text}))
        else:
            place.options.tell(text, style="cyan")

    manners = Manners() if place.is_typed else UNTYPED
    await TextAgent(place.toolbox, say, manners=manners).run(place.lines)


async def _by_model(place: Place) -> None:
    from voice_client.cli import model_talk  # noqa: PLC0415 - a second that all other commands do without

    await model_talk.talk(place.options, place.toolbox, place.lines, place.audio, is_typed=place.is_typed)


TALKS: Mapping[Brain, Callable[[Place], Awaitable[None]]] = MappingProxyType(
    {Brain.TEXT: _by_rules, Brain.REALTIME: _by_model}
)


async def _typed() -> AsyncIterator[str]:
    """Lines as they are typed, until Ctrl-D."""
    session: PromptSession[str] = PromptSession(PROMPT)
    while True:
        try:
            yield await session.prompt_async()
        except EOFError:
            return
