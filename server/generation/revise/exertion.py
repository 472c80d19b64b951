"""A program that asks for a step more, or a step less. Pure.

One repetition less in reserve, or one more; what is held is held ten seconds longer, or shorter; endurance work, but
for running, takes a tenth more time, or less. Never beyond the band of goal and level, what health and age ask for, or
the session's time; loads in percent of 1RM follow from the repetitions in reserve [Epley]. Deloads and recovery days
stay as they are. A coach does this before anything else: exercises, sets and days stay, and so does the way in which
blocks build up [J].
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce

from schemas.program import CardioItem, Item, Load, LoadType, Program, Session, SessionType, StrengthItem, Week
from schemas.request import Effort
from server.generation.counting import is_work, running_minutes
from server.generation.person import Person
from server.generation.repair.dosing import BIG, with_minutes
from server.generation.safety.screening import FULL_RPE
from server.generation.timing import estimated_minutes
from server.generation.validation.bands import band_of
from server.generation.validation.gate_intensity import pct_1rm
from server.generation.validation.limits import Limits, limits_of

HOLD_S = 10
HARD_SETS_RIR = 4
"""Up to here a set still counts: what has most in reserve already may have this much, whatever its band."""
MINUTES_SHARE = 0.1
MINUTES_STEP = 0.5
EFFORTS = tuple(Effort)


def steps_between(before: Effort, after: Effort) -> int:
    """How many steps harder the second is; fewer than none for easier."""
    return EFFORTS.index(after) - EFFORTS.index(before)


def stepped(person: Person, steps: int) -> Callable[[Week], Week]:
    """What makes a week so many steps harder, or easier where they are fewer than none."""
    each = [_Exertion(person, 1 if steps > 0 else -1) for _ in range(abs(steps))]
    return lambda week: reduce(lambda so_far, exertion: exertion.week(so_far), each, week)


def with_steps(program: Program, person: Person, steps: int) -> Program:
    """The program so many steps harder; the same where there is no room for one."""
    weeks = tuple(map(stepped(person, steps), program.weeks))
    return program if weeks == program.weeks else program.model_copy(update={"weeks": weeks})


@dataclass(slots=True)
class _Exertion:
    """One step, in one direction; what is changed once is remembered, as weeks repeat their items."""

    person: Person
    step: int
    items: dict[Item, Item] = field(default_factory=dict)

    def week(self, week: Week) -> Week:
        return week if week.is_deload else week.model_copy(update={"sessions": tuple(map(self.session, week.sessions))})

    def session(self, session: Session) -> Session:
        if session.type is SessionType.RECOVERY:
            return session
        items = tuple(map(self.item, session.items))
        minutes = estimated_minutes(items, self.person.minutes)
        if minutes > max(self.person.minutes, session.est_minutes):  # then only what takes no time
            items = tuple(self._same_time(old, new) for old, new in zip(session.items, items, strict=True))
            minutes = session.est_minutes
        return (
            session if items == session.items else session.model_copy(update={"items": items, "est_minutes": minutes})
        )

    def item(self, item: Item) -> Item:
        if item not in self.items:
            self.items[item] = self._endurance(item) if isinstance(item, CardioItem) else self._sets(item)
        return self.items[item]

    def _endurance(self, item: CardioItem) -> CardioItem:
        if running_minutes(item):  # it grows by a tenth at a time as it is [FR25]
            return item
        minutes = item.duration_min * (1 + self.step * MINUTES_SHARE) // MINUTES_STEP * MINUTES_STEP
        return with_minutes(item, max(MINUTES_STEP, minutes))

    def _sets(self, item: StrengthItem) -> StrengthItem:
        limits = self._limits(item)
        if item.duration_s is not None:
            return item.model_copy(update={"duration_s": _towards(item.duration_s, self.step * HOLD_S, limits.hold_s)})
        if not is_work(item) or item.rir_min is None or item.rir_max is None:
            return item
        rir = _towards(item.rir_min, -self.step, (limits.rir[0], max(limits.rir[1], HARD_SETS_RIR)))
        by = rir - item.rir_min
        return item.model_copy(
            update={"rir_min": rir, "rir_max": item.rir_max + by, "load": _following(item, by)} if by else {}
        )

    def _limits(self, item: StrengthItem) -> Limits:
        return limits_of(
            item.exercise_id,
            band_of(self.person.goal, self.person.level),
            is_big=item.role in BIG,
            is_spared=self.person.is_spared,
            least_rir=FULL_RPE - self.person.most_rpe,
        )

    def _same_time(self, old: Item, new: Item) -> Item:
        return old if isinstance(old, CardioItem) or old.duration_s is not None else new


def _towards(value: int, by: int, span: tuple[int, int]) -> int:
    """A value that much on, as far as the span goes; one that lies beyond it already stays."""
    low, high = min(span[0], value), max(span[1], value)
    return min(max(value + by, low), high)


def _following(item: StrengthItem, by: int) -> Load:
    """The load that leaves ``by`` repetitions more in reserve."""
    load = item.load
    if load.type is not LoadType.PCT_1RM or item.reps_min is None or item.reps_max is None or item.rir_min is None:
        return load
    light = pct_1rm(item.reps_max, item.rir_min + by) - pct_1rm(item.reps_max, item.rir_min)
    heavy = pct_1rm(item.reps_min, item.rir_min + by) - pct_1rm(item.reps_min, item.rir_min)
    return Load(
        type=load.type,
        min=None if load.min is None else round(load.min + light),
        max=None if load.max is None else round(load.max + heavy),
    )
