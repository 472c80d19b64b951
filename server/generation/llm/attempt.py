"""One attempt at one program by a model: what is kept of it, and what it has cost."""

from dataclasses import asdict, dataclass, field

from server.generation.generator import Checkpoints, Chunk
from server.generation.llm.manuscript import RULES_FROM, Manuscript
from server.generation.llm.outcomes import Usage
from server.generation.llm.outline import Window
from server.generation.llm.telling import Telling


@dataclass(slots=True)
class Attempt:
    """One attempt at one program.

    Attributes:
        deadline: in the event loop's time.
        faults: of the last answer.
        is_hopeless: the model is not asked again.
        is_kept_as_hopeless: and an earlier attempt has kept that.
        telling: what people are told meanwhile.
        usage: of the last chunk, or of what will be the first one.
    """

    manuscript: Manuscript
    checkpoints: Checkpoints
    deadline: float
    faults: tuple[str, ...] = ()
    is_hopeless: bool = False
    is_kept_as_hopeless: bool = False
    telling: Telling = field(default_factory=Telling)
    usage: Usage = field(default_factory=Usage)
    _is_accounted: bool = False

    def has(self, window: Window) -> bool:
        """Whether a window is written."""
        return window not in self.manuscript.missing

    def faults_told(self) -> tuple[str, ...]:
        """The faults of the last answer, once."""
        faults, self.faults = self.faults, ()
        return faults

    def resume(self, chunk: Chunk) -> None:
        """Count on from a chunk that was kept."""
        self.usage, self._is_accounted = Usage(**chunk.usage), True

    async def keep(self) -> None:
        """Keep the block that was taken last."""
        if self._is_accounted:
            self.usage, self._is_accounted = Usage(), False
        await self._save()

    async def account(self, usage: Usage) -> None:
        """Add what a call cost; told when it has ended, that is, behind its blocks."""
        self.usage += usage
        if self.manuscript.blocks:
            self._is_accounted = True
            await self._save()

    async def give_up(self) -> None:
        """Keep that the model is not to be asked again."""
        if not self.is_kept_as_hopeless:
            number = len(self.manuscript.blocks) + 1
            usage = Usage() if self._is_accounted else self.usage
            await self.checkpoints.save(Chunk(number, {RULES_FROM: number}, asdict(usage)))

    async def _save(self) -> None:
        chunk = Chunk(len(self.manuscript.blocks), self.manuscript.chunk_plan(), asdict(self.usage))
        await self.checkpoints.save(chunk)
