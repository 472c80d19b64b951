"""What is settled before a model writes a word: the weeks of each block, the days and kinds of the sessions. Pure.

A block lies inside one rise from deload to deload and has at most four weeks, in long programs eight: so it is checked,
kept and told soon after it was begun.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from server.generation.person import Person
from server.generation.rules.days import WeekShape, shape_week
from server.generation.rules.lines import LineMaker
from server.generation.rules.periodization import SeasonPlan, WeekPlan, plan_season
from server.generation.rules.selection import Menu

MOST_WEEKS_OF_A_BLOCK = 4
LONG_WEEKS = 24
MOST_WEEKS_OF_A_LONG_BLOCK = 8
"""In programs of more than `LONG_WEEKS`: a year in blocks of three weeks is seventeen calls, which
take longer than a job may."""
MOST_WEEKS_AT_ONCE = 8
"""A program that is no longer is written in one call; of longer ones, a call writes four weeks at the most."""


@dataclass(frozen=True, slots=True)
class Window:
    """The weeks of one block.

    Attributes:
        number: from 1.
        weeks: what each of them asks for.
    """

    number: int
    weeks: tuple[WeekPlan, ...]

    @property
    def first_week(self) -> int:
        return self.weeks[0].index

    @property
    def last_week(self) -> int:
        return self.weeks[-1].index

    @property
    def deloads(self) -> tuple[int, ...]:
        return tuple(week.index for week in self.weeks if week.is_deload)


@dataclass(frozen=True, slots=True)
class Outline:
    """The frame of a program."""

    person: Person
    shape: WeekShape
    season: SeasonPlan
    windows: tuple[Window, ...]
    menu: Menu
    maker: LineMaker

    def calls(self, missing: Sequence[Window]) -> list[tuple[Window, ...]]:
        """The windows that are missing, as they are asked for together."""
        most = MOST_WEEKS_AT_ONCE
        if self.person.request.duration_weeks > MOST_WEEKS_AT_ONCE:
            most = MOST_WEEKS_OF_A_BLOCK
        found: list[tuple[Window, ...]] = []
        for window in missing:
            last = found[-1] if found else ()
            if last and window.last_week - last[0].first_week < most:
                found[-1] = (*last, window)
            else:
                found.append((window,))
        return found


def outline_of(person: Person) -> Outline:
    """The frame of a program for a person."""
    season = plan_season(person)
    is_long = person.request.duration_weeks > LONG_WEEKS
    most = MOST_WEEKS_OF_A_LONG_BLOCK if is_long else MOST_WEEKS_OF_A_BLOCK
    windows: list[Window] = []
    for block in season.blocks:
        weeks = season.weeks[block.first_week - 1 : block.last_week]
        parts = ceil(len(weeks) / most)
        size = ceil(len(weeks) / parts)
        windows += [
            Window(len(windows) + place + 1, tuple(weeks[start : start + size]))
            for place, start in enumerate(range(0, len(weeks), size))
        ]
    return Outline(person, shape_week(person), season, tuple(windows), Menu(person), LineMaker(person, season.fullest))
