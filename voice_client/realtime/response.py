"""One response, from being asked for to being heard. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from voice_client.realtime.effects import Announced, Create, Delete, Kind, Truncate
from voice_client.realtime.events import HeardOf
from voice_client.realtime.rules import MOSTLY_HEARD


@dataclass(slots=True)
class Response:
    """What was asked for, and what became of it.

    Attributes:
        asked: None: nobody here asked for it.
        is_unheard: nothing of it is to be heard: the user spoke before it began.
        has_sounded: some of it went to the speaker.
        cut: items of which the API was told how much was heard.
    """

    asked: Create | None
    response_id: str | None = None
    is_unheard: bool = False
    has_sounded: bool = False
    cut: set[str] = field(default_factory=set)

    def is_asked_by(self, ask_id: str | None) -> bool:
        return self.asked is not None and self.asked.ask_id == ask_id

    def is_mostly_heard(self, cut: Sequence[HeardOf]) -> bool:
        """Whether enough of it was played when the speaker was stopped; items not in ``cut`` were, to their end."""
        own = [each for each in cut if each.response_id == self.response_id]
        return sum(each.played_ms for each in own) >= MOSTLY_HEARD * sum(each.received_ms for each in own)

    def said(self) -> frozenset[str | None]:
        """The jobs that are told of in it."""
        return frozenset(subject.job_id for subject in self.asked.subjects) if self.asked else frozenset()

    def told(self) -> list[Announced]:
        """What is said for good once it is heard."""
        if self.asked is None or self.asked.kind is Kind.REMARK:
            return []
        return [Announced(subject.job_id, subject.seq) for subject in self.asked.subjects]


def cut_of(heard: HeardOf) -> Truncate | Delete:
    """What the API is told of an item that was broken off."""
    heard_ms = min(heard.played_ms, heard.received_ms)
    return Truncate(heard.item_id, heard_ms) if heard_ms else Delete(heard.item_id)
