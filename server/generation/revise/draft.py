"""A request while it is changed. Pure, but for what it writes down."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from schemas.program import Program
from schemas.request import Equipment, ProgramRequest, Weekday
from server.generation.person import Person, understand
from server.generation.revise.questions import asking_for

PIECES = frozenset(Equipment) - {Equipment.GYM, Equipment.BODYWEIGHT}
"""What there is in a full gym."""


@dataclass(slots=True)
class Draft:
    """What becomes of a program's request, one edit after the other.

    Attributes:
        said: the request as it was.
        program: the program that was made of it.
        fields: what has another value now, by its name.
        goes: ids of exercises that go, and of what may take their place.
        idle: of each edit that changes nothing, the sentence that says why.
    """

    said: ProgramRequest
    program: Program
    fields: dict[str, Any] = field(default_factory=dict)
    goes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    idle: list[str] = field(default_factory=list)

    def get(self, name: str) -> Any:
        """A field as it stands now."""
        return self.fields.get(name, getattr(self.said, name))

    def put(self, name: str, value: Any, otherwise: str) -> None:
        """Give a field another value; where it has that already, ``otherwise`` says so."""
        if value == self.get(name):
            self.idle.append(otherwise)
        else:
            self.fields[name] = value

    @property
    def weekdays(self) -> tuple[Weekday, ...]:
        """The days of the week on which the program trains, where it says so."""
        return tuple(session.weekday for session in self.program.weeks[0].sessions if session.weekday is not None)

    @property
    def pieces(self) -> frozenset[Equipment]:
        """The equipment that there is, piece by piece."""
        equipment = frozenset(self.get("equipment"))
        return PIECES if Equipment.GYM in equipment else equipment - {Equipment.BODYWEIGHT}

    @property
    def has_gym(self) -> bool:
        return Equipment.GYM in self.get("equipment")

    def request(self) -> ProgramRequest:
        """The request as it stands now.

        Raises:
            NotUnderstood: a field is out of its bounds.
        """
        try:
            # What the user never said stays unsaid: a program tells what was assumed.
            return ProgramRequest.model_validate(
                {**self.said.model_dump(mode="json", exclude_unset=True), **self.fields}
            )
        except ValidationError as error:
            raise asking_for(str(error.errors(include_url=False)[0]["loc"][0])) from None

    def person(self) -> Person:
        """Whoever asks, as the rules see them now."""
        return understand(self.request())
