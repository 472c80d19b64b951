"""The port to where finished plans are kept, so that the same wish is paid for once, whoever has it."""

from dataclasses import dataclass
from typing import Protocol

from schemas.model import JsonObject


@dataclass(frozen=True, slots=True)
class FinishedPlan:
    """A plan that was written whole, and of which a program was made that passed.

    Attributes:
        key: the same for the same wish; at most 64 characters.
        plan: in the generator's own form, to be worked out anew for each person.
        model: that wrote it.
        prompt_version: of what the model was told.
    """

    key: str
    plan: JsonObject
    model: str
    prompt_version: str


class FinishedPlans(Protocol):
    """What it cannot look up or keep now is paid for again: nothing is raised for it."""

    async def find(self, key: str) -> JsonObject | None:
        """The plan of a key, unless there is none or it is too old."""

    async def note_use(self, key: str) -> None:
        """A program was made of the plan of a key."""

    async def keep(self, finished: FinishedPlan) -> None:
        """Keep a plan in the place of one of the same key."""


class NoPlans:
    """Keeps none."""

    async def find(self, key: str) -> JsonObject | None:
        del key
        return None

    async def note_use(self, key: str) -> None:
        """There is none to use."""

    async def keep(self, finished: FinishedPlan) -> None:
        """It is gone."""
