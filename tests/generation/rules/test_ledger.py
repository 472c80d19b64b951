"""The week's account: what is owed, what may be, what is worth most."""

import pytest

from schemas.request import parse_program_request
from server.generation.anatomy import Muscle
from server.generation.exercises import Exercise, catalogue
from server.generation.person import understand
from server.generation.rules.days import shape_week
from server.generation.rules.dose import dose_of
from server.generation.rules.ledger import Ledger, limited_worth
from tests.generation.valid_requests import USER
from tests.support.samples import program_request


def ledger_for(**changes: object) -> Ledger:
    person = understand(parse_program_request(program_request(USER, **changes)))
    return Ledger(person, shape_week(person).days)


def the(exercise_id: str) -> Exercise:
    return catalogue()[exercise_id]


@pytest.mark.parametrize(("level", "most"), [("beginner", 12), ("intermediate", 18), ("advanced", 22)])
def test_a_muscle_gets_no_more_than_helps(level: str, most: int) -> None:
    """Curls are admitted up to what the goal can use or the level recovers from, whichever comes first."""
    ledger = ledger_for(fitness_level=level, days_per_week=4)
    for session in (0, 2, 1, 3):
        while ledger.weekly[Muscle.BICEPS] < most and ledger.admits(session, the("dumbbell_curl"), 1):
            ledger.enter(session, the("dumbbell_curl"), 1)
    assert ledger.weekly[Muscle.BICEPS] == most
    assert not any(ledger.admits(session, the("dumbbell_curl"), 1) for session in range(4))


def test_a_backbone_may_go_beyond_what_the_goal_can_use() -> None:
    """For power ten sets are useful; the main lift of a day is admitted all the same, up to what one recovers from."""
    ledger = ledger_for(goal_category="power", days_per_week=4)
    for session in (1, 3):
        ledger.enter(session, the("barbell_back_squat"), 5)
    assert not ledger.admits(1, the("barbell_back_squat"), 1)
    assert ledger.admits(1, the("barbell_back_squat"), 3, is_backbone=True)


def test_sessions_are_capped_for_each_muscle() -> None:
    """More than eight direct sets help little; a session's backbone, and who lifts rarely, may have ten."""
    often, rarely = ledger_for(days_per_week=4), ledger_for(days_per_week=2)
    for ledger in (often, rarely):
        ledger.enter(0, the("barbell_bench_press"), 8)
    assert not often.admits(0, the("dumbbell_bench_press"), 1)
    assert often.admits(0, the("dumbbell_bench_press"), 2, is_backbone=True)
    assert not often.admits(0, the("dumbbell_bench_press"), 3, is_backbone=True)
    assert rarely.admits(0, the("dumbbell_bench_press"), 2)


@pytest.mark.parametrize(
    ("days", "is_admitted"), [(["mon", "tue"], False), (["mon", "thu"], True), (["mon", "sun"], False)]
)
def test_a_muscle_that_worked_hard_rests_a_day(days: list[str], is_admitted: bool) -> None:
    """Six sets of a muscle are not followed by six on the next day, nor across the end of the week."""
    taken = [day for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") if day not in days]
    ledger = ledger_for(days_per_week=2, unavailable_days=taken)
    ledger.enter(0, the("barbell_bench_press"), 6)
    assert ledger.admits(1, the("barbell_bench_press"), 5)
    assert ledger.admits(1, the("barbell_bench_press"), 6) is is_admitted


def test_thirty_sets_are_a_session() -> None:
    """And sixteen for who is sixty-five."""
    for age, most in ((30, 30), (70, 16)):
        ledger = ledger_for(age=age, days_per_week=1, fitness_level="advanced")
        for id_ in ("barbell_back_squat", "barbell_bench_press", "barbell_row", "dumbbell_curl", "machine_calf_raise"):
            for _ in range(10):
                if ledger.admits(0, the(id_), 1):
                    ledger.enter(0, the(id_), 1)
        counted = sum(limited_worth(id_)[m] > 0 for id_, m in (("barbell_row", Muscle.LATS),))
        assert counted == 1
        assert not ledger.admits(0, the("plank"), 1)
        assert most == sum(ledger.weekly[m] for m in (Muscle.QUADS, Muscle.CHEST, Muscle.LATS, Muscle.CALVES)) + (
            ledger.weekly[Muscle.BICEPS] - ledger.weekly[Muscle.LATS] / 2
        )


def test_what_is_owed_is_worth_most() -> None:
    """A muscle with nothing gains most from a set, one with enough loses; and small muscles less than big ones."""
    ledger = ledger_for(days_per_week=4)
    pushdown = the("cable_pushdown")
    first = ledger.worth(0, pushdown, 1)
    ledger.enter(0, pushdown, 8)
    ledger.enter(2, pushdown, 8)
    assert first > 0 > ledger.worth(2, pushdown, 1)
    assert ledger.worth(0, the("barbell_row"), 1) > ledger.worth(0, the("dumbbell_curl"), 1) > 0


def test_a_second_day_and_a_first_lead_are_worth_something() -> None:
    """A big muscle on a second day counts more than on the same; so does a small one that has not led yet."""
    ledger = ledger_for(days_per_week=4)
    ledger.enter(0, the("barbell_bench_press"), 4)
    assert ledger.worth(2, the("cable_fly"), 3) > ledger.worth(0, the("cable_fly"), 3)
    before = ledger.worth(1, the("dumbbell_curl"), 1)
    ledger.enter(1, the("hammer_curl"), 1)
    assert ledger.worth(3, the("dumbbell_curl"), 1) < before


def test_muscles_that_somebody_wants_are_owed_more() -> None:
    """Who wants bigger arms is owed three tenths more for them, and nothing else."""
    usual, arms = ledger_for(goal_raw="get bigger"), ledger_for(goal_raw="bigger arms")
    more = {muscle for muscle in Muscle if arms.owed[muscle] > usual.owed[muscle]}
    assert more == {Muscle.BICEPS, Muscle.TRICEPS}
    person = understand(parse_program_request(program_request(USER)))
    assert usual.owed[Muscle.CHEST] == dose_of(person.goal, person.level).weekly_sets


def test_balance_is_kept() -> None:
    """Presses are added while there are pulls for them, and leg extensions while there is a hinge."""
    ledger = ledger_for(days_per_week=4)
    press, row = the("barbell_bench_press"), the("barbell_row")
    assert ledger.keeps_balance(press, 3)
    ledger.enter(0, row, 5)
    assert ledger.keeps_balance(press, 6)
    assert not ledger.keeps_balance(press, 7)
    ledger.enter(0, press, 7)
    assert ledger.has_too_much_of(press)
    assert not ledger.has_too_much_of(row)


def test_drills_are_no_sets() -> None:
    """Stretches fill no account."""
    ledger = ledger_for()
    ledger.enter(0, the("hamstring_stretch"), 2)
    assert not any(ledger.weekly.values())
