"""What a program asks for week by week, in numbers: sets of each muscle, minutes, effort, load."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from schemas.program import CardioItem, LoadType, Program, Session, SessionType, StrengthItem, Week
from server.generation.anatomy import Muscle
from server.generation.counting import muscle_sets, work_of

HARDEST: Final = 10
"""RPE of a set with nothing in reserve."""

EASY = frozenset({SessionType.MOBILITY, SessionType.RECOVERY})


@dataclass(frozen=True, slots=True)
class Series:
    """One number a week; None where a week has nothing of it."""

    name: str
    values: tuple[float | None, ...]

    @property
    def known(self) -> tuple[float, ...]:
        return tuple(value for value in self.values if value is not None)


@dataclass(frozen=True, slots=True)
class Tally:
    """All series, each over all weeks; those without anything are left out."""

    sets: tuple[Series, ...]
    """Of each muscle: 1 where it leads, 0.5 where it helps."""
    minutes: tuple[Series, ...]
    """Of endurance work, and of sessions that are mobility or recovery."""
    effort: tuple[Series, ...]
    """Out of 10: 10 less what is in reserve, the mean over sets; RPE of endurance work, the mean over minutes."""
    load: tuple[Series, ...]
    """In percent of the one-repetition maximum: the mean over the sets that say it."""


def tally(program: Program) -> Tally:
    """Counted from the prescriptions and the catalogue; an exercise that is in no catalogue counts for no muscle."""
    sets = [muscle_sets(week.sessions) for week in program.weeks]
    return Tally(
        sets=_filled(Series(_words(muscle), tuple(week.get(muscle, 0.0) for week in sets)) for muscle in Muscle),
        minutes=_filled(
            [
                _series(program, "Endurance", _endurance_minutes),
                _series(program, "Mobility and recovery", _easy_minutes),
            ]
        ),
        effort=_filled([_series(program, "Sets", _set_effort), _series(program, "Endurance", _endurance_effort)]),
        load=_filled([_series(program, "Load", _load)]),
    )


def _set_effort(week: Week) -> float | None:
    return _mean((_exertion(item), item.sets) for item in work_of(week.sessions))


def _load(week: Week) -> float | None:
    heavy = [item for item in work_of(week.sessions) if item.load.type is LoadType.PCT_1RM]
    return _mean((_middle(item.load.min, item.load.max), item.sets) for item in heavy)


def _endurance_effort(week: Week) -> float | None:
    return _mean((_middle(item.rpe_min, item.rpe_max), item.duration_min) for item in _endurance(week))


def _endurance_minutes(week: Week) -> float:
    return sum(item.duration_min for item in _endurance(week))


def _easy_minutes(week: Week) -> float:
    return sum(session.est_minutes for session in week.sessions if session.type in EASY)


def _endurance(week: Week) -> Iterator[CardioItem]:
    return (item for item in _items(week.sessions) if isinstance(item, CardioItem))


def _items(sessions: Iterable[Session]) -> Iterator[StrengthItem | CardioItem]:
    return (item for session in sessions for item in session.items)


def _series(program: Program, name: str, of: Callable[[Week], float | None]) -> Series:
    return Series(name, tuple(of(week) for week in program.weeks))


def _filled(series: Iterable[Series]) -> tuple[Series, ...]:
    return tuple(each for each in series if any(each.values))


def _exertion(item: StrengthItem) -> float | None:
    reserve = None if item.load.type is LoadType.NONE else _middle(item.rir_min, item.rir_max)
    return None if reserve is None else HARDEST - reserve


def _middle(low: float | None, high: float | None) -> float | None:
    known = [value for value in (low, high) if value is not None]
    return sum(known) / len(known) if known else None


def _mean(weighed: Iterator[tuple[float | None, float]]) -> float | None:
    """Of what is known, by weight."""
    known = [(value, weight) for value, weight in weighed if value is not None]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if total else None


def _words(muscle: Muscle) -> str:
    return muscle.replace("_", " ").capitalize()
