"""The fullest week, filled: a backbone for each session, then what the muscles lack most, while there is room. Pure.

Sets are counted in one ledger for the week. A session's first slots are its backbone; what follows them, and further
sets, compete by what they are worth to the muscles that lack sets, for the seconds that they take.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from schemas.program import Role
from schemas.request import GoalCategory
from server.generation.anatomy import Mechanic
from server.generation.exercises import Exercise
from server.generation.person import Person
from server.generation.rules.backbone import BALANCE_PLACE, backbone_of, key_of, slots_of
from server.generation.rules.days import Day
from server.generation.rules.dose import Emphasis, dose_of
from server.generation.rules.ledger import Ledger
from server.generation.rules.lines import Line, LineMaker, ramp_up_s, rank_of
from server.generation.rules.selection import Menu
from server.generation.rules.slots import EXTRAS
from server.generation.timing import warmup_seconds

TIGHT_MINUTES = 45
"""Up to here the first slots of a session leave time for each other; beyond there is enough for all."""
MOST_EXERCISES = 8
LEAST_WORTH = 0.08
"""Of a set: less is not worth a minute of anybody's time."""
RISING_SHARE = 0.12
"""Of the sets of the fullest week, those that a block has only at its end."""


@dataclass(slots=True)
class Filled:
    """A session while it is filled.

    Attributes:
        waiting: slots that may still be filled.
        extras: those that may be filled when none is waiting any more, or when a big muscle is short of its floor.
        left_s: seconds that are left.
    """

    day: Day
    emphasis: Emphasis
    waiting: list[str]
    extras: list[str]
    left_s: float
    lines: list[Line] = field(default_factory=list)

    @property
    def taken(self) -> set[str]:
        return {line.exercise.id for line in self.lines}

    def has_like(self, exercise: Exercise) -> bool:
        """Whether it has a small exercise for the very same muscles: further sets of that are as good."""
        return exercise.mechanic is Mechanic.ISOLATION and any(
            line.exercise.mechanic is Mechanic.ISOLATION and line.exercise.primary == exercise.primary
            for line in self.lines
        )

    @property
    def bigs(self) -> int:
        return sum(line.is_big for line in self.lines)

    def cost_s(self, line: Line) -> float:
        """What a new line takes."""
        return line.seconds(line.peak) + ramp_up_s(line, sum(other.exercise.is_main_lift for other in self.lines))


@dataclass(frozen=True, slots=True)
class Option:
    """What may be done next in a session: another set of the line with this number, or a slot's new line.

    Attributes:
        value: what it is worth for each second that it takes.
    """

    value: float
    number: int
    line: Line
    slot: str | None


