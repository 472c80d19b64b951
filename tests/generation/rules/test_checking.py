"""What comes between a draft and what is given away."""

import pytest

from schemas.program import Program, Session
from schemas.request import parse_program_request
from server.generation.generator import GenerationFailed
from server.generation.person import Person, understand
from server.generation.rules.checking import WEAK, Sound, checked, mended
from server.generation.validation.score import PASSING_SCORE
from server.generation.validation.sheet import sheet_of
from server.generation.validation.validator import check, validate
from tests.generation.valid_requests import made_for


def person_of(program: Program) -> Person:
    return understand(parse_program_request(program.request))


def one_item(session: Session) -> Session:
    return session.model_copy(update={"warmup": (), "items": session.items[:1]})


def test_a_draft_that_passes_is_given_away_as_it_is() -> None:
    """Nothing is mended that no gate refuses."""
    program = made_for()
    assert mended(program, person_of(program)).program is program


def test_a_draft_that_breaks_a_gate_is_mended() -> None:
    """Twenty sets of a squat become fewer, and the gates of what is given away are all passed."""
    good = made_for(duration_weeks=1)
    day = good.weeks[0].sessions[0]
    wrong = day.items[0].model_copy(update={"sets": 20})
    week = good.weeks[0].model_copy(
        update={"sessions": (day.model_copy(update={"items": (wrong, *day.items[1:])}), *good.weeks[0].sessions[1:])}
    )
    sound = mended(good.model_copy(update={"weeks": (week,)}), person_of(good))
    assert all(gate.passed for gate in sound.gates)
    assert checked(sound).validation == validate(sound.program, person_of(good))


def test_what_cannot_be_mended_is_a_failure_that_can_be_spoken() -> None:
    """When gates still fail after all passes no program is given away, and a sentence asks what could be changed."""
    empty = made_for().model_copy(update={"weeks": ()})
    with pytest.raises(GenerationFailed) as caught:
        mended(empty, person_of(empty))
    assert (caught.value.code, caught.value.retryable) == ("no_safe_program", False)
    assert "G1" in caught.value.message
    assert caught.value.say.endswith("?")


def _checked(program: Program) -> Program:
    sheet = sheet_of(program, person_of(program))
    return checked(Sound(program, sheet, check(sheet)))


def test_a_weak_program_says_that_it_is_a_compromise() -> None:
    """Below eighty points the program is given away with a warning in plain words; a good one has none."""
    good = made_for(days_per_week=4)
    weeks = tuple(
        week.model_copy(update={"sessions": tuple(one_item(day) for day in week.sessions)}) for week in good.weeks
    )
    weak = _checked(good.model_copy(update={"weeks": weeks}))
    assert (weak.validation.score or 0) < PASSING_SCORE
    assert weak.warnings == (*good.warnings, WEAK)
    assert _checked(good).warnings == good.warnings
