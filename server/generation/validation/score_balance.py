"""Balance: as much pulling as pushing, as much behind the thigh as before it, every base movement each week. Pure.

Push to pull 0.5 to 1.2, quads to posterior chain 0.6 to 1.5, in sets by movement pattern, over the working weeks; a
ratio outside loses in proportion. A week with two resistance days, and with time for two or three sets of each, has a
squat, a hinge, and a push and a pull of both directions [L, J]; a movement that equipment or joints forbid is stood
in for by a related one, and not asked for where there is none. Power is trained with something fast each week, where
there is time for that beside legs, a push and a pull.
"""

from collections import Counter
from typing import Final

from schemas.request import GoalCategory
from server.generation.anatomy import Pattern
from server.generation.validation.asked import Asked, asked_of
from server.generation.validation.groups import BASE_PATTERNS, pattern_of
from server.generation.validation.marks import WHOLE_PROGRAM, Graded, Marks, Place, graded
from server.generation.validation.score_volume import resistance_days
from server.generation.validation.sheet import Sheet, WeekSheet

RULE = "balance"
RATIO_WEIGHT: Final = 0.3
PATTERNS_WEIGHT: Final = 0.4
DAYS_FOR_ALL: Final = 2
LEAST_MOVEMENTS: Final = 3
"""For legs, a push and a pull; who has no time for them cannot balance the two."""

PUSH = frozenset({Pattern.HORIZONTAL_PUSH, Pattern.VERTICAL_PUSH})
PULL = frozenset({Pattern.HORIZONTAL_PULL, Pattern.VERTICAL_PULL})
PUSH_TO_PULL: Final = (0.5, 1.2)
QUADS = frozenset({Pattern.SQUAT, Pattern.LUNGE, Pattern.KNEE_EXTENSION})
POSTERIOR = frozenset({Pattern.HINGE, Pattern.BRIDGE, Pattern.KNEE_FLEXION})
QUADS_TO_POSTERIOR: Final = (0.6, 1.5)

Sets = Counter[Pattern]


def grade_balance(sheet: Sheet) -> Graded:
    """Two ratios, and the movements of each week."""
    asked = asked_of(sheet.person)
    weeks = sheet.working_weeks
    patterns = {week.week.index: _patterns(week) for week in weeks}
    total: Sets = sum(patterns.values(), Counter())
    days = max([asked.least_resistance_days, *map(resistance_days, weeks)])
    push = Marks(RULE)
    quads = Marks(RULE)
    if asked.has_time_for(LEAST_MOVEMENTS, days):
        _ratio(("pushing", "pulling"), total, PUSH, PULL, PUSH_TO_PULL, asked, push)
    if days >= DAYS_FOR_ALL:
        _ratio(("the front of the thighs", "their back"), total, QUADS, POSTERIOR, QUADS_TO_POSTERIOR, asked, quads)
    weekly = _weekly(weeks, patterns, days, asked)
    return graded((RATIO_WEIGHT, push), (RATIO_WEIGHT, quads), (PATTERNS_WEIGHT, weekly))


def _ratio(
    names: tuple[str, str],
    total: Sets,
    first: frozenset[Pattern],
    second: frozenset[Pattern],
    bounds: tuple[float, float],
    asked: Asked,
    marks: Marks,
) -> None:
    if first.isdisjoint(asked.possible.exercises) or second.isdisjoint(asked.possible.exercises):
        return None
    over, under = sum(total[pattern] for pattern in first), sum(total[pattern] for pattern in second)
    low, high = bounds
    share = min(1.0, over / under / low, high / over * under) if over and under else 0.0
    if share == 1:
        return marks.earn()
    bound = f"{low} to {high}"
    message = f"{over} sets are for {names[0]} and {under} for {names[1]}; {bound} times as many are balanced."
    value = over / under if under else f"{over} to 0"
    return marks.lose(message, value=value, bound=bound, at=WHOLE_PROGRAM, share=share)


def _weekly(weeks: tuple[WeekSheet, ...], patterns: dict[int, Sets], days: int, asked: Asked) -> Marks:
    marks = Marks(RULE)
    wanted = list(BASE_PATTERNS) if days >= DAYS_FOR_ALL and asked.has_time_for_all_patterns(days) else []
    if asked.person.goal is GoalCategory.POWER and asked.has_time_for(LEAST_MOVEMENTS + 1, days):
        wanted.append(Pattern.POWER)
    counting = [(pattern, asked.possible.counts_for(pattern)) for pattern in wanted]
    for week in weeks:
        index = week.week.index
        for pattern, accepted in counting:
            if not accepted:
                continue
            if any(patterns[index][one] for one in accepted):
                marks.earn()
                continue
            words = " or ".join(one.replace("_", " ") for one in accepted)
            marks.lose(f"Week {index} has no {words}.", value=0, bound=f">= 1 {pattern} exercise", at=Place(index))
    return marks


def _patterns(week: WeekSheet) -> Sets:
    sets: Sets = Counter()
    for session in week.sessions:
        for item in session.work:
            if (pattern := pattern_of(item.exercise_id)) is not None:
                sets[pattern] += item.sets
    return sets
