"""One session of the fake API: what a client's frames do to a conversation. No socket; see `realtime_server`."""

import asyncio
import base64
import itertools
import time
from collections.abc import Callable, Mapping
from typing import Any

from schemas.model import JsonObject
from tests.support.realtime_frames import WrongFrame, check_client_frame, server_frame
from tests.support.realtime_response import FakeResponse, Pace, public
from tests.support.realtime_script import Prompt, Reply
from tests.support.realtime_vad import Began, EnergyVad, Stopped
from tests.support.spoken_audio import words

Model = Callable[[Prompt], Reply]

DEFAULTS: JsonObject = {
    "type": "realtime",
    "object": "realtime.session",
    "output_modalities": ["audio"],
    "instructions": "Be helpful.",
    "audio": {"input": {"turn_detection": {"type": "server_vad", "create_response": True, "interrupt_response": True}}},
    "tools": [],
    "tool_choice": "auto",
}


class Refused(Exception):
    """The API answers with an ``error``."""

    def __init__(self, code: str, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.param = param


class FakeSession:
    """A conversation with the model.

    Args:
        transmit: takes each frame for the client.
        transcribe: what it understands of a turn's audio.
        expires_s: when the API would end the session, in seconds from now.

    Attributes:
        items: the conversation, oldest first.
        refusals: errors that were sent, by code.
        active: the response that is being made.
        conflicts: how many ``response.create`` meet a response whose end the client has had already.
    """

    def __init__(
        self,
        model: Model,
        pace: Pace,
        transmit: Callable[[JsonObject], None],
        transcribe: Callable[[bytes], str] = words,
        expires_s: float = 3600.0,
    ) -> None:
        self._model = model
        self._pace = pace
        self._transmit = transmit
        self._transcribe = transcribe
        self._ids = itertools.count(1)
        self._handle = f"{id(self):x}"
        self.config: JsonObject = {
            "id": self.new_id("sess"),
            "expires_at": int(time.time() + expires_s),
            **DEFAULTS,
        }
        self.items: list[JsonObject] = []
        self.refusals: list[str] = []
        self.active: FakeResponse | None = None
        self.conflicts = 0
        self._work: asyncio.Task[None] | None = None
        self._buffer = bytearray()
        self._vad: EnergyVad | None = None
        self._speech_id = ""
        self._handlers: Mapping[str, Callable[[JsonObject], None]] = {
            "session.update": self._update,
            "input_audio_buffer.append": self._append,
            "input_audio_buffer.commit": self._commit,
            "input_audio_buffer.clear": self._clear,
            "conversation.item.create": self._create_item,
            "conversation.item.delete": self._delete_item,
            "conversation.item.truncate": self._truncate,
            "response.create": self._create_response,
            "response.cancel": self._cancel_response,
        }

    def new_id(self, prefix: str) -> str:
        """Not known to any other session."""
        return f"{prefix}_{self._handle}_{next(self._ids)}"

    def send(self, kind: str, **fields: object) -> None:
        """A frame to the client, if the API could send it."""
        self._transmit(server_frame(kind, event_id=self.new_id("event"), **fields))

    def open(self) -> None:
        """``session.created``."""
        self.send("session.created", session=self.config)

    async def close(self) -> None:
        """Nothing more is made."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    def receive(self, frame: JsonObject) -> None:
        """A frame of the client, answered by an ``error`` if the API would not take it."""
        try:
            check_client_frame(frame)
            self._handlers.get(frame["type"], _for_other_transports)(frame)
        except WrongFrame as wrong:
            self.refuse(Refused("invalid_value", str(wrong), wrong.param), frame)
        except Refused as refused:
            self.refuse(refused, frame)

    def refuse(self, refused: Refused, frame: JsonObject | None = None) -> None:
        """``error``, with the id of the frame that it answers."""
        self.refusals.append(refused.code)
        told = {"code": refused.code, "message": str(refused), "param": refused.param}
        asked = None if frame is None else frame.get("event_id")
        self.send("error", error={"type": "invalid_request_error", **told, "event_id": asked})

    # The session, and what it hears

    def _update(self, frame: JsonObject) -> None:
        wanted = _merged(self.config, frame["session"])
        if len(wanted["output_modalities"]) != 1:
            raise Refused("invalid_value", "text and audio at the same time", "session.output_modalities")
        self.config, self._vad = wanted, None
        self.send("session.updated", session=self.config)

    @property
    def _turn_detection(self) -> JsonObject | None:
        found: JsonObject | None = self.config["audio"].get("input", {}).get("turn_detection")
        return found

    def _append(self, frame: JsonObject) -> None:
        pcm = base64.b64decode(frame["audio"], validate=True)
        detection = self._turn_detection
        if detection is None:
            self._buffer += pcm
            return
        if self._vad is None:
            self._vad = EnergyVad(detection.get("prefix_padding_ms", 300), detection.get("silence_duration_ms", 500))
        for found in self._vad.feed(pcm):
            if isinstance(found, Began):
                self._speech_began(found, detection)
            else:
                self._speech_stopped(found, detection)

    def _speech_began(self, began: Began, detection: JsonObject) -> None:
        self._speech_id = self.new_id("item")
        self.send("input_audio_buffer.speech_started", item_id=self._speech_id, audio_start_ms=began.at_ms)
        if detection.get("interrupt_response", True):
            self._break_off("turn_detected")

    def _speech_stopped(self, stopped: Stopped, detection: JsonObject) -> None:
        self.send("input_audio_buffer.speech_stopped", item_id=self._speech_id, audio_end_ms=stopped.at_ms)
        self._take_turn(self._speech_id, stopped.pcm)
        if detection.get("create_response", True) and self.active is None:
            self.respond({})

    def _commit(self, _: JsonObject) -> None:
        if not self._buffer:
            raise Refused("input_audio_buffer_commit_empty", "Error committing input audio buffer: buffer too small.")
        pcm = bytes(self._buffer)
        self._buffer.clear()
        self._take_turn(self.new_id("item"), pcm)

    def _clear(self, _: JsonObject) -> None:
        self._buffer.clear()
        self.send("input_audio_buffer.cleared")

    def _take_turn(self, item_id: str, pcm: bytes) -> None:
        self.send("input_audio_buffer.committed", item_id=item_id, previous_item_id=None)
        heard = self._transcribe(pcm)
        content: list[JsonObject] = [{"type": "input_audio", "transcript": heard}]
        self._add({"id": item_id, "type": "message", "role": "user", "status": "completed", "content": content})
        if self.config["audio"]["input"].get("transcription"):
            self.send(
                "conversation.item.input_audio_transcription.completed",
                item_id=item_id,
                content_index=0,
                transcript=heard,
                usage={"type": "duration", "seconds": len(pcm) / 48_000},
            )

    # Items

    def _add(self, item: JsonObject) -> None:
        self.items.append(item)
        for kind in ("conversation.item.added", "conversation.item.done"):
            self.send(kind, item=public(item), previous_item_id=None)

    def _create_item(self, frame: JsonObject) -> None:
        item = {"id": self.new_id("item"), "object": "realtime.item", "status": "completed", **frame["item"]}
        called = {each["call_id"] for each in self.items if each["type"] == "function_call"}
        if item["type"] == "function_call_output" and item["call_id"] not in called:
            raise Refused("invalid_tool_call_id", f"Tool call ID '{item['call_id']}' not found in conversation.")
        self._add(item)

    def _find(self, item_id: str) -> JsonObject:
        for item in self.items:
            if item["id"] == item_id:
                return item
        raise Refused("invalid_value", f"Item '{item_id}' does not exist.", "item_id")

    def _delete_item(self, frame: JsonObject) -> None:
        self.items.remove(self._find(frame["item_id"]))
        self.send("conversation.item.deleted", item_id=frame["item_id"])

    def _truncate(self, frame: JsonObject) -> None:
        item, end_ms = self._find(frame["item_id"]), frame["audio_end_ms"]
        if "heard_ms" not in item or end_ms == 0:
            raise Refused("unsupported_content_type", "Only model output audio messages can be truncated")
        if end_ms > item["heard_ms"]:
            raise Refused("invalid_value", f"Audio content of {item['heard_ms']}ms is already shorter than {end_ms}ms")
        item["heard_ms"] = end_ms
        item["content"] = [{"type": "output_audio", "transcript": ""}]  # the API drops the text of what was not heard
        told = {name: frame[name] for name in ("item_id", "content_index", "audio_end_ms")}
        self.send("conversation.item.truncated", **told)

    # Responses

    def _create_response(self, frame: JsonObject) -> None:
        if self.active is not None or self.conflicts:
            self.conflicts = max(0, self.conflicts - 1)
            message = "Conversation already has an active response in progress."
            raise Refused("conversation_already_has_active_response", message)
        self.respond(frame.get("response") or {})

    def respond(self, params: JsonObject) -> None:
        """Begin a response; without ``params`` the API does so by itself."""
        session: str = self.config["instructions"]
        instructions: str = params.get("instructions") or session
        prompt = Prompt(
            tuple(public(item) for item in self.items),
            instructions,
            instructions.removeprefix(session),
            params.get("tool_choice", self.config["tool_choice"]) != "none" and bool(self.config["tools"]),
        )
        self.active = FakeResponse(
            self.new_id("resp"),
            is_text=(params.get("output_modalities") or self.config["output_modalities"]) == ["text"],
            metadata=params.get("metadata"),
            send=self.send,
            new_id=self.new_id,
            keep=self.items.append,
        )
        self.active.begin()
        self._work = asyncio.create_task(self._run(self.active, self._model(prompt)), name="fake-response")

    async def _run(self, response: FakeResponse, reply: Reply) -> None:
        await response.run(reply, self._pace)
        self.active = None
        response.end("completed")

    def fail(self, code: str) -> None:
        """The response that is being made fails."""
        self._stop("failed", error={"type": "server_error", "code": code})

    def _cancel_response(self, frame: JsonObject) -> None:
        if self.active is None or frame.get("response_id") not in (None, self.active.response_id):
            raise Refused("response_cancel_not_active", "Cancellation failed: no active response found")
        self._break_off("client_cancelled")

    def _break_off(self, reason: str) -> None:
        self._stop("cancelled", reason=reason)

    def _stop(self, status: str, **details: object) -> None:
        response, self.active = self.active, None
        if response is not None and self._work is not None:
            self._work.cancel()
            response.end(status, **details)


def _for_other_transports(frame: JsonObject) -> None:
    raise Refused("invalid_value", f"{frame['type']} is for other transports")


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> JsonObject:
    """What an update leaves out stays as it is."""
    both = {name: _merged(old[name], value) for name, value in new.items() if isinstance(old.get(name), dict) and value}
    return {**old, **new, **both}
