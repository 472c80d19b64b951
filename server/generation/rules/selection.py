"""Which exercise fills a slot. Pure and deterministic."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain, islice
from types import MappingProxyType

from schemas.request import Equipment, GoalCategory
from server.generation.anatomy import Mechanic
from server.generation.exercises import Exercise, catalogue, of_pattern
from server.generation.person import Person
from server.generation.timing import SHORT_SESSION_MINUTES
from server.generation.validation.groups import MULTI_JOINT

SLOT_PATTERNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "incline_push": ("horizontal_push",),
        "core": ("core_anti_extension", "core_anti_rotation", "core_flexion"),
    }
)
"""The movement patterns of which any may fill a slot, where the slot is not itself one."""

RELATED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "incline_push": ("fly",),
        "squat": ("lunge", "bridge"),
        "lunge": ("squat", "bridge"),
        "hinge": ("bridge", "knee_flexion"),
        "bridge": ("hinge", "squat"),
        "fly": ("horizontal_push",),
        "biceps": ("horizontal_pull", "vertical_pull"),
        "calves": ("lunge", "squat"),
        "knee_flexion": ("bridge",),
        "knee_extension": ("squat", "lunge"),
        "hip_ab_adduction": ("bridge", "lunge"),
        "horizontal_push": ("fly", "triceps"),
        "vertical_push": ("horizontal_push", "delts"),
        "horizontal_pull": ("vertical_pull", "delts"),
        "vertical_pull": ("horizontal_pull",),
        "triceps": ("horizontal_push",),
        "delts": ("horizontal_pull",),
        "core": ("carry",),
        "core_flexion": ("core_anti_extension", "core_anti_rotation"),
        "core_anti_extension": ("core_anti_rotation", "core_flexion"),
        "core_anti_rotation": ("core_anti_extension", "carry"),
        "carry": ("core_anti_rotation",),
        "power": ("squat",),
        "balance": ("mobility",),
    }
)
"""Where to look when a pattern has nothing that suits: the next best movement."""

STABLE = frozenset({Equipment.MACHINE, Equipment.CABLE})
FREE_WEIGHTS = frozenset({Equipment.BARBELL, Equipment.DUMBBELL, Equipment.KETTLEBELL})
HEAVY = FREE_WEIGHTS | {Equipment.PULL_UP_BAR}
NOVELTY = 3
"""What an exercise loses when the week has it already: enough to vary equals, not to train with what is too easy."""
BEGINNER_NOVELTY = 1
"""Beginners learn by doing the same again."""
VARIED = frozenset({"core", "delts", "power"})
"""Slots that mean several movements: those vary for beginners too."""
TOO_EASY = 4
"""What an exercise loses for each step by which it is easier than it need be."""
ONE_JOINT = 6
"""What an exercise of one joint loses in the place of a big lift, as a pullover in that of a pull-up."""

SLOW = 2
"""What an exercise that is done for each side loses in a session that is too short to do everything twice."""
TIGHT_MINUTES = 30

RAMPED = 12
"""What a lift that needs warm-up sets loses where there is no time for them."""
ADVANCED_AS_GOOD = 0.5
"""What an advanced exercise with a load loses against its equals: it is not better for being harder to learn."""
MUCH_WORSE = 5
"""An exercise that has so many points less than the best for a slot is not what the slot is for."""
LACKING = 3
"""What an exercise gains when its muscles lack everything; less, as they lack less."""


Ranked = tuple[Exercise, float]
"""An exercise, and its points whatever the week has already."""


def nothing_lacks(_: Exercise) -> float:
    """Where nobody counts yet, nothing lacks."""
    return 0.0


class Menu:
    """What suits a person, ranked for each slot."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._suited: dict[str, tuple[Exercise, ...]] = {}
        self._ranked: dict[tuple[str, tuple[str, ...]], tuple[Ranked, ...]] = {}
        self._points: dict[str, Mapping[str, float]] = {}
        self._fits: tuple[dict[str, float], dict[str, float]] = {}, {}
        self._substitutes: dict[tuple[str, int], tuple[str, ...]] = {}

    def suited(self, pattern: str) -> tuple[Exercise, ...]:
        """All of a pattern that they may do, in the catalogue's order."""
        if pattern not in self._suited:
            self._suited[pattern] = tuple(filter(self.person.allows, of_pattern(pattern)))
        return self._suited[pattern]

    def points(self, slot: str) -> Mapping[str, float]:
        """How well each exercise of a slot's own patterns fits, by id."""
        if slot not in self._points:
            own = self._rank(slot, SLOT_PATTERNS.get(slot, (slot,)))
            self._points[slot] = {exercise.id: points for exercise, points in own}
        return self._points[slot]

    def candidates(
        self, slot: str, seen: AbstractSet[str] = frozenset(), lack: Callable[[Exercise], float] = nothing_lacks
    ) -> Iterator[Exercise]:
        """What suits for a slot, best first: what the pattern has, then what related ones have.

        Args:
            seen: ids that the week has already; their equals are preferred.
            lack: how much the muscles of an exercise lack sets, 0 to 1.
        """
        novelty = NOVELTY if slot in VARIED or not self.person.is_beginner else BEGINNER_NOVELTY

        def loss(ranked: Ranked) -> float:
            exercise, points = ranked
            return novelty * (exercise.id in seen) - points - LACKING * lack(exercise)

        for group in self._of_slot(slot):
            # Sorting is stable: what is equal stays in the order in which ties were broken.
            yield from (exercise for exercise, _ in sorted(group, key=loss))

    def meant_for(
        self, slot: str, seen: AbstractSet[str] = frozenset(), lack: Callable[[Exercise], float] = nothing_lacks
    ) -> Iterator[Exercise]:
        """The candidates, of related patterns only where the slot's own have nothing that suits."""
        return islice(self.candidates(slot, seen, lack), len(self.points(slot)) or None)

    def is_worthy(self, exercise: Exercise, slot: str) -> bool:
        """Whether an exercise is nearly as good as the best for a slot, and no mere stopgap."""
        points = self.points(slot)
        return exercise.id in points and points[exercise.id] > max(points.values()) - MUCH_WORSE

    def pick(
        self,
        slot: str,
        taken: AbstractSet[str],
        seen: AbstractSet[str],
        *,
        lack: Callable[[Exercise], float] = nothing_lacks,
        is_open: Callable[[Exercise], bool] = lambda _: True,
    ) -> Exercise | None:
        """The exercise for a slot.

        What the person keeps goes before everything else that fills the slot; of it, too, what the week has not yet.

        Args:
            taken: ids that the session has already; never picked again.
            seen: ids that the week has already; their equals are preferred.
            lack: how much the muscles of an exercise lack sets, 0 to 1.
            is_open: whether there is room for an exercise.
        """
        free = (each for each in self.meant_for(slot, seen, lack) if each.id not in taken)
        if not self.person.kept:
            return next(filter(is_open, free), None)
        found = [*filter(is_open, free)]
        kept = [each for each in found if each.id in self.person.kept and _fills(each, slot)]
        return next((each for each in kept if each.id not in seen), next(iter(kept), next(iter(found), None)))

    def substitutes(self, exercise: Exercise, most: int = 3) -> tuple[str, ...]:
        """Ids of exercises that may take its place: what a coach wrote down, then what fits best."""
        key = exercise.id, most
        if key not in self._substitutes:
            written = (id_ for id_ in exercise.substitutes if self.person.allows(catalogue()[id_]))
            found = (other.id for other in self.candidates(exercise.pattern) if other.id != exercise.id)
            self._substitutes[key] = tuple(islice(_distinct(chain(written, found)), most))
        return self._substitutes[key]

    def _fit(self, exercise: Exercise, *, is_incline: bool) -> float:
        known = self._fits[is_incline]
        if exercise.id not in known:
            known[exercise.id] = _fit(exercise, self.person, is_incline=is_incline)
        return known[exercise.id]

    def _of_slot(self, slot: str) -> Iterator[tuple[Ranked, ...]]:
        """Of the slot's own patterns, and then of each related one: what suits and its points, ties broken."""
        yield self._rank(slot, SLOT_PATTERNS.get(slot, (slot,)))
        for related in RELATED.get(slot, ()):  # ranked only where somebody looks so far
            yield self._rank(slot, (related,))

    def _rank(self, slot: str, patterns: tuple[str, ...]) -> tuple[Ranked, ...]:
        key = slot, patterns
        if key not in self._ranked:
            suited = [each for name in patterns for each in self.suited(name)]
            points = [(each, self._fit(each, is_incline=slot == "incline_push")) for each in suited]
            self._ranked[key] = tuple(sorted(points, key=lambda pair: (-pair[1], _tie(pair[0], self.person))))
        return self._ranked[key]


