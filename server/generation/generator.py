"""The port of what makes programs: an async iterator of steps, each of which is work that is done.

- `GenerationFailed`: no program can be made, now or ever; says which.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from schemas.job import Stage
from schemas.program import Program, Week
from schemas.request import ProgramRequest


@dataclass(frozen=True, slots=True)
class StageReached:
    """The work is at ``stage`` now; ``message`` is one short sentence that can be spoken."""

    stage: Stage
    message: str


@dataclass(frozen=True, slots=True)
class WeekWritten:
    """A week is finished as it will stand in the program. Weeks come in order, each once."""

    week: Week


@dataclass(frozen=True, slots=True)
class ProgramWritten:
    """The whole program: always the last step."""

    program: Program


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


class Generator(Protocol):
    """Makes programs."""

    @property
    def name(self) -> str:
        """The provider's name, as frames and programs carry it."""

    def eta_s(self, request: ProgramRequest) -> float | None:
        """About how long a request takes, in seconds, if that can be said."""

    def steps(self, request: ProgramRequest) -> AsyncGenerator[Step, None]:
        """Make a program, step by step. Closing the iterator stops the work.

        Raises:
            GenerationFailed: no program can be made.
        """
