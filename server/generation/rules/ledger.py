"""The sets of a week, muscle by muscle: how many are owed, how many may be. Pure, but for what it writes down.

Owed are the weekly sets of the dose for the big muscles, a part of them for the small ones. What may be is what the
gates let pass: the week's cap of the level [G6], a session's sets [G7], two days in a row [G8]; and, of big muscles, no
more than the band of the goal says helps.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from schemas.request import Weekday
from server.generation.anatomy import DRILLS, Muscle, Pattern
from server.generation.counting import PRIMARY, worth_of_a_set
from server.generation.exercises import Exercise
from server.generation.person import Person
from server.generation.rules.days import Day
from server.generation.rules.dose import HEAVY_GOALS, dose_of
from server.generation.validation.asked import asked_of
from server.generation.validation.bands import band_of
from server.generation.validation.gate_recovery import DAYS_OF_A_WEEK, HARD_SETS, WEEKDAYS
from server.generation.validation.gate_volume import SESSION_MUSCLE_SETS, SESSION_SETS, WEEKLY_CAPS
from server.generation.validation.groups import MUSCLES_OF, Group, worth_for_groups
from server.generation.validation.muscles import STEADYING
from server.generation.validation.score_balance import (
    POSTERIOR,
    PULL,
    PUSH,
    PUSH_TO_PULL,
    QUADS,
    QUADS_TO_POSTERIOR,
)

M = Muscle
SHARE_OWED: Mapping[Muscle, float] = MappingProxyType(
    {
        **dict.fromkeys((M.CHEST, M.LATS, M.UPPER_BACK, M.QUADS, M.HAMSTRINGS, M.GLUTES), 1.0),
        M.FRONT_DELTS: 0.7,
        M.SIDE_DELTS: 0.6,
        M.REAR_DELTS: 0.6,
        M.BICEPS: 0.6,
        M.TRICEPS: 0.6,
        M.CALVES: 0.5,
        M.ABS: 0.5,
        M.OBLIQUES: 0.3,
        M.ADDUCTORS: 0.2,
        M.ABDUCTORS: 0.2,
        M.FOREARMS: 0.1,
        M.ERECTORS: 0.2,
    }
)
"""Of the sets of a big muscle; the small ones help in what is done for the big ones [J]."""
IMPORTANCE: Mapping[Muscle, float] = MappingProxyType(
    {
        **dict.fromkeys(SHARE_OWED, 0.1),
        **{muscle: 1.0 for muscle, share in SHARE_OWED.items() if share == 1},
        **dict.fromkeys((M.FRONT_DELTS, M.SIDE_DELTS, M.REAR_DELTS, M.BICEPS, M.TRICEPS), 0.8),
        **dict.fromkeys((M.CALVES, M.ABS), 0.6),
    }
)
"""What a set that a muscle lacks is worth, muscle by muscle [J]."""
FOCUSED = 1.3
"""What a muscle is owed more that somebody wants to put first, and how much more its sets are worth [J]."""
OVER_SHARE = 0.5
"""A set beyond what is owed costs half of what one before it is worth."""
SESSION_AIM = 8
"""Direct sets of a muscle in a session: beyond them few help [program rules, G7]."""
FEW_DAYS = 2
"""Who lifts so rarely may do more at once."""
OLDER_SESSION_SETS = 16
"""Two sets of eight lifts [N19]."""
RARE = 0.5
"""What it is worth to train a big muscle on a second day."""
TIMES_A_WEEK = 2
SHORT = 0.5
"""What a set is worth more for a big muscle group that has fewer than its floor: that comes first."""
FLOOR_MARGIN = 1.25
"""The fullest week is above the mean of a block, of which the floor is asked."""
FLOOR_SETS_OVER = 0.5
"""Above the lower end of the band nothing is urgent any more."""
UNLED = 0.4
"""What it is worth that a muscle leads once in a week, and does not only help."""
WORTH_LEADING = 0.5
"""From this importance on."""
HEAVY_LIFT = 1.5
"""By how much a set of a main lift is worth more, where strength or power is the goal: it is what they are for."""


@cache
def limited_worth(exercise_id: str) -> Mapping[Muscle, float]:
    """What one set counts for the limits: what only steadies the body does not count there."""
    worth = worth_of_a_set(exercise_id)
    return MappingProxyType({m: share for m, share in worth.items() if share == PRIMARY or m not in STEADYING})


@cache
def _shares(exercise_id: str) -> tuple[tuple[tuple[Muscle, float], ...], float]:
    """What one set counts for each muscle, and for all together."""
    worth = worth_of_a_set(exercise_id)
    return tuple(worth.items()), sum(worth.values()) or 1


class Ledger:
    """The sets of the fullest week while it is filled."""

    def __init__(self, person: Person, days: Sequence[Day]) -> None:
        band, dose = band_of(person.goal, person.level), dose_of(person.goal, person.level)
        self.owed = {
            muscle: dose.weekly_sets * share * (FOCUSED if muscle in person.focus else 1)
            for muscle, share in SHARE_OWED.items()
        }
        self._importance = {m: FOCUSED * weight if m in person.focus else weight for m, weight in IMPORTANCE.items()}
        cap = WEEKLY_CAPS[person.level]
        self._most = cap
        self._useful = {m: min(cap, band.weekly_sets[1]) if m not in STEADYING else cap for m in Muscle}
        self._session_sets = OLDER_SESSION_SETS if person.is_older else SESSION_SETS
        self._muscle_sets = SESSION_MUSCLE_SETS if len(days) <= FEW_DAYS else SESSION_AIM
        self._neighbours = _neighbours(days)
        self.weekly: dict[Muscle, float] = dict.fromkeys(Muscle, 0.0)
        self._of_session: list[dict[Muscle, float]] = [dict.fromkeys(Muscle, 0.0) for _ in days]
        self._direct: list[dict[Muscle, float]] = [dict.fromkeys(Muscle, 0.0) for _ in days]
        floor = FLOOR_MARGIN * asked_of(person).floor_sets(len(days))
        self._floor = min(floor, band.weekly_sets[0] + FLOOR_SETS_OVER)
        self._led: Counter[Muscle] = Counter()
        self._sets = [0] * len(days)
        self._is_heavy = person.goal in HEAVY_GOALS
        self._patterns: Counter[Pattern] = Counter()

    def enter(self, session: int, exercise: Exercise, sets: int) -> None:
        """Write sets down; fewer than none are taken back. Drills are no sets of a muscle."""
        if exercise.pattern in DRILLS:
            return
        for muscle, share in limited_worth(exercise.id).items():
            self.weekly[muscle] += share * sets
            self._of_session[session][muscle] += share * sets
            if share == PRIMARY:
                self._direct[session][muscle] += sets
                self._led[muscle] += sets
        self._sets[session] += sets
        self._patterns[exercise.pattern] += sets

    def admits(self, session: int, exercise: Exercise, sets: int, *, is_backbone: bool = False) -> bool:
        """Whether so many sets more stay within every cap.

        A session's backbone may go beyond what the goal can use, so that no day is without its main lifts.
        """
        most_direct = SESSION_MUSCLE_SETS if is_backbone else self._muscle_sets
        if self._sets[session] + sets > self._session_sets:
            return False
        here, direct = self._of_session[session], self._direct[session]
        for muscle, share in limited_worth(exercise.id).items():
            more = share * sets
            if self.weekly[muscle] + more > (self._most if is_backbone else self._useful[muscle]):
                return False
            if share == PRIMARY and direct[muscle] + sets > most_direct:
                return False
            if here[muscle] + more >= HARD_SETS and any(
                self._of_session[other][muscle] >= HARD_SETS for other in self._neighbours[session]
            ):
                return False
        return True

    def keeps_balance(self, exercise: Exercise, sets: int) -> bool:
        """Whether so many sets more leave pushing and pulling, front and back of the thighs, in proportion."""
        return self._in_proportion(exercise, sets, PUSH, PULL, PUSH_TO_PULL) and self._in_proportion(
            exercise, sets, QUADS, POSTERIOR, QUADS_TO_POSTERIOR
        )

    def worth(self, session: int, exercise: Exercise, sets: int) -> float:
        """What so many sets more are worth: what is owed, less what is beyond it."""
        total = 0.0
        here = self._of_session[session]
        for muscle, share in worth_of_a_set(exercise.id).items():
            owed = self.owed[muscle]
            gap = (owed - self.weekly[muscle] - share * sets / 2) / owed
            total += self._importance[muscle] * share * sets * (gap if gap > 0 else OVER_SHARE * gap)
            if share == PRIMARY and not self._led[muscle] and IMPORTANCE[muscle] >= WORTH_LEADING:
                total += UNLED * IMPORTANCE[muscle] * sets
            if SHARE_OWED[muscle] == 1 and not here[muscle] and self._times(muscle) < TIMES_A_WEEK:
                total += RARE * share * sets
        for group, share in worth_for_groups(exercise.id).items():
            if group is not Group.SHOULDERS:  # presses and rows bring them along
                total += SHORT * min(share * sets, max(0.0, self._floor - self._of_group(group)))
        return total * (HEAVY_LIFT if self._is_heavy and exercise.is_main_lift else 1)

    def is_short(self, exercise: Exercise) -> bool:
        """Whether a big muscle group that it leads in has fewer sets than its floor."""
        worth = worth_for_groups(exercise.id)
        led = (group for group, share in worth.items() if share == PRIMARY and group is not Group.SHOULDERS)
        return any(self._of_group(group) < self._floor for group in led)

    def lack(self, exercise: Exercise) -> float:
        """How much the muscles of an exercise lack, from 0 (nothing) to 1 (everything)."""
        shares, whole = _shares(exercise.id)
        gaps = 0.0
        for muscle, share in shares:
            gap = 1 - self.weekly[muscle] / self.owed[muscle]
            if gap > 0:
                gaps += share * gap
        return gaps / whole

    def has_too_much_of(self, exercise: Exercise) -> bool:
        """Whether its side of the body has more than its share of the week."""
        for first, second, (low, high) in ((PUSH, PULL, PUSH_TO_PULL), (QUADS, POSTERIOR, QUADS_TO_POSTERIOR)):
            over, under = self._count(first), self._count(second)
            if (exercise.pattern in first and over > high * under) or (
                exercise.pattern in second and over < low * under
            ):
                return bool(over and under)
        return False

    def _of_group(self, group: Group) -> float:
        """A group has what the best-trained of its muscles has."""
        return max(self.weekly[muscle] for muscle in MUSCLES_OF[group])

    def _times(self, muscle: Muscle) -> int:
        return sum(session[muscle] >= 1 for session in self._of_session)

    def _count(self, patterns: Iterable[Pattern]) -> int:
        return sum(self._patterns[pattern] for pattern in patterns)

    def _in_proportion(
        self,
        exercise: Exercise,
        sets: int,
        first: frozenset[Pattern],
        second: frozenset[Pattern],
        bounds: tuple[float, float],
    ) -> bool:
        low, high = bounds
        over, under = self._count(first), self._count(second)
        if exercise.pattern in first and under:  # with nothing on the other side there is no balance to keep
            return over + sets <= high * under
        if exercise.pattern in second and over:
            return low * (under + sets) <= over
        return True


def _neighbours(days: Sequence[Day]) -> list[list[int]]:
    """Of each session those on the day before and behind it, around the week."""
    dated = any(day.weekday for day in days)
    numbers = [_number(day.weekday, day.index) if day.weekday or not dated else None for day in days]
    return [
        [
            other
            for other, number in enumerate(numbers)
            if number is not None and own is not None and (number - own) % DAYS_OF_A_WEEK in (1, DAYS_OF_A_WEEK - 1)
        ]
        for own in numbers
    ]


def _number(weekday: Weekday | None, index: int) -> int:
    return index - 1 if weekday is None else WEEKDAYS.index(weekday)
