"""Gate G10: who should see a doctor first trains gently."""

from typing import Any

import pytest

from schemas.program import Program, Safety, SafetyStatus
from tests.generation.validation.handwritten import broken, cardio, changed_item, lift, one_session, only

NOTICE = "Talk with your doctor before you start."


def awaiting(made: Program, *notices: str) -> Program:
    """A program for somebody who needs clearance."""
    safety = Safety(status=SafetyStatus.NEEDS_CLEARANCE, notices=notices, stop_signs=("chest pain",))
    return made.model_copy(update={"safety": safety})


GENTLE = one_session(
    lift("leg_press", rir_min=4, rir_max=5), cardio(rpe_max=6), lift("childs_pose", rir_min=None, rir_max=None)
)


@pytest.mark.parametrize(
    ("order", "changes", "value"),
    [
        (1, {"rir_min": 3}, 3),
        (1, {"rir_min": None, "rir_max": None, "load": {"type": "kg", "min": 40, "max": 40}}, None),
        (1, {"set_type": "amrap"}, "amrap"),
        (1, {"set_type": "dropset"}, "dropset"),
        (2, {"rpe_max": 7}, 7),
        (2, {"rpe_max": 8, "intervals": {"reps": 4, "work_s": 60, "recover_s": 60}}, 8),
    ],
)
def test_work_before_clearance_is_gentle(order: int, changes: dict[str, Any], value: float | str | None) -> None:
    """Effort up to six of ten, no intervals beyond it, nothing maximal; fine for those who need no clearance."""
    assert broken(awaiting(GENTLE, NOTICE)) == {}
    harder = changed_item(GENTLE, 1, 1, order, **changes)
    assert broken(harder) == {}
    [found] = only("G10", awaiting(harder, NOTICE))
    assert (found.week, found.day, found.order, found.value) == (1, 1, order, value)


def test_easy_turns_of_walking_and_running_are_no_hiit() -> None:
    """Intervals are allowed while they stay easy."""
    turns = {"reps": 4, "work_s": 60, "recover_s": 60}
    assert broken(awaiting(one_session(cardio("walk_run", intervals=turns)), NOTICE)) == {}


@pytest.mark.parametrize("notices", [(), ("Not medical advice.",), ("Not medical advice.", NOTICE)])
def test_the_notice_comes_first(notices: tuple[str, ...]) -> None:
    """The first thing that is said is to see a doctor."""
    [found] = only("G10", awaiting(GENTLE, *notices))
    assert found.value == (notices[0] if notices else "")
