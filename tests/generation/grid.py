"""Measures programs over the whole grid of wishes: `make grid`.

Eight goals, three levels, one to seven days, six lengths of session, four sets of equipment, six lengths of program:
24,192 programs, each made, checked and scored. Ends with 1 when a program breaks a gate, when one scores below 80, or
when the median is below 92.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Final, TypeVar

from schemas.program import Validation
from schemas.request import FitnessLevel, GoalCategory, parse_program_request
from server.generation.generator import Brief, GenerationFailed, ProgramWritten
from server.generation.person import understand
from server.generation.rules.generator import RulesGenerator
from server.generation.validation.score import PASSING_SCORE
from server.generation.validation.validator import validate

DAYS: Final = range(1, 8)
MINUTES: Final = (20, 30, 45, 60, 90, 120)
EQUIPMENT: Final = ("bodyweight", "dumbbell", "band", "gym")
WEEKS: Final = (1, 4, 8, 12, 16, 52)
LEAST_MEDIAN: Final = 92
WORST: Final = 15
EXAMPLES: Final = 4
"""Of cells in which a gate fails."""
CHUNK: Final = 48
GOLDEN: Final = (5**0.5 - 1) / 2
NOT_MADE: Final = "not made"
"""Stands in for the id of a gate."""

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Cell:
    """One wish."""

    goal: str
    level: str
    days: int
    minutes: int
    equipment: str
    weeks: int

    def __str__(self) -> str:
        return f"{self.goal} {self.level} {self.days}d x {self.minutes}min {self.equipment} {self.weeks}w"


@dataclass(frozen=True, slots=True)
class Measured:
    """What the checks say of the program of a cell."""

    cell: Cell
    score: float
    lost: dict[str, float]
    """Points by rule, of those that cost any."""
    failed: dict[str, str]
    """Gates by id, each with its first finding."""
    findings: dict[str, str]
    """The first finding of each rule that cost points."""


def cells(goals: Iterable[str] = tuple(GoalCategory), levels: Iterable[str] = tuple(FitnessLevel)) -> list[Cell]:
    """The grid, or the part of it for some goals and levels."""
    return [Cell(*values) for values in product(map(str, goals), map(str, levels), DAYS, MINUTES, EQUIPMENT, WEEKS)]


def spread(found: Sequence[Kind], count: int) -> list[Kind]:
    """So many of a list, the same each time, from everywhere: steps of the golden ratio meet no side of the grid."""
    if count >= len(found):
        return list(found)
    places = {int(len(found) * (number * GOLDEN % 1)) for number in range(count)}
    return [found[place] for place in sorted(places)]


def measure(cell: Cell) -> Measured:
    """Make the program of a cell and check it."""
    request = parse_program_request(
        {
            "user_id": "6f1c1d3e-7a55-4e0c-9d53-2f6a1c0b8e11",
            "height_cm": 175.0,
            "weight_kg": 75.0,
            "goal_category": cell.goal,
            "goal_raw": cell.goal.replace("_", " "),
            "duration_weeks": cell.weeks,
            "days_per_week": cell.days,
            "fitness_level": cell.level,
            "session_minutes": cell.minutes,
            "equipment": [cell.equipment],
        }
    )

    async def made() -> Validation:
        async for step in RulesGenerator().steps(Brief(request)):
            if isinstance(step, ProgramWritten):
                return validate(step.program, understand(request))
        raise AssertionError("a generator ends with the program")

    try:
        said = asyncio.run(made())
    except GenerationFailed as error:
        return Measured(cell, 0.0, {}, {NOT_MADE: error.message}, {})
    losing = [rule for rule in said.rules if rule.points < rule.max_points]
    return Measured(
        cell,
        said.score or 0.0,
        {rule.id: round(rule.max_points - rule.points, 2) for rule in losing},
        {gate.id: gate.detail for gate in said.gates if not gate.passed},
        {rule.id: rule.detail for rule in losing},
    )


def measure_all(wanted: Sequence[Cell], processes: int) -> Iterator[Measured]:
    """All cells in their order; with several processes at once, if that is wanted."""
    if processes == 1:
        yield from map(measure, wanted)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(measure, wanted, chunksize=CHUNK)


def report(found: Sequence[Measured]) -> Iterator[str]:
    """What is printed: a table of goals and levels, lost points, failed gates, the worst cells."""
    yield from _table(found)
    lost: Counter[str] = Counter()
    for one in found:
        lost.update(one.lost)
    yield ""
    yield from (f"{rule:14} costs {points / len(found):6.2f} points a program" for rule, points in lost.most_common())
    yield ""
    yield from _gates(found)
    for one in _worst(found):
        yield f"{one.score:5.1f}  {one.cell}"
        yield from (f"         -{points:<5} {rule}: {one.findings[rule]}" for rule, points in one.lost.items())


def _worst(found: Sequence[Measured]) -> list[Measured]:
    """The lowest scores, of cells that differ in more than equipment and weeks."""
    first: dict[tuple[str, str, int, int], Measured] = {}
    for one in sorted(found, key=lambda one: one.score):
        first.setdefault((one.cell.goal, one.cell.level, one.cell.days, one.cell.minutes), one)
    return list(first.values())[:WORST]


def _table(found: Sequence[Measured]) -> Iterator[str]:
    rows: dict[str, list[float]] = defaultdict(list)
    for one in found:
        rows[f"{one.cell.goal:20} {one.cell.level}"].append(one.score)
    rows["all"] = [one.score for one in found]
    yield f"{'goal':20} {'level':14} {'cells':>6} {'min':>6} {'median':>7}"
    yield from (f"{row:35} {len(each):6} {min(each):6.1f} {median(each):7.1f}" for row, each in rows.items())


def _gates(found: Sequence[Measured]) -> Iterator[str]:
    for gate, count in Counter(gate for one in found for gate in one.failed).most_common():
        yield f"gate {gate} fails in {count} cells, as"
        failing = [one for one in found if gate in one.failed]
        yield from (f"       {one.cell}: {one.failed[gate]}" for one in spread(failing, EXAMPLES))
        yield ""


def faults(found: Sequence[Measured]) -> list[str]:
    """Why the grid is not good enough; empty when it is."""
    failed = sum(bool(one.failed) for one in found)
    low = sum(one.score < PASSING_SCORE for one in found)
    middle = median(one.score for one in found)
    return [
        *[f"{failed} programs break a gate"] * bool(failed),
        *[f"{low} programs score below {PASSING_SCORE}"] * bool(low),
        *[f"the median is {middle}, below {LEAST_MEDIAN}"] * (middle < LEAST_MEDIAN),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether it is good enough."""
    parser = argparse.ArgumentParser(prog="make grid", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sample", type=int, metavar="N", help="so many cells, spread over the grid")
    parser.add_argument("--goal", choices=[*GoalCategory], action="append")
    parser.add_argument("--level", choices=[*FitnessLevel], action="append")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write each cell's result there")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    wanted = cells(asked.goal or tuple(GoalCategory), asked.level or tuple(FitnessLevel))
    if asked.sample is not None:
        wanted = spread(wanted, asked.sample)
    found = _measured_aloud(wanted, asked.processes)
    for line in report(found):
        print(line)  # noqa: T201 - the report is what the command is for
    if asked.json is not None:
        asked.json.write_text(json.dumps([asdict(one) for one in found]), encoding="utf-8")
    wrong = faults(found)
    for line in wrong:
        print(line, file=sys.stderr)  # noqa: T201 - as above
    return bool(wrong)


def _measured_aloud(wanted: Sequence[Cell], processes: int) -> list[Measured]:
    found: list[Measured] = []
    started = time.monotonic()
    for one in measure_all(wanted, processes):
        found.append(one)
        if len(found) % 100 == 0 or len(found) == len(wanted):
            left_s = (time.monotonic() - started) / len(found) * (len(wanted) - len(found))
            end = "\n" if len(found) == len(wanted) else ""
            print(f"\r{len(found)} of {len(wanted)}, {left_s:.0f} s left ", end=end, file=sys.stderr, flush=True)  # noqa: T201 - progress
    return found


if __name__ == "__main__":
    sys.exit(main())
