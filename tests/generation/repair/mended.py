"""What becomes of programs that break a gate."""

from functools import cache

from schemas.program import Item, Program, StrengthItem
from server.generation.repair.repair import PASSES, Repaired, repair
from tests.generation.valid_requests import made_for
from tests.generation.validation.handwritten import broken, person_of


def mended(made: Program) -> Program:
    """A program that breaks gates, after it was mended: it breaks none."""
    return repaired(made).program


def repaired(made: Program) -> Repaired:
    """The same, with what was done."""
    assert broken(made)
    found = repair(made, person_of(made))
    assert broken(found.program) == {}
    assert 1 <= found.passes <= PASSES
    return found


@cache
def good() -> Program:
    """Twelve weeks of four days for an intermediate in a gym: they pass."""
    made = made_for()
    assert broken(made) == {}
    return made


def items_of(made: Program, index: int = 1, day: int = 1) -> tuple[Item, ...]:
    return made.weeks[index - 1].sessions[day - 1].items


def sets_of(made: Program, index: int = 1, day: int = 1) -> dict[str, int]:
    """Sets of a session, by exercise."""
    return {item.exercise_id: item.sets for item in items_of(made, index, day) if isinstance(item, StrengthItem)}


def lift_of(made: Program, index: int = 1, day: int = 1, order: int = 1) -> StrengthItem:
    item = items_of(made, index, day)[order - 1]
    assert isinstance(item, StrengthItem)
    return item
