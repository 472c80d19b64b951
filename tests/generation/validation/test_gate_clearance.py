"""Gate G10: who should see a doctor first trains gently."""

from dataclasses import replace
from typing import Any

import pytest

from schemas.program import Program, Safety, SafetyStatus
from server.generation.safety.screening import MODERATE_RPE, Screening
from server.generation.validation.validator import validate
from tests.generation.validation.handwritten import broken, cardio, changed_item, lift, one_session, only, person_of

NOTICE = "Talk with your doctor before you start."
GENTLE = one_session(
    lift("leg_press", rir_min=4, rir_max=5),
    cardio(rpe_max=6),
    lift("cat_cow", rir_min=None, rir_max=None),
)


def awaiting(made: Program, *notices: str) -> Program:
    """A program that says that clearance is needed."""
    safety = Safety(status=SafetyStatus.NEEDS_CLEARANCE, notices=notices, stop_signs=("chest pain",))
    return made.model_copy(update={"safety": safety})


@pytest.mark.parametrize(
    ("order", "changes", "value"),
    [
        (1, {"rir_min": 3}, 3),
        (1, {"rir_min": None, "rir_max": None, "load": {"type": "kg", "min": 40, "max": 40}}, None),
        (1, {"set_type": "amrap"}, "amrap"),
        (1, {"set_type": "dropset"}, "dropset"),
        (1, {"exercise_id": "box_jump", "name": "Low box jump"}, "power"),
        (2, {"rpe_max": 7}, 7),
        (2, {"rpe_max": 8, "intervals": {"reps": 4, "work_s": 60, "recover_s": 60}}, 8),
    ],
)
def test_work_before_clearance_is_gentle(order: int, changes: dict[str, Any], value: float | str | None) -> None:
    """Effort up to six of ten, no intervals beyond it, nothing maximal or explosive; fine for everybody else."""
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


def screened(made: Program, status: SafetyStatus) -> dict[str, list[float | str | None]]:
    """What is found, gate by gate, in a program for somebody whom the screening holds back."""
    person = replace(person_of(made), screening=Screening(status=status, most_rpe=MODERATE_RPE))
    gates = validate(made, person).gates
    return {gate.id: [found.value for found in gate.findings or ()] for gate in gates if not gate.passed}


def test_a_program_says_what_the_screening_said() -> None:
    """Who needs clearance is told so, however gentle the program is."""
    assert screened(awaiting(GENTLE, NOTICE), SafetyStatus.NEEDS_CLEARANCE) == {}
    assert screened(GENTLE, SafetyStatus.NEEDS_CLEARANCE) == {"G10": ["clear"]}


def test_who_is_held_back_without_clearance_trains_as_gently() -> None:
    """Moderate work alone, where the screening asks for it, whatever the program says of clearance."""
    assert screened(GENTLE, SafetyStatus.CAUTION) == {}
    assert screened(changed_item(GENTLE, 1, 1, 2, rpe_max=7), SafetyStatus.CAUTION) == {"G10": [7]}
