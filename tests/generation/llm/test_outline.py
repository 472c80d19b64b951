"""The frame that a model writes into: which weeks a block has, and which blocks a call."""

from itertools import pairwise

import pytest

from schemas.request import FitnessLevel, parse_program_request
from server.generation.llm.outline import Outline, outline_of
from server.generation.person import understand
from tests.support.samples import program_request


def outline(**changes: object) -> Outline:
    return outline_of(understand(parse_program_request(program_request(**changes))))


@pytest.mark.parametrize("level", FitnessLevel)
@pytest.mark.parametrize("weeks", range(1, 53))
def test_blocks_follow_each_other(weeks: int, level: FitnessLevel) -> None:
    """From the first week to the last, each as short as it has to be, and none goes on behind a lighter week."""
    found = outline(duration_weeks=weeks, fitness_level=level)
    assert [week.index for window in found.windows for week in window.weeks] == [*range(1, weeks + 1)]
    assert [window.number for window in found.windows] == [*range(1, len(found.windows) + 1)]
    most = 4 if weeks <= 24 else 8
    assert all(len(window.weeks) <= most for window in found.windows)
    assert all(week == window.last_week for window in found.windows for week in window.deloads)


@pytest.mark.parametrize("weeks", [1, 6, 8, 9, 12, 16, 24])
def test_a_call_writes_four_weeks_or_all_of_a_short_program(weeks: int) -> None:
    """Up to eight weeks are one call."""
    found = outline(duration_weeks=weeks)
    calls = found.calls(found.windows)
    assert [window for call in calls for window in call] == [*found.windows]
    assert len(calls) == 1 or weeks > 8
    spans = [call[-1].last_week - call[0].first_week + 1 for call in calls]
    assert max(spans) <= (8 if weeks <= 8 else 4)
    assert all(one + other > 4 for one, other in pairwise(spans))


def test_what_is_written_is_not_asked_for() -> None:
    """Calls are of what is missing."""
    found = outline(duration_weeks=8)
    assert found.calls(found.windows[2:]) == [found.windows[2:]]
    assert found.calls(()) == []