def candidates(slot: str, person: Person, seen: AbstractSet[str] = frozenset()) -> list[Exercise]:
    """What suits a person for a slot, best first; see `Menu.candidates`."""
    return [*Menu(person).candidates(slot, seen)]


def substitutes(exercise: Exercise, person: Person, most: int = 3) -> tuple[str, ...]:
    """Ids of exercises that may take the place of one; see `Menu.substitutes`."""
    return Menu(person).substitutes(exercise, most)


def _distinct(ids: Iterable[str]) -> Iterator[str]:
    """Each once, looked for only as far as somebody asks."""
    known: set[str] = set()
    for id_ in ids:
        if id_ not in known:
            known.add(id_)
            yield id_


def _fills(exercise: Exercise, slot: str) -> bool:
    is_own = exercise.pattern in SLOT_PATTERNS.get(slot, (slot,))
    return is_own and exercise.is_incline == (slot == "incline_push")


def _fit(exercise: Exercise, person: Person, *, is_incline: bool) -> float:
    gear, is_small = exercise.gear, exercise.pattern not in MULTI_JOINT
    points = _for_level(exercise, is_small=is_small)
    if person.is_beginner or person.is_older:
        points += 4 * bool(gear & STABLE) + 2 * bool(gear & {Equipment.DUMBBELL})
    elif person.goal in (GoalCategory.STRENGTH, GoalCategory.POWER):
        points += 6 * (Equipment.BARBELL in gear) + 2 * bool(gear & HEAVY) + 2 * exercise.is_main_lift
        points -= 2 * exercise.unilateral  # both sides together lift more
    else:
        points += 4 * (exercise.is_loaded and bool(gear & (FREE_WEIGHTS | STABLE))) + 2 * (
            exercise.is_main_lift and not is_small
        )
    points += bool(gear) + exercise.fit_for(person.goal)
    points -= SLOW * (exercise.unilateral and person.minutes <= TIGHT_MINUTES and not person.is_older)
    points += 8 * (exercise.is_incline == is_incline)
    points -= ONE_JOINT * (exercise.pattern in MULTI_JOINT and exercise.mechanic is Mechanic.ISOLATION)
    if person.minutes < SHORT_SESSION_MINUTES:
        points -= RAMPED * exercise.is_main_lift
    points += exercise.ease * (person.is_older and person.is_beginner)
    points -= TOO_EASY * max(0, exercise.ease - person.is_beginner) * (not person.is_older)
    is_careful = person.is_beginner or person.is_older or bool(person.injured)
    return points - is_careful * sum(exercise.joint_stress.values()) // 2


def _for_level(exercise: Exercise, *, is_small: bool) -> float:
    """What it is worth that an exercise is harder to do: much, where it cannot be made harder by load."""
    level = exercise.level_number
    if not exercise.is_loaded:
        return 2 * level
    return 0 if is_small else min(level, 1) - ADVANCED_AS_GOOD * (level > 1)


def _tie(exercise: Exercise, person: Person) -> str:
    return hashlib.sha256(f"{person.seed}:{exercise.id}".encode()).hexdigest()
