"""The agent's brain on the Realtime API: carries events to the arbiter, and does what it says.

Everything happens in one loop, one event after the other; what takes time (tools, sockets) is in tasks of their own,
so that the reader of the model's socket never waits.
"""

import asyncio
import json
import logging
import random
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from openai import AsyncOpenAI, OpenAIError
from websockets.exceptions import WebSocketException

from schemas.model import JsonObject
from voice_client.backoff import Backoff
from voice_client.realtime import effects as do
from voice_client.realtime import events as on
from voice_client.realtime.arbiter import Arbiter
from voice_client.realtime.audio.errors import AudioError
from voice_client.realtime.audio.port import AudioDevice, Heard, Hearing, Key
from voice_client.realtime.effects import Effect, Kind
from voice_client.realtime.errors import ModelRefused
from voice_client.realtime.history import History, message
from voice_client.realtime.model_session import ModelSession, open_session
from voice_client.realtime.mouth import Mouth
from voice_client.realtime.notes import event_of, is_news, jobs_note, told_end
from voice_client.realtime.options import Options
from voice_client.realtime.persona import instructions_for
from voice_client.realtime.reader import Reader, ToolCall
from voice_client.realtime.rules import Timing
from voice_client.tools import Toolbox

OnLine = Callable[[str, str], None]
"""Is told who, ``user``, ``assistant`` or ``system``, and what was said. The system says what became of the audio."""
_log = logging.getLogger(__name__)


