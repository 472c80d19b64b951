"""What a conversation remembers, and what it does. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.goals import GoalCategory
from schemas.model import JsonObject
from voice_client.dialogue.draft import Draft, spoken_height, spoken_weight
from voice_client.dialogue.replies import DOUBTS, asked_for
from voice_client.dialogue.understanding import Doubt, Heard, Slot, Tell


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence for the person."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A tool to be called; its answer comes back as an `Answer`."""

    name: str
    arguments: JsonObject


@dataclass(frozen=True, slots=True)
class End:
    """The conversation is over."""


Effect = Say | Call | End


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool answered.

    Attributes:
        name: the tool's.
        output: as a model would be given it; ``status`` says how it went, ``say`` can be spoken.
    """

    name: str
    output: Mapping[str, Any]

    @property
    def say(self) -> str:
        return str(self.output.get("say") or "")


@dataclass(frozen=True, slots=True)
class News:
    """What a job reports.

    Attributes:
        kind: of what: milestone, retried, completed, failed, cancelled, lost.
        say: what is to be spoken of it; empty for nothing.
        facts: what else is known, as the program's id.
    """

    kind: str
    say: str
    job_id: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


Event = Heard | Answer | News


@dataclass(frozen=True, slots=True)
class Offer:
    """What a yes to the last question means.

    Attributes:
        confirms: a field that looked like a mistake.
        category: a goal instead of the one that is not planned.
    """

    confirms: str | None = None
    category: GoalCategory | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a conversation remembers.

    Attributes:
        doubts: details to be asked about, in the order in which they were touched on.
        asked: the detail of the last question; ``times`` how often it was asked in a row.
        lead: what is to be said before the next question.
        said: what was said last.
        was_said_back: the whole was, once; ``was_confirmed`` that it was right.
        kept: the draft before a change that is not decided on.
        change: what shall be different in the finished program, as far as it was said.
        call: the making or the change that was called for last, or is to be decided on.
        job_id: of the work that this conversation is about.
    """

    draft: Draft = field(default_factory=Draft)
    doubts: tuple[Doubt, ...] = ()
    asked: Slot | None = None
    times: int = 0
    offer: Offer | None = None
    turn: int = 0
    lead: str = ""
    said: str = ""
    was_said_back: bool = False
    was_confirmed: bool = False
    kept: Draft | None = None
    change: str = ""
    call: Call | None = None
    job_id: str | None = None
    program_id: str | None = None
    summary: str = ""

    @property
    def options(self) -> tuple[Tell, ...]:
        """What was offered with the last question."""
        return next((doubt.options for doubt in self.doubts if doubt.slot is self.asked), ())

    @property
    def next_slot(self) -> Slot | None:
        """What has to be asked about next."""
        if self.doubts:
            return self.doubts[0].slot
        return next(iter(self.draft.missing), None)

    def question(self, slot: Slot, times: int) -> str:
        """How to ask for a detail."""
        doubt = next((doubt for doubt in self.doubts if doubt.slot is slot), None)
        wording = DOUBTS.get((slot, doubt.why)) if doubt else None
        if wording is None or doubt is None:
            return asked_for(slot, times)
        return wording.format(options=" or ".join(_spoken(option) for option in doubt.options))


def _spoken(option: Tell) -> str:
    if option.slot is Slot.HEIGHT:
        return spoken_height(option)
    if option.slot is Slot.WEIGHT:
        return spoken_weight(option)
    return f"{option.value}"


__all__ = ["Answer", "Call", "Effect", "End", "Event", "Facts", "News", "Offer", "Say"]
