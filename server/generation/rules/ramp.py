"""How the sets of lines rise from week to week, never faster than gate G9 lets them, and fall in deloads. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.generation.anatomy import Muscle
from server.generation.rules.ledger import limited_worth
from server.generation.rules.lines import Line
from server.generation.rules.periodization import WeekPlan
from server.generation.validation.gate_progression import most_sets

SESSION_SHARE = 0.25
"""A session has no more than a quarter of its sets on top of those of the week before, or one set."""
PEAK_LESS = 1
"""Sets that small exercises have less of, while loads are at their heaviest."""
LEAST_PEAK_SETS = 2

Sets = tuple[tuple[int, ...], ...]
"""Of each line of each session."""


def sets_by_week(sessions: Sequence[Sequence[Line]], weeks: Iterable[WeekPlan]) -> list[Sets]:
    """The sets of each line in each week."""
    before: Sets | None = None
    found: list[Sets] = []
    for plan in weeks:
        if plan.is_deload and before is not None:
            found.append(_halved(before))
            continue
        wanted = _wanted(sessions, plan)
        before = wanted if before is None else _risen(sessions, before, wanted)
        found.append(before)
    return found


def _wanted(sessions: Sequence[Sequence[Line]], plan: WeekPlan) -> Sets:
    """What the week would have, wherever it comes from: one line after the other gets its further sets."""
    starts = [[_start(line, plan) for line in lines] for lines in sessions]
    if plan.is_peak:
        return tuple(map(tuple, starts))
    missing = [
        (round_, number, place)
        for number, lines in enumerate(sessions)
        for place, line in enumerate(lines)
        for round_ in range(line.peak - starts[number][place])
    ]
    # A round through the whole week at a time, so that no session and no muscle runs ahead.
    for _, number, place in sorted(missing)[: int(plan.step * len(missing) + 0.5)]:
        starts[number][place] += 1
    return tuple(map(tuple, starts))


def _start(line: Line, plan: WeekPlan) -> int:
    if plan.is_entry:
        return min(line.entry, line.peak)
    is_cut = plan.is_peak and not line.is_big and not line.is_drill
    return min(line.base, max(LEAST_PEAK_SETS, line.base - PEAK_LESS)) if is_cut else line.base


@dataclass(slots=True)
class _Week:
    """The sets of a week while they rise."""

    total: int
    limited: Counter[Muscle]


def _risen(sessions: Sequence[Sequence[Line]], before: Sets, wanted: Sets) -> Sets:
    """As near to what is wanted as the rise from one week to the next may be."""
    now = [[min(pair) for pair in zip(had, want, strict=True)] for had, want in zip(before, wanted, strict=True)]
    last, week = _counted(sessions, before), _counted(sessions, now)
    room = [max(1, int(sum(had) * SESSION_SHARE)) + sum(had) - sum(own) for had, own in zip(before, now, strict=True)]
    open_ = [
        (number, place, line)
        for number, lines in enumerate(sessions)
        for place, line in enumerate(lines)
        for _ in range(wanted[number][place] - now[number][place])
    ]
    for number, place, line in open_:
        worth = {} if line.is_drill else limited_worth(line.exercise.id)
        fits = all(week.limited[m] + share <= most_sets(last.limited[m]) for m, share in worth.items())
        if room[number] and fits and week.total + 1 <= most_sets(last.total):
            now[number][place] += 1
            room[number] -= 1
            week.total += not line.is_drill
            week.limited.update(worth)
    return tuple(map(tuple, now))


def _counted(sessions: Sequence[Sequence[Line]], sets: Sequence[Sequence[int]]) -> _Week:
    limited: Counter[Muscle] = Counter()
    total = 0
    for lines, counts in zip(sessions, sets, strict=True):
        for line, count in zip(lines, counts, strict=True):
            if not line.is_drill:
                total += count
                for muscle, share in limited_worth(line.exercise.id).items():
                    limited[muscle] += share * count  # type: ignore[assignment]  # a Counter counts halves too
    return _Week(total, limited)


def _halved(before: Sets) -> Sets:
    """Half of the last working week; of odd numbers the first is rounded up, the next down, and so on."""
    odd = 0
    halves: list[tuple[int, ...]] = []
    for counts in before:
        own = []
        for count in counts:
            odd += count % 2
            own.append(max(1, count // 2 + (count % 2 and odd % 2)))
        halves.append(tuple(own))
    return tuple(halves)
