"""What every adapter does with the updates of jobs: notes them at once, and has results said when nobody speaks."""

import abc
import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator

from schemas.job import Speak
from voice_client.integrations.owed import Owed
from voice_client.tools import Toolbox, Update, UpdateKind

SAY_IT = "Tell the user now, in a sentence or two, what has just become of their program. Call no tool."
"""Asks for an answer, where a framework takes instructions for one beside those of the agent."""

UNNOTED = frozenset({UpdateKind.WEEK_READY})
"""One for each week would fill the conversation; the milestones say as much."""


def is_to_be_said(update: Update) -> bool:
    """The user hears it without asking; all else is there for when they ask."""
    return update.speak is Speak.NOW


def text_of(update: Update) -> str:
    """The note that the model reads."""
    if not is_to_be_said(update):
        return f"{update.say} The user did not ask: say nothing of it now, and call no tool for it."
    facts = json.dumps(update.facts, ensure_ascii=False)
    return f"News for the user: {update.say} {facts} First answer what they asked, then tell them this, once."


_log = logging.getLogger(__name__)


class ConversationOver(Exception):
    """The framework's session was closed: there is nobody to tell."""


class Teller(abc.ABC):
    """One conversation, and what it is told."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox
        self._moved = asyncio.Event()
        self.owed: Owed[Update] = Owed(self._told)

    @abc.abstractmethod
    async def note(self, text: str) -> None:
        """Put a fact into the conversation, in silence."""

    @abc.abstractmethod
    async def free(self) -> None:
        """Wait until nobody speaks."""

    @abc.abstractmethod
    async def speak(self) -> None:
        """Have the model say what was noted; returns once its answer has begun, or was asked for."""

    def moved(self) -> None:
        """Something happened in the conversation."""
        self._moved.set()

    async def next_move(self, timeout_s: float | None = None) -> None:
        """Wait until something happens, or for so long."""
        self._moved.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._moved.wait()

    async def run(self) -> None:
        """Tell, until this is cancelled or the conversation is over."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._note(), name="repcast-notes")
                tasks.create_task(self._speak(), name="repcast-speech")
        except* ConversationOver:
            _log.debug("the conversation is over")

    def _told(self, update: Update) -> None:
        if update.job_id is not None:
            self._toolbox.mark_told(update.job_id, update.seq)

    async def _note(self) -> None:
        async for update in self._toolbox.updates():
            if update.kind in UNNOTED:
                continue
            await self.note(text_of(update))
            if is_to_be_said(update):
                self.owed.noted(update)
                self.moved()

    async def _speak(self) -> None:
        while True:
            while not self.owed.is_waiting:
                await self.next_move()
            await self.free()
            if self.owed.is_waiting:  # an answer to the user may have taken it along
                await self.speak()


@contextlib.asynccontextmanager
async def beside(teller: Teller) -> AsyncIterator[None]:
    """Tell while the block runs."""
    task = asyncio.create_task(teller.run(), name="repcast-telling")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()
