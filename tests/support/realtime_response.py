"""One response of the fake API, as it is streamed: the order of frames is the real one's."""

import asyncio
import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from schemas.model import JsonObject
from tests.support.realtime_script import Call, Reply, Say
from tests.support.spoken_audio import CHARACTER_MS, spoken

DELTA_CHARACTERS = 10
"""200 ms of audio, as the API's own deltas have about."""


@dataclass(slots=True)
class Pace:
    """How fast the model is, in seconds.

    Attributes:
        think_s: before the first item.
        delta_s: between two deltas of 200 ms. Audio comes faster than it plays.
        may_end: while it is cleared, responses stop behind their first delta, and stay active.
    """

    think_s: float = 0.0
    delta_s: float = 0.0
    may_end: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_end.set()


class FakeResponse:
    """A response from its creation to its end.

    Args:
        send: takes the type and the fields of each frame.
        new_id: gives an id with a prefix.
        keep: puts an item into the conversation.
    """

    def __init__(
        self,
        response_id: str,
        *,
        is_text: bool,
        metadata: JsonObject | None,
        send: Callable[..., None],
        new_id: Callable[[str], str],
        keep: Callable[[JsonObject], None],
    ) -> None:
        self.response_id = response_id
        self._is_text = is_text
        self._metadata = metadata
        self._send = send
        self._new_id = new_id
        self._keep = keep
        self._output: list[JsonObject] = []
        self._open: JsonObject | None = None

    def begin(self) -> None:
        """``response.created``."""
        self._send("response.created", response=self._as_json("in_progress", None))

    async def run(self, reply: Reply, pace: Pace) -> None:
        """Stream all of it, but for the end."""
        await asyncio.sleep(pace.think_s)
        for part in reply:
            for _ in self._message(part.text) if isinstance(part, Say) else self._call(part):
                await pace.may_end.wait()
                await asyncio.sleep(pace.delta_s)

    def end(self, status: str, **details: object) -> None:
        """``response.done``, behind the end of what was open.

        Args:
            details: of an end other than ``completed``.
        """
        self._close("completed" if status == "completed" else "incomplete")
        told = None if status == "completed" else {"type": status, **details}
        self._send("response.done", response=self._as_json(status, told))

    # Items

    def _message(self, text: str) -> Iterator[None]:
        kind = "output_text" if self._is_text else "output_audio"
        part: JsonObject = {"type": kind, "text": ""} if self._is_text else {"type": kind, "transcript": ""}
        self._begin_item({"type": "message", "role": "assistant", "content": []})
        self._in_part("response.content_part.added", part=_as_part(part))
        self._item["content"].append(part)
        for at in range(0, len(text), DELTA_CHARACTERS):
            piece = text[at : at + DELTA_CHARACTERS]
            part["text" if self._is_text else "transcript"] += piece
            if self._is_text:
                self._in_part("response.output_text.delta", delta=piece)
            else:
                self._item["heard_ms"] = self._item.get("heard_ms", 0) + len(piece) * CHARACTER_MS
                self._in_part("response.output_audio_transcript.delta", delta=piece)
                self._in_part("response.output_audio.delta", delta=base64.b64encode(spoken(piece)).decode())
            yield
        self._close("completed")

    def _call(self, call: Call) -> Iterator[None]:
        arguments = json.dumps(call.arguments)
        self._begin_item({"type": "function_call", "name": call.name, "call_id": self._new_id("call"), "arguments": ""})
        self._item["arguments"] = arguments
        self._in_call("response.function_call_arguments.delta", delta=arguments)
        yield
        self._close("completed")

    @property
    def _item(self) -> JsonObject:
        assert self._open is not None
        return self._open

    def _begin_item(self, item: JsonObject) -> None:
        self._open = {"id": self._new_id("item"), "object": "realtime.item", "status": "in_progress", **item}
        self._output.append(self._open)
        self._keep(self._open)
        self._send("response.output_item.added", **self._place, item=public(self._open))
        self._send("conversation.item.added", item=public(self._open), previous_item_id=None)

    def _close(self, status: str) -> None:
        """The end of an item; it comes for one that was broken off, too."""
        item, self._open = self._open, self._open
        if item is None:
            return
        if item["type"] == "function_call":
            named = {"name": item["name"], "arguments": item["arguments"]}
            self._in_call("response.function_call_arguments.done", **named)
        else:
            part = item["content"][0]
            if self._is_text:
                self._in_part("response.output_text.done", text=part["text"])
            else:
                self._in_part("response.output_audio.done")
                self._in_part("response.output_audio_transcript.done", transcript=part["transcript"])
            self._in_part("response.content_part.done", part=_as_part(part))
        item["status"] = status
        self._send("response.output_item.done", **self._place, item=public(item))
        self._send("conversation.item.done", item=public(item), previous_item_id=None)
        self._open = None

    # Frames

    @property
    def _place(self) -> JsonObject:
        return {"response_id": self.response_id, "output_index": len(self._output) - 1}

    def _in_part(self, kind: str, **fields: object) -> None:
        self._send(kind, **self._place, item_id=self._item["id"], content_index=0, **fields)

    def _in_call(self, kind: str, **fields: object) -> None:
        self._send(kind, **self._place, item_id=self._item["id"], call_id=self._item["call_id"], **fields)

    def _as_json(self, status: str, details: JsonObject | None) -> JsonObject:
        return {
            "id": self.response_id,
            "object": "realtime.response",
            "status": status,
            "status_details": details,
            "output": [public(item) for item in self._output],
            "output_modalities": ["text" if self._is_text else "audio"],
            "metadata": self._metadata,
        }


def public(item: JsonObject) -> JsonObject:
    """An item as clients see it."""
    return json.loads(json.dumps({name: value for name, value in item.items() if name != "heard_ms"}))  # type: ignore[no-any-return]  # JSON of an object


def _as_part(content: JsonObject) -> JsonObject:
    return {**content, "type": str(content["type"]).removeprefix("output_")}


def messages(items: Sequence[JsonObject]) -> list[str]:
    """What the assistant is on record to have said."""
    said = [item for item in items if item.get("role") == "assistant"]
    return ["".join(part.get("text") or part.get("transcript") or "" for part in item["content"]) for item in said]
