"""Other small exercises of the same kind for each season of a long program; main lifts stay. Pure.

Only equals stand in for each other: the same movement, the same muscles, as long a set. So sets, caps and time are
those of the first season.
"""

from collections.abc import Sequence

from schemas.program import Role
from server.generation.counting import worth_of_a_set
from server.generation.exercises import Exercise
from server.generation.rules.lines import Line, LineMaker
from server.generation.rules.selection import Menu

MOST_VARIANTS = 3
"""After so many seasons the first exercise comes again."""
AS_GOOD = 3
"""Points by which an equal may be the worse choice."""


def seasons_of(
    menu: Menu, maker: LineMaker, sessions: Sequence[Sequence[Line]], count: int
) -> list[list[tuple[Line, ...]]]:
    """The lines of each session, for each of so many seasons."""
    first = [tuple(lines) for lines in sessions]
    if count == 1:
        return [first]
    everything = {line.exercise.id for lines in sessions for line in lines}
    chains = [[_chain(menu, line, everything) for line in lines] for lines in sessions]
    seasons = []
    for season in range(count):
        varied = []
        for lines, choices in zip(first, chains, strict=True):
            taken: set[str] = set()
            own = []
            for line, choice in zip(lines, choices, strict=True):
                exercise = choice[season % len(choice)]
                if exercise.id in taken:
                    exercise = line.exercise
                taken.add(exercise.id)
                own.append(maker.swapped(line, exercise))
            varied.append(tuple(own))
        seasons.append(varied)
    return seasons


def _chain(menu: Menu, line: Line, everything: set[str]) -> list[Exercise]:
    """A line's exercise, then its equals."""
    own = line.exercise
    if line.role is Role.MAIN or own.is_main_lift or line.is_drill:
        return [own]
    kept = menu.person.kept
    points = menu.points(own.pattern)
    least = points[own.id] - AS_GOOD
    equals = [
        other
        for other in menu.suited(own.pattern)
        if other.id not in everything
        and (not kept or other.id in kept)  # who stays with a program stays with its seasons
        and points[other.id] >= least
        and _is_equal(own, other)
    ]
    equals.sort(key=lambda other: -points[other.id])
    return [own, *equals[: MOST_VARIANTS - 1]]


def _is_equal(one: Exercise, other: Exercise) -> bool:
    return (
        worth_of_a_set(one.id) == worth_of_a_set(other.id)
        and (one.unilateral, one.is_hold, one.is_incline, one.s_per_rep, one.rep_range, one.load_type)
        == (other.unilateral, other.is_hold, other.is_incline, other.s_per_rep, other.rep_range, other.load_type)
        and bool(one.gear) is bool(other.gear)
        and not other.is_main_lift
    )
