"""``repcast agent``: a conversation in the terminal, or over lines of standard input."""

import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, nullcontext
from enum import StrEnum
from types import MappingProxyType

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

from voice_client.announcements import Manners
from voice_client.cli.input_lines import lines_of
from voice_client.cli.options import Options
from voice_client.dialogue.agent import TextAgent
from voice_client.told import ToldInFiles, state_folder
from voice_client.tools import Toolbox

PROMPT = "> "
UNTYPED = Manners(result_quiet_s=0, progress_quiet_s=0)
"""Nobody who pipes lines in can be interrupted."""


class Brain(StrEnum):
    """Who understands and answers."""

    TEXT = "text"
    """Rules, on this machine; no key is needed."""


Talk = Callable[[Options, Toolbox, AsyncIterator[str]], Awaitable[None]]


async def agent(options: Options, user_id: str, brain: Brain) -> None:
    """Talk with a person until they leave; with piped input, until the work that they began has ended."""
    is_typed = sys.stdin.isatty()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(options.client())
        toolbox = await stack.enter_async_context(Toolbox(client, user_id, told=ToldInFiles(state_folder())))
        # Announcements come above the line that is being typed.
        stack.enter_context(patch_stdout(raw=True) if is_typed else nullcontext())
        await TALKS[brain](options, toolbox, _typed() if is_typed else lines_of(sys.stdin))


async def _by_rules(options: Options, toolbox: Toolbox, lines: AsyncIterator[str]) -> None:
    def say(text: str) -> None:
        if options.as_json:
            options.say_line(json.dumps({"say": text}))
        else:
            options.tell(text, style="cyan")

    manners = Manners() if sys.stdin.isatty() else UNTYPED
    await TextAgent(toolbox, say, manners=manners).run(lines)


TALKS: Mapping[Brain, Talk] = MappingProxyType({Brain.TEXT: _by_rules})


async def _typed() -> AsyncIterator[str]:
    """Lines as they are typed, until Ctrl-D."""
    session: PromptSession[str] = PromptSession(PROMPT)
    while True:
        try:
            yield await session.prompt_async()
        except EOFError:
            return
