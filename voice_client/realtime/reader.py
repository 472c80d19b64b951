"""The API's events as the arbiter's: what each means, and what of it is heard. No waiting here, and no I/O."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from voice_client.realtime import events as on
from voice_client.realtime.arbiter import Arbiter
from voice_client.realtime.events import Outcome
from voice_client.realtime.history import History
from voice_client.realtime.mouth import Mouth


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that the model has finished saying, in a response that was completed."""

    call_id: str
    name: str
    arguments: str


Read = tuple[Sequence[on.Event], Sequence[ToolCall]]
NOTHING: Read = ((), ())
OUTCOMES: Mapping[str, Outcome] = MappingProxyType({outcome.value: outcome for outcome in Outcome})
"""Status of a response that is done → how it ended."""


class Reader:
    """Dispatches on an event's ``type``: one of an unknown type comes as an object of some known class."""

    def __init__(self, arbiter: Arbiter, mouth: Mouth, history: History, on_line: Callable[[str, str], None]) -> None:
        self._arbiter = arbiter
        self._mouth = mouth
        self._history = history
        self._on_line = on_line
        self._called: set[str] = set()
        self._read: Mapping[str, Callable[[Any], Read]] = {
            "input_audio_buffer.speech_started": lambda _: ([on.UserBegan(mouth.stop())], ()),
            "input_audio_buffer.speech_stopped": lambda _: ([on.UserEnded()], ()),
            "input_audio_buffer.committed": self._committed,
            "conversation.item.input_audio_transcription.completed": self._transcribed,
            "response.created": self._created,
            "response.output_audio.delta": self._sounded,
            "response.output_audio_transcript.delta": self._said,
            "response.output_text.delta": self._said,
            "response.output_audio.done": self._item_played_out,
            "response.output_audio_transcript.done": lambda event: self._line(event, event.transcript),
            "response.output_text.done": lambda event: self._line(event, event.text),
            "response.done": self._done,
            "error": self._error,
        }

    def read(self, event: Any) -> Read:
        """What an event means for the arbiter, and the calls that are to be run."""
        read = self._read.get(event.type)
        return NOTHING if read is None else read(event)

    def _committed(self, event: Any) -> Read:
        # The words come later, perhaps behind the answer to them.
        self._history.begin("user", event.item_id)
        return [on.TurnTaken()], ()

    def _transcribed(self, event: Any) -> Read:
        self._history.say("user", event.item_id, event.transcript)
        self._on_line("user", event.transcript)
        return NOTHING

    def _created(self, event: Any) -> Read:
        asked = (event.response.metadata or {}).get("ask")
        return [on.Created(event.response.id, asked)], ()

    def _sounded(self, event: Any) -> Read:
        if not self._arbiter.plays(event.response_id):
            return NOTHING
        is_first = self._mouth.play(event.response_id, event.item_id, base64.b64decode(event.delta))
        return ([on.Sounded(event.response_id)] if is_first else []), ()

    def _said(self, event: Any) -> Read:
        if self._arbiter.plays(event.response_id):
            self._history.say("assistant", event.item_id, event.delta)
        return NOTHING

    def _item_played_out(self, event: Any) -> Read:
        self._mouth.finish(event.item_id)
        return NOTHING

    def _line(self, event: Any, text: str) -> Read:
        if self._arbiter.plays(event.response_id) and text:
            self._on_line("assistant", text)
        return NOTHING

    def _done(self, event: Any) -> Read:
        response = event.response
        outcome = OUTCOMES.get(response.status, Outcome.FAILED)
        output = response.output or []
        said = tuple(item.id for item in output if item.type == "message" and any(map(_words, item.content)))
        calls = {
            item.call_id: ToolCall(item.call_id, item.name, item.arguments)
            for item in output
            if item.type == "function_call" and item.status == "completed" and item.call_id not in self._called
        }
        if outcome is not Outcome.COMPLETED:
            calls = {}  # what was broken off may not have been meant
        self._called |= calls.keys()
        error = response.status_details and response.status_details.error
        done = on.Done(response.id, outcome, said, tuple(calls), error.code if error else None)
        return [done], list(calls.values())

    def _error(self, event: Any) -> Read:
        error = event.error
        return [on.Fault(error.code or error.type, error.message, error.event_id)], ()


def _words(part: Any) -> str:
    return str(part.text or part.transcript or "")
