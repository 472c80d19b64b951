"""From a generator's steps to what is told of them: progress numbers, sentences, and how often. Pure.

Progress says what is done (weeks that exist), not what time has passed. Frames of mere progress are coalesced to
the newest; weeks and ends never are.
"""

from dataclasses import dataclass, field

from schemas.job import Speak, Stage
from server.generation.generator import StageReached, WeekWritten
from server.jobs.lifecycle import Happening, Progressed, WeekReady

WRITTEN_PERCENT = 95
"""Where the bar stands when the last week is written; checking and storing have the rest."""

PERCENT_AT_STAGE = {Stage.VALIDATING: 97, Stage.STORING: 99}

MILESTONES = (
    (25, "A quarter of your program is written."),
    (50, "Half of your program is written."),
    (75, "Three quarters of your program are written."),
)
"""Shares of the weeks at which a voice client may say something, when nobody speaks."""


@dataclass(slots=True)
class Reporter:
    """The telling of one attempt.

    Attributes:
        weeks_total: weeks that the program will have.
        interval_s: least time between two frames of mere progress.
    """

    weeks_total: int
    interval_s: float
    weeks_done: int = 0
    _held: Progressed | None = None
    _last_s: float = field(default=float("-inf"))

    def stage(self, step: StageReached, now_s: float) -> list[Happening]:
        """Tell that a stage was reached, now or when the interval has passed."""
        percent = PERCENT_AT_STAGE.get(step.stage, self._percent())
        return self._progressed(Progressed(step.stage, step.message, percent, step.speak), now_s)

    def week(self, step: WeekWritten, now_s: float) -> list[Happening]:
        """Tell of a week; what was held back before it is overtaken by it."""
        before = self.weeks_done * 100 // self.weeks_total
        self.weeks_done += 1
        after = self.weeks_done * 100 // self.weeks_total
        self._held = None
        message = f"Week {self.weeks_done} of {self.weeks_total} is ready."
        told: list[Happening] = [WeekReady(step.week, self._percent(), message)]
        sentence = next((words for percent, words in reversed(MILESTONES) if before < percent <= after), None)
        if sentence is not None and self.weeks_done < self.weeks_total:
            told += self._progressed(Progressed(Stage.WRITING, sentence, self._percent(), Speak.WHEN_IDLE), now_s)
        return told

    def due_in_s(self, now_s: float) -> float | None:
        """When `flush` has something to tell; None while nothing is held back."""
        return None if self._held is None else max(0.0, self._last_s + self.interval_s - now_s)

    def flush(self, now_s: float) -> list[Happening]:
        """Tell what was held back, if it is time."""
        return [] if self._held is None else self._progressed(self._held, now_s)

    def _progressed(self, progressed: Progressed, now_s: float) -> list[Happening]:
        if now_s < self._last_s + self.interval_s:
            self._held = progressed
            return []
        self._held = None
        self._last_s = now_s
        return [progressed]

    def _percent(self) -> int:
        return WRITTEN_PERCENT * self.weeks_done // self.weeks_total