class Filling:
    """Fills the resistance sessions of a week."""

    def __init__(self, person: Person, menu: Menu, maker: LineMaker, days: Sequence[Day], spare_s: float) -> None:
        self._person = person
        self._menu = menu
        self._maker = maker
        self._ledger = Ledger(person, days)
        self._seen: set[str] = set()
        self._picked: dict[tuple[int, str], Exercise | None] = {}
        self._added: list[tuple[int, int]] = []
        self._missing: list[str] = []
        limit_s = person.minutes * 60 - warmup_seconds(person.minutes) - spare_s
        self._sessions = [
            Filled(day, day.emphasis, slots_of(person, day, len(days)), [*EXTRAS[day.template or ""]], limit_s)
            for day in days
        ]

    @property
    def missing(self) -> tuple[str, ...]:
        """Movements of the sessions' backbones that nothing was found for, not even a related one."""
        return tuple(dict.fromkeys(self._missing))

    def fill(self) -> list[tuple[Line, ...]]:
        """The lines of each session, in the order in which they are done."""
        for number, session in enumerate(self._sessions):
            self._backbone(number, session)
        if self._person.goal is GoalCategory.STRENGTH:
            self._strengthen()
        is_better = True
        while is_better:  # a round through the week at a time, so that no session takes what all need
            found = [self._improve(number, session) for number, session in enumerate(self._sessions)]
            is_better = any(found)
        self._balance()
        self._set_bases()
        return [_in_order(session.lines) for session in self._sessions]

    def _backbone(self, number: int, session: Filled) -> None:
        slots = backbone_of(self._person, session.day, session.waiting)
        key = key_of(slots)
        for place, slot in enumerate(slots):
            session.waiting.remove(slot)
            reserved_s = sum(self._least_s(session, other) for other in key[place + 1 :])
            exercise = self._pick(number, session, slot, reserved_s) or self._pick(number, session, slot, 0)
            single = None if exercise or slot not in key else self._pick(number, session, slot, 0, is_single=True)
            if exercise is not None:
                self._add(number, session, self._maker.line(exercise, session.bigs, session.emphasis))
            elif single is not None:
                self._add(number, session, self._maker.single(single, session.bigs, session.emphasis))
            elif next(self._menu.candidates(slot), None) is None:
                self._missing.append(slot)
        self._seen.update(session.taken)

    def _strengthen(self) -> None:
        """Main lifts get sets before anything small gets a place: they are what strength is measured by."""
        least, most = dose_of(self._person.goal, self._person.level).sets
        for sets in range(least, (least + most) // 2):
            for number, session in enumerate(self._sessions):
                for place, line in enumerate(session.lines):
                    if line.role is Role.MAIN and line.peak == sets and line.set_s <= session.left_s:
                        self._grow(number, place, is_backbone=True)

    def _grow(self, number: int, place: int, *, is_backbone: bool = False) -> None:
        """Another set of a line, if there is room for it."""
        session = self._sessions[number]
        line = session.lines[place]
        if self._ledger.admits(number, line.exercise, 1, is_backbone=is_backbone):
            session.lines[place] = replace(line, peak=line.peak + 1)
            session.left_s -= line.set_s
            self._ledger.enter(number, line.exercise, 1)
            self._added.append((number, place))

    def _improve(self, number: int, session: Filled) -> bool:
        """Do what is worth most in a session; whether there was anything."""
        best = max(self._options(number, session), key=lambda option: option.value, default=None)
        if best is None:
            return False
        if best.slot is None:
            self._grow(number, best.number)
        else:
            (session.waiting if best.slot in session.waiting else session.extras).remove(best.slot)
            self._add(number, session, best.line)
            self._seen.add(best.line.exercise.id)
        return True

    def _options(self, number: int, session: Filled) -> list[Option]:
        found: list[Option] = []
        for place, line in enumerate(session.lines):
            if not line.is_drill and line.peak < self._maker.most_sets(line) and line.set_s <= session.left_s:
                self._offer(found, Option(0, place, line, None), number, 1, line.set_s)
        if len(session.lines) < MOST_EXERCISES:
            self._offer_slots(found, number, session, session.waiting)
            is_done = all(option.slot is None for option in found)
            self._offer_slots(found, number, session, session.extras, is_urgent_only=not is_done)
        return found

    def _offer_slots(
        self, found: list[Option], number: int, session: Filled, slots: Sequence[str], *, is_urgent_only: bool = False
    ) -> None:
        for slot in dict.fromkeys(slots):
            exercise = self._pick_once(number, session, slot)
            if exercise is not None and (self._ledger.is_short(exercise) or not is_urgent_only):
                line = self._maker.line(exercise, session.bigs, session.emphasis)
                cost_s = session.cost_s(line)
                if cost_s <= session.left_s:
                    self._offer(found, Option(0, -1, line, slot), number, line.peak, cost_s)

    def _offer(self, found: list[Option], option: Option, number: int, sets: int, cost_s: float) -> None:
        exercise = option.line.exercise
        if not (self._ledger.admits(number, exercise, sets) and self._ledger.keeps_balance(exercise, sets)):
            return
        worth = self._ledger.worth(number, exercise, sets)
        if worth > LEAST_WORTH * sets:
            found.append(replace(option, value=worth / cost_s))

    def _least_s(self, session: Filled, slot: str) -> float:
        """The least time that a slot may take; where time is not short nobody asks."""
        if self._person.minutes > TIGHT_MINUTES:
            return 0
        suited = self._menu.meant_for(slot)
        lines = (self._maker.line(each, session.bigs, session.emphasis) for each in suited)
        return min(map(session.cost_s, lines), default=0)

    def _pick(
        self, number: int, session: Filled, slot: str, reserved_s: float | None = None, *, is_single: bool = False
    ) -> Exercise | None:
        """What a slot is filled with; where time is reserved for others, it belongs to the backbone."""
        limit_s = session.left_s - (reserved_s or 0)
        make = self._maker.single if is_single else self._maker.line

        bigs = session.bigs

        def is_open(exercise: Exercise) -> bool:
            if session.has_like(exercise):
                return False
            line = make(exercise, bigs, session.emphasis)
            has_room = self._ledger.admits(number, exercise, line.peak, is_backbone=reserved_s is not None)
            return has_room and session.cost_s(line) <= limit_s

        return self._menu.pick(slot, session.taken, self._seen, lack=self._ledger.lack, is_open=is_open)

    def _pick_once(self, number: int, session: Filled, slot: str) -> Exercise | None:
        """What a slot would be filled with; looked for again when it is taken or has no room any more."""
        exercise = self._picked.get((number, slot))
        if (number, slot) in self._picked and exercise is None:
            return None  # room only gets less
        if exercise is None or not self._is_still_open(number, session, exercise):
            exercise = self._pick(number, session, slot)
            if exercise is not None and not self._menu.is_worthy(exercise, slot):
                exercise = None
            self._picked[number, slot] = exercise
        return exercise

    def _is_still_open(self, number: int, session: Filled, exercise: Exercise) -> bool:
        line = self._maker.line(exercise, session.bigs, session.emphasis)
        is_free = exercise.id not in session.taken and session.cost_s(line) <= session.left_s
        return is_free and self._ledger.admits(number, exercise, line.peak)

    def _add(self, number: int, session: Filled, line: Line) -> None:
        session.left_s -= session.cost_s(line)
        session.lines.append(line)
        self._ledger.enter(number, line.exercise, line.peak)

    def _balance(self) -> None:
        """Where one side has too much, take the sets back that were added to it, the last first."""
        for number, place in reversed(self._added):
            session = self._sessions[number]
            line = session.lines[place]
            if self._ledger.has_too_much_of(line.exercise) and line.peak > line.entry:
                session.lines[place] = replace(line, peak=line.peak - 1)
                self._ledger.enter(number, line.exercise, -1)

    def _set_bases(self) -> None:
        """A block begins without the sets that were added last, one of each line and so many of the week."""
        total = sum(line.peak for session in self._sessions for line in session.lines)
        rising = int(total * RISING_SHARE + 0.5)
        later: set[tuple[int, int]] = set()
        for number, place in reversed(self._added):
            line = self._sessions[number].lines[place]
            if len(later) < rising and line.peak > line.entry:
                later.add((number, place))
        for number, session in enumerate(self._sessions):
            session.lines = [
                replace(line, base=line.peak - ((number, place) in later)) for place, line in enumerate(session.lines)
            ]


def _in_order(lines: list[Line]) -> tuple[Line, ...]:
    """Fast, main, several joints, one joint; drills of balance behind the main lifts."""
    lifts = sorted((line for line in lines if not line.is_drill), key=rank_of)
    drills = [line for line in lines if line.is_drill]
    return (*lifts[:BALANCE_PLACE], *drills, *lifts[BALANCE_PLACE:])
