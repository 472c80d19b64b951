"""One attempt at one program by a model, and what is kept of it."""

from dataclasses import dataclass, field

from server.generation.generator import Checkpoints, Chunk
from server.generation.llm.by_rules import why_by_rules
from server.generation.llm.manuscript import RULES_FROM, Manuscript
from server.generation.llm.outcomes import Failed
from server.generation.llm.outline import Window
from server.generation.llm.telling import Telling
from server.generation.spending import Spending


@dataclass(slots=True)
class Attempt:
    """One attempt at one program.

    Attributes:
        deadline: in the event loop's time.
        faults: of the last answer.
        is_hopeless: the model is not asked again.
        is_kept_as_hopeless: and an earlier attempt has kept that.
        is_recalled: all of it is of a plan that was finished before, and nothing of it is paid for.
        over_budget: it is not asked again for this reason, which another attempt may not find any more.
        telling: what people are told meanwhile.
    """

    manuscript: Manuscript
    checkpoints: Checkpoints
    spending: Spending
    deadline: float
    faults: tuple[str, ...] = ()
    is_hopeless: bool = False
    is_kept_as_hopeless: bool = False
    is_recalled: bool = False
    over_budget: Failed | None = None
    telling: Telling = field(default_factory=Telling)

    def has(self, window: Window) -> bool:
        """Whether a window is written."""
        return window not in self.manuscript.missing

    def faults_told(self) -> tuple[str, ...]:
        """The faults of the last answer, once."""
        faults, self.faults = self.faults, ()
        return faults

    async def keep(self) -> None:
        """Keep the block that was taken last."""
        await self.checkpoints.save(Chunk(len(self.manuscript.blocks), self.manuscript.chunk_plan()))

    async def give_up(self) -> None:
        """Keep that the model is not to be asked again, where that is for good."""
        if not self.is_kept_as_hopeless and self.over_budget is None:
            number = len(self.manuscript.blocks) + 1
            await self.checkpoints.save(Chunk(number, {RULES_FROM: number}))

    def reason_for_rules(self) -> str:
        """Why the rules write what is missing, as people are told."""
        weeks = self.manuscript.weeks
        return why_by_rules(self.manuscript.missing[0].first_week if weeks else None, self.over_budget)
