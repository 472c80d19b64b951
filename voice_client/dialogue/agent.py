"""The conversation at work: lines of a person in, lines for them out, tools called between them.

What is said and called is told by `machine`; when news are said, by `announcements`.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from enum import Enum, auto
from typing import Protocol

from schemas.job import Speak
from schemas.model import JsonObject
from voice_client.dialogue.announcements import Announcements
from voice_client.dialogue.facts import Answer, Call, Effect, End, News, Say
from voice_client.dialogue.machine import Dialogue
from voice_client.dialogue.states import State
from voice_client.manners import Manners
from voice_client.tools.answers import end_told_by
from voice_client.tools.updates import Update, UpdateKind

BUSY = frozenset({State.SUBMITTING, State.WAITING, State.DECIDING, State.STARTING_OVER})
"""States in which there is work whose end is waited for, when nobody is there to speak to any more."""
LATE_ANSWERS = frozenset({UpdateKind.ACCEPTED, UpdateKind.REFUSED})


class Ended(Enum):
    """Who says nothing more."""

    LINES = auto()
    NEWS = auto()


class Tools(Protocol):
    """What is called; `voice_client.tools.Toolbox` is one."""

    async def call(self, name: str, arguments: JsonObject, call_id: str) -> JsonObject: ...

    def updates(self) -> AsyncIterator[Update]: ...

    def mark_told(self, job_id: str, seq: int) -> None: ...


class TextAgent:
    """One conversation in text.

    Args:
        tools: of the same user, open for as long.
        say: is given each line for the person.
        manners: how long it has to be quiet before news are said.
    """

    def __init__(self, tools: Tools, say: Callable[[str], None], *, manners: Manners | None = None) -> None:
        self._tools = tools
        self._say = say
        self._dialogue = Dialogue()
        self._announcements = Announcements(manners or Manners())
        self._inbox: asyncio.Queue[str | Answer | Update | Ended] = asyncio.Queue()
        self._held: deque[str] = deque()
        self._calls: set[asyncio.Task[None]] = set()
        self._call_count = 0
        self._open = set(Ended)
        self._last_word_s = 0.0

    async def run(self, lines: AsyncIterator[str]) -> None:
        """Talk until somebody says goodbye; where the lines end, until the work that is under way has ended."""
        self._last_word_s = self._now_s()
        readers = [
            asyncio.create_task(self._read(lines), name="dialogue-lines"),
            asyncio.create_task(self._follow(), name="dialogue-updates"),
        ]
        try:
            self._perform(self._dialogue.begin())
            while not self._is_over():
                await self._step()
                _raise_of(readers)
        finally:
            tasks = [*readers, *self._calls]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _is_over(self) -> bool:
        state = self._dialogue.state
        if state is State.ENDED:
            return True
        if Ended.LINES in self._open or self._calls or self._held or not self._inbox.empty():
            return False
        return not (self._announcements.results or (state in BUSY and Ended.NEWS in self._open))

    async def _step(self) -> None:
        """One thing that comes, or one that is to be announced."""
        quiet_s = self._now_s() - self._last_word_s
        is_submitting = self._dialogue.state is State.SUBMITTING
        look_again_s = None if is_submitting else self._announcements.look_again_s(self._now_s(), quiet_s)
        try:
            async with asyncio.timeout(look_again_s):
                self._take(await self._inbox.get())
        except TimeoutError:
            self._announce()
        while self._held and self._dialogue.state not in {State.SUBMITTING, State.ENDED}:
            self._hear(self._held.popleft())

    def _take(self, came: str | Answer | Update | Ended) -> None:
        match came:
            case Ended():
                self._open.discard(came)
            case str() if self._dialogue.state is State.SUBMITTING:
                self._held.append(came)
            case str():
                self._hear(came)
            case Answer():
                self._perform(self._dialogue.answered(came))
                self._know(came)
            case Update():
                self._announcements.put(came, self._now_s())
                if came.kind is UpdateKind.CANCELLED and came.speak is Speak.SILENT:
                    # Known, and not said: only the conversation whose work it was has something to add.
                    self._tell(replace(came, say=""))

    def _know(self, answer: Answer) -> None:
        """An end that an answer has told is not announced as well. That there is nothing to stop tells too little."""
        end = end_told_by(answer.output)
        if end is not None and answer.name != "cancel_program":
            self._announcements.known(*end)
            self._tools.mark_told(*end)

    def _hear(self, line: str) -> None:
        self._last_word_s = self._now_s()
        self._perform(self._dialogue.hear(line))

    def _announce(self) -> None:
        now_s = self._now_s()
        update = self._announcements.take(now_s, now_s - self._last_word_s)
        if update is None:
            return
        self._tell(update)
        if update.job_id is not None:
            self._tools.mark_told(update.job_id, update.seq)

    def _tell(self, update: Update) -> None:
        if update.kind in LATE_ANSWERS:
            self._perform(self._dialogue.answered(Answer(update.tool, update.facts)))
        else:
            self._perform(self._dialogue.told(News(update.kind.value, update.say, update.job_id, update.facts)))

    def _perform(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            match effect:
                case Say(text):
                    self._say(text)
                    self._last_word_s = self._now_s()
                case Call():
                    self._call_count += 1
                    work = self._call(effect, f"turn-{self._call_count}")
                    task = asyncio.create_task(work, name=f"dialogue-{effect.name}")
                    self._calls.add(task)
                    task.add_done_callback(self._calls.discard)
                case End():
                    pass  # the state says so

    async def _call(self, call: Call, call_id: str) -> None:
        output = await self._tools.call(call.name, call.arguments, call_id)
        self._inbox.put_nowait(Answer(call.name, output))

    async def _read(self, lines: AsyncIterator[str]) -> None:
        try:
            async for line in lines:
                if line.strip():
                    self._inbox.put_nowait(line)
        finally:
            self._inbox.put_nowait(Ended.LINES)

    async def _follow(self) -> None:
        try:
            async for update in self._tools.updates():
                self._inbox.put_nowait(update)
        finally:
            self._inbox.put_nowait(Ended.NEWS)

    def _now_s(self) -> float:
        return asyncio.get_running_loop().time()


def _raise_of(tasks: list[asyncio.Task[None]]) -> None:
    """Whoever reads and cannot is heard of at once."""
    for task in tasks:
        if task.done() and not task.cancelled():
            task.result()
