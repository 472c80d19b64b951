"""The port of what makes programs: an async iterator of steps, each of which is work that is done.

- `GenerationFailed`: no program can be made, now or ever; says which.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import Protocol

from schemas.job import JobKind, Speak, Stage
from schemas.model import JsonObject
from schemas.program import Program, Week
from schemas.request import ProgramRequest
from server.generation.finished_plans import FinishedPlans, NoPlans
from server.generation.spending import Spending, Unbounded


@dataclass(frozen=True, slots=True)
class StageReached:
    """The work is at ``stage`` now; ``message`` is one short sentence to be spoken, ``speak`` whether that is worth it.

    Stages come in their order; the same one may come again, with another sentence.
    """

    stage: Stage
    message: str
    speak: Speak = Speak.SILENT


@dataclass(frozen=True, slots=True)
class WeekWritten:
    """A week is finished as it will stand in the program. Weeks come in order, each once."""

    week: Week


@dataclass(frozen=True)
class ProgramWritten:
    """The whole program: always the last step."""

    program: Program

    @cached_property
    def document(self) -> str:
        """Its JSON text, as it is stored and served."""
        return self.program.model_dump_json()

    def __getstate__(self) -> dict[str, object]:
        """With the text: the process that makes programs writes it.

        Whoever stores them keeps others waiting meanwhile, 2 ms for eight weeks (measured).
        """
        return {"program": self.program, "document": self.document}


Step = StageReached | WeekWritten | ProgramWritten


class GenerationFailed(Exception):
    """No program was made.

    Attributes:
        code: for machines.
        message: one sentence for logs and developers.
        say: one sentence to be spoken.
        retryable: whether the same request may succeed later.
        retry_in_s: how long to wait before, if that is known.
    """

    def __init__(
        self, *, code: str, message: str, say: str, retryable: bool = False, retry_in_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.say = say
        self.retryable = retryable
        self.retry_in_s = retry_in_s


@dataclass(frozen=True, slots=True)
class Revision:
    """What a program is changed from, and which of its exercises go.

    Attributes:
        parent_id: which program.
        parent: the program as it was.
        exchanges: ids of exercises that go, and of those that may take their place, the best first.
        is_rewritten: whether the weeks are written anew; otherwise exercises are exchanged and all else stays.
    """

    parent_id: str
    parent: Program
    exchanges: Mapping[str, tuple[str, ...]]
    is_rewritten: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a program that is paid for.

    Attributes:
        number: from 1.
        plan: what was paid for, in the generator's own form.
    """

    number: int
    plan: JsonObject


class Checkpoints(Protocol):
    """Where a generator keeps what another attempt at the same job shall not pay for again."""

    async def load(self) -> tuple[Chunk, ...]:
        """All chunks that were saved, in order."""

    async def save(self, chunk: Chunk) -> None:
        """Keep a chunk; one of the same number is replaced by it. It is kept when this returns."""


class KeptInMemory:
    """Checkpoints that end with the process."""

    def __init__(self) -> None:
        self._chunks: dict[int, Chunk] = {}

    async def load(self) -> tuple[Chunk, ...]:
        return tuple(chunk for _, chunk in sorted(self._chunks.items()))

    async def save(self, chunk: Chunk) -> None:
        self._chunks[chunk.number] = chunk


@dataclass(frozen=True, slots=True)
class Brief:
    """What a generator is asked for: a program, or with ``revision`` one that is changed as little as can be.

    Attributes:
        request: what the program shall be, also of a revision.
        revision: None for a new program.
        checkpoints: of the job.
        plans: of all jobs.
        spending: who pays for it.
        until_s: when it has to be over, in the event loop's time.
    """

    request: ProgramRequest
    revision: Revision | None = None
    checkpoints: Checkpoints = field(default_factory=KeptInMemory, compare=False, repr=False)
    plans: FinishedPlans = field(default_factory=NoPlans, compare=False, repr=False)
    spending: Spending = field(default_factory=Unbounded, compare=False, repr=False)
    until_s: float = field(default=inf, compare=False, repr=False)


class Generator(Protocol):
    """Makes programs, and changes them."""

    def provider(self, kind: JobKind) -> str:
        """The name of who is asked in a job of this kind, as frames and programs carry it."""

    def eta_s(self, brief: Brief) -> float | None:
        """About how long it takes, in seconds, if that can be said."""

    def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        """Make a program, step by step. Closing the iterator stops the work.

        Raises:
            GenerationFailed: no program can be made.
        """
