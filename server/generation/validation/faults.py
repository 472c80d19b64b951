"""What is wrong with an item, wherever it stands: looked for once for all places with the same item. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from schemas.program import CardioItem, Finding, StrengthItem
from server.generation.validation.sheet import SessionSheet, Sheet

AnyItem = StrengthItem | CardioItem
Checked = TypeVar("Checked")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an item.

    Attributes:
        says: the rest of a sentence that begins with the item's name.
        value: what stands there.
        bound: what would be accepted.
    """

    says: str
    value: float | str | None
    bound: str


@dataclass(frozen=True, slots=True)
class Check(Generic[Checked]):
    """One row of a table of faults: what breaks it, and how it is said."""

    is_broken: Callable[[Checked], bool]
    says: str
    value: Callable[[Checked], float | str | None]
    bound: str

    def faults(self, checked: Checked) -> Iterator[Fault]:
        if self.is_broken(checked):
            yield Fault(self.says, self.value(checked), self.bound)


def faults_by(checks: Iterable[Check[Checked]], checked: Checked) -> Iterator[Fault]:
    """Of all rows of a table."""
    return (fault for check in checks for fault in check.faults(checked))


def in_items(
    rule: str, sheet: Sheet, look: Callable[[AnyItem], Iterable[Fault]], *, in_deloads: bool = True
) -> Iterator[Finding]:
    """The faults of items at each place where they stand, in the order of the program."""
    faulty = {item: faults for item in sheet.distinct_items if (faults := tuple(look(item)))}
    if not faulty:
        return
    for session in sheet.sessions:
        if in_deloads or not session.week.is_deload:
            for item in session.session.items:
                yield from (found_in(rule, session, fault, item) for fault in faulty.get(item, ()))


def found_in(rule: str, session: SessionSheet, fault: Fault, item: AnyItem) -> Finding:
    """A fault at one place."""
    return Finding(
        rule=rule,
        message=f"{session.place}: {item.name} {fault.says}.",
        value=fault.value,
        bound=fault.bound,
        week=session.week.index,
        day=session.session.day_index,
        order=item.order,
    )
