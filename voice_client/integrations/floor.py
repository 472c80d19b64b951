"""Who has the floor, for frameworks that do not keep it themselves. Pure.

The floor is free when nobody speaks, no answer is made or owed, and it has been quiet for a while. An answer is heard
when it was finished, had words, and was not cut off before its sound was out.
"""

from dataclasses import dataclass, field
from typing import Generic

from voice_client.integrations.owed import Owed, Result
from voice_client.manners import BEGINS_WITHIN_S, Manners

SILENCE_S = Manners().result_quiet_s
"""As for every voice agent of this project."""

ANSWER_S = 3.0
"""Within this time the model begins to answer what a user said, or it will not."""


@dataclass(slots=True)
class _Answer:
    name: str
    has_words: bool = False
    is_finished: bool = False
    is_cut: bool = False


@dataclass(slots=True)
class Floor(Generic[Result]):
    """The floor of one conversation, with the results that wait for it. Times are of one clock, in seconds."""

    owed: Owed[Result]
    silence_s: float = SILENCE_S
    user_speaks: bool = False
    _answers: dict[str, _Answer] = field(default_factory=dict)
    """That are being made, or are made and still to be heard."""
    _sounds: bool = False
    _sounds_until_s: float = 0.0
    _waits_until_s: float = 0.0
    _quiet_since_s: float = 0.0

    def free_at_s(self, now_s: float) -> float | None:
        """When the floor will be free if nothing happens until then; None: something has to happen first."""
        self._settle(now_s)
        if self.user_speaks or self._sounds or any(not answer.is_finished for answer in self._answers.values()):
            return None
        return max(self._sounds_until_s, self._waits_until_s, self._quiet_since_s + self.silence_s)

    def asked(self, now_s: float) -> None:
        """An answer was asked for, and begins soon."""
        self._waits_until_s = now_s + BEGINS_WITHIN_S

    def user_began(self, now_s: float) -> None:
        """Whatever was to be heard is cut off."""
        self._settle(now_s)
        self.user_speaks = True
        self.cut(now_s)

    def user_ended(self, now_s: float) -> None:
        """They stopped; an answer is owed to them."""
        self.user_speaks = False
        self._quiet_since_s, self._waits_until_s = now_s, now_s + ANSWER_S

    def answer_began(self, name: str) -> None:
        """The model answers, whoever asked it to."""
        self._waits_until_s = 0.0
        self._answers[name] = _Answer(name)
        self.owed.began(name)

    def worded(self, name: str) -> None:
        """The answer has words."""
        if name in self._answers:
            self._answers[name].has_words = True

    def answer_ended(self, name: str, now_s: float, *, is_whole: bool = True) -> None:
        """The model has made its answer, the whole of it or a part; it may be heard for a while yet."""
        answer = self._answers.get(name)
        if answer is None:
            return
        answer.is_finished, self._quiet_since_s = True, now_s
        answer.is_cut |= not is_whole
        if answer.is_cut:
            self._close(answer)
        self._settle(now_s)

    def sounding(self, *, now_s: float, for_s: float) -> None:
        """There is so much more to hear, behind what there is."""
        self._sounds_until_s = max(now_s, self._sounds_until_s) + for_s

    def bot_began(self) -> None:
        """What the model said is heard, until `bot_ended`."""
        self._sounds = True

    def bot_ended(self, now_s: float) -> None:
        """It is heard no more."""
        self._sounds, self._quiet_since_s = False, now_s
        self._settle(now_s)

    def cut(self, now_s: float) -> None:
        """Nothing that is not out by now will be heard."""
        self._settle(now_s)
        self._sounds_until_s = now_s
        for answer in list(self._answers.values()):
            answer.is_cut = True
            if answer.is_finished:
                self._close(answer)

    def _settle(self, now_s: float) -> None:
        """What is made and out has been heard."""
        if self._sounds or now_s < self._sounds_until_s:
            return
        self._quiet_since_s = max(self._quiet_since_s, self._sounds_until_s)
        for answer in [answer for answer in self._answers.values() if answer.is_finished]:
            self._close(answer)

    def _close(self, answer: _Answer) -> None:
        del self._answers[answer.name]
        self.owed.ended(answer.name, is_heard=answer.has_words and not answer.is_cut)
