"""How many exercises, and how many sets of each, the time of a session and the week's recovery hold. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from schemas.program import Role, StrengthItem
from server.generation.anatomy import DRILLS, Muscle
from server.generation.counting import worth_of_a_set
from server.generation.exercises import Exercise
from server.generation.person import Person
from server.generation.rules.dose import dose_of
from server.generation.rules.periodization import WeekPlan
from server.generation.rules.prescription import prescribe, role_of
from server.generation.rules.selection import substitutes
from server.generation.timing import (
    SHORT_SESSION_MINUTES,
    item_seconds,
    session_seconds,
    set_seconds,
    warmup_seconds,
)

LEAST_EXERCISES = 4
MOST_EXERCISES = 8
MOST_SESSION_SETS = 30
DRILL_SETS = 2
SHORT_SESSION_SETS = 2
"""Two exercises for two sets are more than one for four."""


@dataclass(frozen=True, slots=True)
class Line:
    """One exercise of a session, the same every week.

    Attributes:
        sets: at the start of a block.
        most_sets: at its end.
        others: what may take its place.
        one_set: a set of it in the fullest week of the season, to reckon with.
    """

    exercise: Exercise
    role: Role
    sets: int
    most_sets: int
    others: tuple[str, ...]
    one_set: StrengthItem

    @property
    def is_big(self) -> bool:
        return self.role in (Role.MAIN, Role.SECONDARY)

    @property
    def seconds(self) -> float:
        """With all its sets."""
        return item_seconds(self.one_set) + (self.most_sets - 1) * set_seconds(self.one_set)

    @property
    def worth(self) -> Mapping[Muscle, float]:
        """What one set counts, by muscle."""
        return worth_of_a_set(self.exercise.id)


def new_line(person: Person, exercise: Exercise, place: int, fullest: WeekPlan) -> Line:
    """An exercise with the fewest sets that are worth it."""
    sets = DRILL_SETS if exercise.pattern in DRILLS else dose_of(person.goal, person.level).sets[0]
    if person.minutes < SHORT_SESSION_MINUTES:
        sets = min(sets, SHORT_SESSION_SETS)
    role, others = role_of(exercise, place), substitutes(exercise, person)
    one_set = prescribe(exercise, role, person, fullest, order=1, sets=1, others=others)
    return Line(exercise, role, sets, sets, others, one_set)


def take(person: Person, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """What the time of a session holds in its fullest week, first things first.

    Small exercises beyond the fourth leave time for a further set of each main lift: a block has to rise.
    """
    kept: list[Line] = []
    for line in lines:
        is_extra = len(kept) >= LEAST_EXERCISES and not line.is_big and not person.is_older
        limit_s = person.minutes * 60 - (_one_more_s(kept) if is_extra else 0)
        if len(kept) < MOST_EXERCISES and lines_seconds(person, [*kept, line]) <= limit_s:
            kept.append(line)
    return tuple(kept)


def grow(person: Person, sessions: list[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """Add sets, a round through the week at a time, for what has least first, while time and recovery have room."""
    weekly: dict[Muscle, float] = dict.fromkeys(Muscle, 0.0)
    for line in chain.from_iterable(sessions):
        _count(line, line.sets, weekly)
    grown = [list(lines) for lines in sessions]
    least, most = dose_of(person.goal, person.level).sets
    for _ in range(0 if person.is_older else most - least):
        for kept in grown:
            spare_s = person.minutes * 60 - lines_seconds(person, kept)
            for place, line in sorted(enumerate(kept), key=lambda placed: _urgency(placed[1], weekly)):
                cost_s = set_seconds(line.one_set)
                if cost_s <= spare_s and _may_grow(person, line, kept, weekly):
                    kept[place] = replace(line, sets=line.most_sets, most_sets=line.most_sets + 1)
                    spare_s -= cost_s
                    _count(line, 1, weekly)
    return [tuple(kept) for kept in grown]


def sets_in(lines: tuple[Line, ...], plan: WeekPlan) -> list[int]:
    """Sets of each line: over a block one after the other gets its further set, so that no week jumps.

    A deload halves them; of odd numbers it rounds the first up, the next down.
    """
    if plan.is_deload:
        return [max(1, (line.sets + (place + 1) % 2) // 2) for place, line in enumerate(lines)]
    growing = [place for place, line in enumerate(lines) if line.most_sets > line.sets]
    grown = growing[: int(plan.step * len(growing))]
    return [line.most_sets if place in grown else line.sets for place, line in enumerate(lines)]


def written(person: Person, line: Line, plan: WeekPlan, sets: int, order: int) -> StrengthItem:
    """A line as it is done in one week."""
    return prescribe(line.exercise, line.role, person, plan, order=order, sets=sets, others=line.others)


def lines_seconds(person: Person, lines: Sequence[Line]) -> float:
    """A session of these lines with all their sets, in the fullest week."""
    return session_seconds(warmup_seconds(person.minutes), (line.seconds for line in lines), ramped(lines))


def ramped(lines: Iterable[Line]) -> int:
    """How many of them have warm-up sets of their own."""
    return sum(line.exercise.is_main_lift for line in lines)


def _one_more_s(lines: Iterable[Line]) -> float:
    return sum(set_seconds(line.one_set) for line in lines if line.role is Role.MAIN)


def _may_grow(person: Person, line: Line, kept: list[Line], weekly: dict[Muscle, float]) -> bool:
    dose = dose_of(person.goal, person.level)
    least, most = dose.sets
    worth_it = most if line.is_big else min(most, least + 1)
    is_worth_it = line.most_sets < worth_it and line.exercise.pattern not in DRILLS
    has_room = sum(other.most_sets for other in kept) < MOST_SESSION_SETS
    can_recover = all(weekly[muscle] + more <= dose.weekly_sets for muscle, more in line.worth.items())
    return is_worth_it and has_room and can_recover


def _urgency(line: Line, weekly: dict[Muscle, float]) -> tuple[bool, float]:
    """Big lifts first, and of them what trains the muscles that the week has least of."""
    return not line.is_big, max(weekly[muscle] for muscle in line.exercise.primary)


def _count(line: Line, sets: int, weekly: dict[Muscle, float]) -> None:
    for muscle, share in line.worth.items():
        weekly[muscle] += share * sets