class Brain:
    """One conversation, over as many sessions as it takes.

    Args:
        device: ears and mouth, running; None, and once it is lost: the user's words come by `type`, answers are text.
        on_line: is told what was said, in text.
        uniform: the jitter's source of numbers from 0 to 1.
    """

    def __init__(
        self,
        client: AsyncOpenAI,
        toolbox: Toolbox,
        *,
        device: AudioDevice | None = None,
        options: Options | None = None,
        timing: Timing | None = None,
        on_line: OnLine | None = None,
        uniform: Callable[[], float] = random.random,
    ) -> None:
        self.arbiter = Arbiter(timing or Timing())
        self._client = client
        self._toolbox = toolbox
        self._device = device
        self._options = options or Options()
        self._on_line = on_line or (lambda _, __: None)
        self._backoff = Backoff(uniform)
        self._history = History()
        self._mouth = Mouth(None if device is None else device.speaker, self._history)
        self._reader = Reader(self.arbiter, self._mouth, self._history, self._on_line)
        self._session: ModelSession | None = None
        self._tasks = asyncio.TaskGroup()
        self._timer: asyncio.TimerHandle | None = None
        self._ids = count(1)
        self._moved = asyncio.Event()
        self._perform: Mapping[type[Effect], Callable[[Any], None]] = {
            do.Create: self._create,
            do.Cancel: lambda effect: self._send("response.cancel", response_id=effect.response_id),
            do.Truncate: self._truncate,
            do.Delete: self._delete,
            do.InsertNote: lambda effect: self._insert(message("system", effect.text)),
            do.InsertOutput: self._insert_output,
            do.Announced: self._announced,
            do.Wake: self._wake,
            do.Rotate: lambda _: self._leave(),
            do.Stop: self._stop,
        }

    async def run(self) -> None:
        """Talk until cancelled.

        Raises:
            ModelRefused: the API does not let this client go on.
        """
        try:
            async with self._tasks:
                self._spawn(self._keep_connected(), "model")
                self._spawn(self._take_updates(), "updates")
                if self._device is not None:
                    self._device.on_drained(self._drained)
                    self._spawn(self._listen(self._device), "microphone")
        except BaseExceptionGroup as group:
            refused = group.subgroup(ModelRefused)
            if refused is None:
                raise
            raise refused.exceptions[0] from None
        finally:
            if self._timer is not None:
                self._timer.cancel()

    @property
    def is_idle(self) -> bool:
        """Nothing is said, owed or awaited, and there is a session to say it in."""
        return self._session is not None and self.arbiter.is_idle

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return once it holds; it is looked at whenever something has happened."""
        while not holds():
            self._moved.clear()
            await self._moved.wait()

    def type(self, text: str) -> None:
        """The user says something in writing."""
        self._history.say("user", f"typed_{next(self._ids)}", text)
        self._on_line("user", text)
        self._insert(message("user", text))
        self._tell(on.TurnTaken())

    # The session

    async def _keep_connected(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            opened_s, device = clock(), self._device
            hearing = None if device is None else device.hearing
            try:
                async with open_session(self._client, self._options, hearing) as session:
                    self._begin(session)
                    if device is not self._device:  # it was lost while the session opened
                        self._leave()
                    try:
                        await session.run(self._receive)
                    finally:
                        self._end()
            except (OSError, TimeoutError, WebSocketException, OpenAIError) as error:
                _log.info("the session with the model ended: %s", error)
            await asyncio.sleep(self._backoff.failed(clock() - opened_s))

    def _begin(self, session: ModelSession) -> None:
        """A new session is told what was said, and how the jobs stand; nothing waits in between."""
        self._session = session
        for item in self._history.items():
            self._insert(item)
        note = jobs_note(self._toolbox.jobs)
        if note is not None:
            self._insert(message("system", note))
        self._tell(on.Connected())

    def _end(self) -> None:
        self._session = None
        self._mouth.finish()
        self._tell(on.Disconnected(self._device is not None and self._device.hearing.has_keys))

    def _leave(self) -> None:
        if self._session is not None:
            self._spawn(self._session.close(), "leave-session")

    def _send(self, kind: str, **fields: object) -> None:
        # What has no session to go to is said again in the next one, by the arbiter or from the history.
        if self._session is not None:
            self._session.send(kind, **fields)

    def _insert(self, item: JsonObject) -> None:
        self._send("conversation.item.create", item=item)

    # In

    def _tell(self, event: on.Event) -> None:
        for effect in self.arbiter.handle(event, asyncio.get_running_loop().time()):
            self._perform[type(effect)](effect)
        self._moved.set()

    def _receive(self, event: Any) -> None:
        events, calls = self._reader.read(event)
        for each in events:
            self._tell(each)
        for call in calls:
            self._spawn(self._call(call), f"call-{call.name}")
        if event.type == "response.done":
            self._mouth.finish()

    async def _call(self, call: ToolCall) -> None:
        output = await self._toolbox.call(call.name, call.arguments, call.call_id)
        self._tell(on.OutputReady(call.call_id, json.dumps(output), is_news(output), told_end(output)))

    async def _take_updates(self) -> None:
        async for update in self._toolbox.updates():
            event = event_of(update)
            if event is not None:
                self._tell(event)

    async def _listen(self, device: AudioDevice) -> None:
        try:
            async for heard in device.heard():
                self._hear(heard, device.hearing)
        except AudioError as lost:
            self._go_on_in_writing(lost)

    def _hear(self, heard: Heard, hearing: Hearing) -> None:
        match heard:
            case bytes():
                if self._session is not None:
                    self._session.hear(heard)
            case Key.TALK:
                self._tell(on.UserBegan(self._mouth.stop()))
                self._send("input_audio_buffer.clear")
            case Key.SEND:
                self._send("input_audio_buffer.commit")
                self._tell(on.UserEnded())
            case Key.HUSH:
                self._tell(on.Hushed(self._mouth.stop()))
                if hearing.has_keys:  # what `Key.TALK` began came to nothing
                    self._tell(on.UserEnded())

    def _go_on_in_writing(self, lost: AudioError) -> None:
        """A new session takes and gives text; what was not heard to its end is told again there."""
        self._on_line("system", f"{lost} The conversation goes on in writing.")
        self._tell(on.UserBegan(self._mouth.stop()))
        self._tell(on.UserEnded())
        self._device = None
        self._mouth.fall_silent()
        self._leave()

    def _drained(self) -> None:
        self._mouth.drained()
        self._tell(on.Drained())

    # Out

    def _create(self, create: do.Create) -> None:
        response: JsonObject = {"metadata": {"kind": create.kind, "ask": create.ask_id}}
        instructions = instructions_for(create, self._options.persona)
        if instructions is not None:
            response["instructions"] = instructions
        if create.kind is not Kind.TURN:
            response["tool_choice"] = "none"
        self._send("response.create", event_id=create.ask_id, response=response)

    def _truncate(self, cut: do.Truncate) -> None:
        if self._session is not None and self._session.knows(cut.item_id):
            end = {"content_index": 0, "audio_end_ms": cut.audio_end_ms}
            self._send("conversation.item.truncate", item_id=cut.item_id, **end)

    def _delete(self, unheard: do.Delete) -> None:
        self._history.forget(unheard.item_id)
        if self._session is not None and self._session.knows(unheard.item_id):
            self._send("conversation.item.delete", item_id=unheard.item_id)

    def _insert_output(self, output: do.InsertOutput) -> None:
        self._history.say("system", output.call_id, f"A tool has answered: {output.output}")
        self._insert({"type": "function_call_output", "call_id": output.call_id, "output": output.output})

    def _announced(self, told: do.Announced) -> None:
        if told.job_id is not None and told.seq:
            self._toolbox.mark_told(told.job_id, told.seq)

    def _wake(self, wake: do.Wake) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(wake.at_s, self._tell, on.Tick())

    def _stop(self, stop: do.Stop) -> None:
        self._session = None  # it is of no use any more, though its socket has yet to close
        raise ModelRefused(stop.code, stop.message)

    def _spawn(self, work: Any, name: str) -> None:
        self._tasks.create_task(work, name=name)
