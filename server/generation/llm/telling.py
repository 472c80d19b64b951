"""What people are told while a model works: one short sentence wherever something new begins. Pure.

Nothing of it says how far the work is: that is the number of weeks, which exist or do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from schemas.job import Speak, Stage
from server.generation.generator import StageReached
from server.generation.llm.calls import StartedOver
from server.generation.llm.failures import TREATMENTS, Action
from server.generation.llm.outcomes import Reasoning, TextDelta
from server.generation.llm.outline import Window

THINKS = "I am thinking about your plan."
REASONS = "I am working out how your weeks build on each other."
CORRECTS = "I am correcting a part of your plan."
FINISHES = "I am writing the rest by my own rules."
WRITES_ALL = "I am writing your program by my own rules."
BEGINS_ANEW: Mapping[Action, str] = MappingProxyType(
    {
        Action.RETRY: "The model is busy, so I will try again{}.",
        Action.RETRY_ONCE: "The writing broke off, so I am beginning this part again.",
        Action.RETRY_LARGER: "That became too long for one piece, so I am writing it again with more room.",
    }
)
"""Why a call is tried again. An option that is left out is nobody's concern: the next try follows at once."""
WORTH_SAYING_S = 5.0
"""A shorter wait is over before the sentence about it."""


@dataclass(slots=True)
class Telling:
    """The telling of one attempt. Its stage only rises: however long the model thinks later, there are weeks."""

    _stage: Stage = Stage.ALLOCATING
    _weeks: str = ""
    _is_beginning: bool = True
    _heard: set[type] = field(default_factory=set)
    """Of the try: which signs there were."""

    def called(self, wanted: Sequence[Window], *, is_correction: bool) -> StageReached:
        """A call for these windows begins."""
        first, last = wanted[0].first_week, wanted[-1].last_week
        self._weeks = f"week {first}" if first == last else f"weeks {first} to {last}"
        self._is_beginning = first == 1 and not is_correction
        self._heard.clear()
        if is_correction:
            return self._at(CORRECTS)
        return self._at(THINKS if self._is_beginning else f"I am thinking about {self._weeks}.")

    def heard(self, sign: Reasoning | TextDelta | StartedOver) -> StageReached | None:
        """The model thinks, or writes, for the first time in a try; or another try begins."""
        if isinstance(sign, StartedOver):
            return self._started_over(sign)
        if type(sign) in self._heard:
            return None
        self._heard.add(type(sign))
        if isinstance(sign, TextDelta):
            self.writes()
            return self._at(f"I am writing {self._weeks}.")
        if TextDelta in self._heard:
            return None
        if self._is_beginning:
            return self._at(REASONS, Speak.WHEN_IDLE)
        return self._at(f"I am working out {self._weeks}.")

    def writes(self) -> None:
        """There are weeks, or the first words of them."""
        self._stage = Stage.WRITING

    def by_rules(self, *, is_all: bool) -> StageReached:
        """The rules write what is missing."""
        self.writes()
        return self._at(WRITES_ALL if is_all else FINISHES, Speak.WHEN_IDLE)

    def _started_over(self, over: StartedOver) -> StageReached | None:
        self._heard.clear()
        sentence = BEGINS_ANEW.get(TREATMENTS[over.failed.failure].action)
        if sentence is None:
            return None
        wait = f" in about {over.in_s:.0f} seconds" if over.in_s >= WORTH_SAYING_S else ""
        return self._at(sentence.format(wait), Speak.WHEN_IDLE)

    def _at(self, message: str, speak: Speak = Speak.SILENT) -> StageReached:
        return StageReached(self._stage, message, speak)
