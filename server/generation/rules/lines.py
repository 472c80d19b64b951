"""One exercise of a session before it is written for a week, and how long a session of them takes. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from schemas.program import Role, StrengthItem
from schemas.request import GoalCategory
from server.generation.anatomy import DRILLS, Pattern
from server.generation.exercises import Exercise
from server.generation.person import Person
from server.generation.rules.dose import HEAVY_GOALS, Emphasis, Span, dose_of
from server.generation.rules.periodization import WeekPlan
from server.generation.rules.prescription import ACCESSORY_PATTERNS, USUAL_WISH, Wish, prescribe, role_of
from server.generation.timing import RAMP_UP_S, RAMPED_LIFTS, item_seconds, session_seconds, set_seconds, warmup_seconds
from server.generation.validation.groups import MULTI_JOINT
from server.generation.validation.score_order import LARGE

DRILL_SETS = 2
SHORT_MINUTES = 30
SHORT_HEAVY_MINUTES = 45
"""Long rests leave less time for sets."""
OLDER_SETS = (2, 3)
"""From sixty-five on [N19]."""
FEW_SETS = 2
"""Two exercises for two sets are more than one for four."""


@dataclass(frozen=True, slots=True)
class Line:
    """One exercise of a session, the same every week of a season.

    Attributes:
        entry: sets in the first week of who is new to it.
        base: sets at the start of a block.
        peak: sets at its end.
        one_set: a set of it in the fullest week, to reckon with.
        wish: of whoever picked it.
    """

    exercise: Exercise
    role: Role
    emphasis: Emphasis
    entry: int
    base: int
    peak: int
    one_set: StrengthItem
    wish: Wish = USUAL_WISH

    @property
    def is_big(self) -> bool:
        return self.role in (Role.MAIN, Role.SECONDARY)

    @property
    def is_drill(self) -> bool:
        return self.exercise.pattern in DRILLS

    @property
    def set_s(self) -> float:
        """One more set, in seconds."""
        return set_seconds(self.one_set)

    def seconds(self, sets: int) -> float:
        """So many sets, with change-over, without warm-up sets."""
        return item_seconds(self.one_set) + (sets - 1) * self.set_s


class LineMaker:
    """Makes lines for one person and one fullest week."""

    def __init__(self, person: Person, fullest: WeekPlan) -> None:
        self.person = person
        self._fullest = fullest
        self._made: dict[tuple[str, Role, Emphasis], Line] = {}

    def least_sets(self, exercise: Exercise, role: Role) -> int:
        """The fewest sets of it that are worth it; what stands behind the main lifts of a power program gets few."""
        if exercise.pattern in DRILLS:
            return DRILL_SETS
        least, _ = self._sets()
        short = SHORT_HEAVY_MINUTES if self.person.goal in HEAVY_GOALS else SHORT_MINUTES
        is_behind = self.person.goal is GoalCategory.POWER and role is not Role.MAIN
        return min(least, FEW_SETS) if is_behind or self.person.minutes < short else least

    def most_sets(self, line: Line) -> int:
        """The most sets of a line: small exercises get one more than the least, big ones what the dose says."""
        least, most = self._sets()
        return most if line.is_big else min(most, least + 1)

    def line(self, exercise: Exercise, bigs: int, emphasis: Emphasis) -> Line:
        """An exercise with the fewest sets, behind so many big lifts."""
        role = role_of(exercise, bigs)
        key = exercise.id, role, emphasis
        if key not in self._made:
            sets = self.least_sets(exercise, role)
            one_set = prescribe(
                exercise, role, self.person, self._fullest, order=1, sets=1, others=(), emphasis=emphasis
            )
            self._made[key] = Line(exercise, role, emphasis, sets, sets, sets, one_set)
        return self._made[key]

    def single(self, exercise: Exercise, bigs: int, emphasis: Emphasis) -> Line:
        """An exercise for one set: in ten minutes that is better than leaving it out [IVE]."""
        return replace(self.line(exercise, bigs, emphasis), entry=1, base=1, peak=1)

    def swapped(self, line: Line, exercise: Exercise) -> Line:
        """The same line with an exercise that is as long and as hard."""
        if exercise is line.exercise:
            return line
        return replace(line, exercise=exercise)

    def _sets(self) -> Span:
        return OLDER_SETS if self.person.is_older else dose_of(self.person.goal, self.person.level).sets


def lines_seconds(person: Person, lines: Sequence[Line]) -> float:
    """A session of these lines with all their sets, in the fullest week."""
    return session_seconds(warmup_seconds(person.minutes), (line.seconds(line.peak) for line in lines), ramped(lines))


def ramped(lines: Iterable[Line]) -> int:
    """How many of them have warm-up sets of their own."""
    return sum(line.exercise.is_main_lift for line in lines)


def ramp_up_s(line: Line, already: int) -> int:
    """What a line's own warm-up sets take, where so many lifts have theirs already."""
    return RAMP_UP_S * (line.exercise.is_main_lift and already < RAMPED_LIFTS)


def rank_of(line: Line) -> int:
    """Where a line stands in its session: fast, main, several joints, one joint and large, small, the trunk [A09]."""
    pattern = line.exercise.pattern
    if pattern is Pattern.POWER:
        return 0
    if line.role is Role.MAIN:
        return 1
    if line.role is Role.CORE:
        return 5
    if pattern in MULTI_JOINT:
        return 2
    is_large = bool(LARGE & {*line.exercise.primary[:1]})
    return 3 if is_large or pattern not in ACCESSORY_PATTERNS else 4
