"""The phases of strength: how a season is cut into them."""

from itertools import groupby

import pytest

from server.generation.rules.phases import PHASES, Phase, phase_of_weeks

A, I, R = Phase.ACCUMULATION, Phase.INTENSIFICATION, Phase.REALISATION  # noqa: E741 - as their names begin


def runs(total: int, every: int) -> list[tuple[Phase, int]]:
    return [(phase, len([*weeks])) for phase, weeks in groupby(phase_of_weeks(total, every))]


@pytest.mark.parametrize(
    ("total", "every", "expected"),
    [
        (8, 5, [(A, 5), (I, 2), (R, 1)]),
        (8, 6, [(A, 3), (I, 4), (R, 1)]),
        (12, 5, [(A, 5), (I, 5), (R, 2)]),
        (12, 6, [(A, 6), (I, 3), (R, 3)]),
        (12, 4, [(A, 4), (I, 5), (R, 3)]),
    ],
)
def test_a_season_goes_once_through_its_phases(total: int, every: int, expected: list[tuple[Phase, int]]) -> None:
    """Volume, heavier loads, the best loads for one or two weeks of work; a phase ends with a deload if one is near."""
    assert runs(total, every) == expected


@pytest.mark.parametrize("every", [4, 5, 6])
@pytest.mark.parametrize("total", range(8, 53))
def test_cycles_follow_each_other(total: int, every: int) -> None:
    """However long a program is: each cycle has all three phases in order, and best loads for two weeks at most."""
    phases = phase_of_weeks(total, every)
    assert len(phases) == total
    order = [phase for phase, _ in groupby(phases)]
    assert order == [A, I, R] * (len(order) // 3)
    worked = [phase for week, phase in enumerate(phases, start=1) if week % every]
    lengths = [(phase, len([*weeks])) for phase, weeks in groupby(worked)]
    assert all(1 <= length <= 2 for phase, length in lengths if phase is R)
    assert all(length >= 2 for phase, length in lengths if phase is I)


def test_repetitions_fall_from_phase_to_phase() -> None:
    """Each goal and level has fewer repetitions in each phase than in the one before, and best loads in the last."""
    kinds = [PHASES[phase] for phase in Phase]
    for key in kinds[0].reps:
        reps = [kind.reps[key] for kind in kinds]
        assert reps == sorted(reps, reverse=True)
        assert len({*reps}) == 3
    assert [kind.is_peak for kind in kinds] == [False, False, True]
