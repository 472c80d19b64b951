"""Sets for what is short of them."""

from server.generation.counting import muscle_sets
from server.generation.repair.add import add
from server.generation.repair.draft import Draft, Move, draft_of
from server.generation.repair.repair import repair
from server.generation.repair.totals import finished
from server.generation.safety.screening import FULL_RPE
from server.generation.validation.score import PASSING_SCORE
from server.generation.validation.validator import validate
from tests.generation.repair.mended import good, sets_of
from tests.generation.validation.handwritten import broken, lift, person_of, program, session, week

MOVES = ("leg_press", "dumbbell_romanian_deadlift", "machine_chest_press", "machine_shoulder_press", "lat_pulldown")
CURL = "machine_curl"
SHORT = program(*[week(session(*(lift(name, sets=1, rest_s=60) for name in (*MOVES, CURL))))] * 2)


def draft() -> Draft:
    return draft_of(SHORT.weeks, person_of(SHORT), FULL_RPE)


def test_what_is_short_gets_sets_while_gates_pass() -> None:
    """A week with a set of everything gets more of it, the same in each week."""
    short = draft()
    assert add(short, lambda one: broken(finished(SHORT, one)) == {})
    made = finished(SHORT, short)
    before, after = muscle_sets(SHORT.weeks[0].sessions), muscle_sets(made.weeks[0].sessions)
    assert all(after[muscle] >= sets for muscle, sets in before.items())
    assert sum(after.values()) > sum(before.values())
    assert sets_of(made, 1) == sets_of(made, 2)
    assert sets_of(made)[CURL] == 1  # no group that every plan owes something
    assert {change.move for change in short.changes} == {Move.ADD}


def test_what_would_break_a_gate_is_taken_back() -> None:
    """Where nothing more passes, nothing changes."""
    short = draft()
    assert not add(short, lambda _: False)
    assert finished(SHORT, short).weeks == SHORT.weeks
    assert short.changes == ()


def test_a_low_score_is_raised() -> None:
    """A program that passes all gates and scores little is made better, or given back."""
    low = validate(SHORT, person_of(SHORT))
    assert broken(SHORT) == {}
    assert low.score is not None
    assert low.score < PASSING_SCORE
    found = repair(SHORT, person_of(SHORT))
    assert found.validation.score is not None
    assert found.validation.score > low.score
    assert broken(found.program) == {}


def test_a_low_score_that_cannot_be_raised_stays() -> None:
    """Where no muscle is short, there is nothing to add, and the program is the very same."""
    plain = program(week(session(lift("machine_curl", sets=2))), session_minutes=10)
    assert broken(plain) == {}
    assert repair(plain, person_of(plain)).program is plain


def test_a_deload_gets_nothing() -> None:
    """Sets are added to working weeks alone."""
    lighter = good().weeks[5]
    assert lighter.is_deload
    part = draft_of((lighter,), person_of(good()), FULL_RPE)
    assert not add(part, lambda _: True)
