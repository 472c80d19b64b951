"""What was said aloud, item by item: whose response it is, and how much of it was heard."""

from voice_client.realtime.audio.port import Speaker
from voice_client.realtime.events import HeardOf
from voice_client.realtime.history import History


class Mouth:
    """The speaker, as one who knows what is being said.

    Args:
        speaker: None: the conversation is in text, and nothing is played.
    """

    def __init__(self, speaker: Speaker | None, history: History) -> None:
        self._speaker = speaker
        self._history = history
        self._responses: dict[str, str] = {}
        """Item that is not played to its end, as far as is known here → its response."""

    def play(self, response_id: str, item_id: str, pcm: bytes) -> bool:
        """More audio of an item. Returns whether it is the first of its response."""
        if self._speaker is None:
            return False
        is_first = response_id not in self._responses.values()
        self._responses[item_id] = response_id
        self._speaker.play(item_id, pcm)
        return is_first

    def finish(self, item_id: str | None = None) -> None:
        """No more audio comes of an item; None: of any."""
        if self._speaker is not None:
            for each in list(self._responses) if item_id is None else [item_id]:
                self._speaker.finish(each)

    def drained(self) -> None:
        """All was played."""
        self._responses.clear()

    def stop(self) -> tuple[HeardOf, ...]:
        """Be quiet now. Returns what was heard of each item that was not played to its end."""
        if self._speaker is None:
            return ()
        cut = [each for each in self._speaker.interrupt() if each.item_id in self._responses]
        for each in cut:
            self._history.cut(each.item_id, each.played_ms, each.received_ms)
        heard = tuple(HeardOf(c.item_id, self._responses[c.item_id], c.played_ms, c.received_ms) for c in cut)
        self._responses.clear()
        return heard

    def fall_silent(self) -> None:
        """There is no speaker any more."""
        self._speaker = None
