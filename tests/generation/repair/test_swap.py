"""G2, G4 and G10: exercises that the person may not do make place for those that they may."""

from dataclasses import replace

import pytest

from schemas.program import CardioItem, StrengthItem
from server.generation.anatomy import Pattern
from server.generation.exercises import catalogue
from server.generation.repair.draft import draft_of
from server.generation.repair.repair import BeyondRepair, repair
from server.generation.repair.swap import as_exercise, meant
from server.generation.safety.screening import FULL_RPE, MODERATE_RPE, Refusal, Screening
from tests.generation.repair.mended import good, items_of, lift_of, mended, repaired
from tests.generation.validation.handwritten import (
    cardio,
    changed_item,
    lift,
    one_session,
    person_of,
    prep,
    program,
    session,
    week,
)


def test_an_exercise_makes_place_for_one_of_its_kind() -> None:
    """Who has hurt knees gets another movement of the same kind, with its own name, cue and sides."""
    made = mended(one_session(lift("leg_press"), lift("dumbbell_walking_lunge", sets=2), injuries=["bad knees"]))
    swapped = lift_of(made, order=2)
    exercise = catalogue()[swapped.exercise_id]
    assert exercise.pattern is Pattern.LUNGE
    assert (swapped.name, swapped.cue, swapped.per_side) == (exercise.name, exercise.cue, exercise.unilateral)
    assert (swapped.sets, swapped.reps_min, swapped.reps_max) == (2, 8, 12)
    assert lift_of(made).exercise_id == "leg_press"


def test_the_same_exercise_is_swapped_for_the_same_in_the_whole_block() -> None:
    """Exercises stay over a block, so one answer holds for all its weeks."""
    days = week(session(lift("leg_press")), session(lift("barbell_front_squat"), lift("machine_chest_press")))
    made = mended(program(days, days, days))
    assert len({lift_of(made, index, 2).exercise_id for index in (1, 2, 3)}) == 1


def test_a_session_does_not_get_an_exercise_twice() -> None:
    """What takes a place is not what the session has already, also not by another swap."""
    made = mended(one_session(*(lift(name) for name in ("leg_press", "hack_squat", "smith_squat")), injuries=["knee"]))
    ids = [item.exercise_id for item in items_of(made)]
    assert len({*ids}) == 3


def test_a_load_does_not_come_along() -> None:
    """Nobody knows what is lifted in another exercise: the repetitions in reserve lead."""
    wrong = one_session(lift("barbell_front_squat", load={"type": "kg", "min": 80, "max": 90}))
    assert lift_of(mended(wrong)).load.min is None


def test_repetitions_become_seconds_where_the_exercise_is_held() -> None:
    """A hold has seconds and no tempo, whatever it stands for; and the other way round."""
    draft = draft_of((), person_of(good()), FULL_RPE)
    held = as_exercise(lift("leg_press", tempo="3-0-1-0"), catalogue()["wall_sit"], draft)
    assert isinstance(held, StrengthItem)
    assert (held.reps_min, held.reps_max, held.duration_s, held.tempo) == (None, None, 30, None)
    moved = as_exercise(held, catalogue()["leg_press"], draft)
    assert isinstance(moved, StrengthItem)
    assert (moved.reps_min, moved.reps_max, moved.duration_s) == (6, 10, None)


@pytest.mark.parametrize(
    ("exercise_id", "name", "found"),
    [
        ("barbell_squat", "Back squat", "barbell_back_squat"),
        ("romanian_deadlift_db", "Dumbbell Romanian deadlift", "dumbbell_romanian_deadlift"),
        ("leg_pres", "The big machine", "leg_press"),
        ("leg_press", "Squat", "leg_press"),
        ("moon_walk", "Moon walk", None),
    ],
)
def test_a_name_that_is_nearly_right_is_understood(exercise_id: str, name: str, found: str | None) -> None:
    """An exercise is known by its id, by what people call it, or by an id that is nearly right."""
    exercise = meant(exercise_id, name)
    assert (exercise and exercise.id) == found


def test_what_nobody_knows_makes_place_for_what_may_take_it() -> None:
    """An invented exercise becomes one of its own substitutes that exists."""
    wrong = changed_item(
        one_session(lift("leg_press", substitutes=["moon_run", "goblet_squat"])),
        1,
        1,
        1,
        exercise_id="moon_walk",
        name="Moon walk",
    )
    assert lift_of(mended(wrong)).exercise_id == "goblet_squat"


def test_substitutes_are_chosen_anew() -> None:
    """What may take a place is allowed itself, and there are two of it."""
    wrong = changed_item(good(), 1, 1, 1, substitutes=["moon_walk", "dumbbell_bench_press"])
    substitutes = lift_of(mended(wrong)).substitutes
    assert substitutes[0] == "dumbbell_bench_press"
    assert len(substitutes) == 2


def test_endurance_work_stays_endurance_work() -> None:
    """A run on a hurt ankle becomes another way to move, for as long; sets of it become minutes."""
    made = mended(one_session(cardio("easy_run", duration_min=25), injuries=["ankle"]))
    [item] = items_of(made)
    assert isinstance(item, CardioItem)
    assert item.duration_min == 25
    assert item.modality == catalogue()[item.exercise_id].modality != "run"
    [other] = items_of(mended(one_session(lift("rowing_machine", reps_min=None, reps_max=None, duration_s=60))))
    assert isinstance(other, CardioItem)
    assert other.exercise_id == "rowing_machine"


def test_minutes_of_a_lift_become_endurance_work() -> None:
    """Ten minutes of something that has sets are spent on something that has minutes."""
    wrong = changed_item(one_session(cardio()), 1, 1, 1, exercise_id="kettlebell_swing", name="Kettlebell swing")
    [item] = items_of(mended(wrong))
    assert catalogue()[item.exercise_id].pattern is Pattern.CARDIO


def test_warm_up_and_cool_down_are_mended_too() -> None:
    """Drills that hurt, or that nobody knows, make place for some that suit nearly everybody."""
    wrong = program(
        week(
            session(lift("leg_press"), warmup=[prep("childs_pose")], cooldown=[prep(exercise_id="cat_cow", name="Cat")])
        ),
        injuries=["knee"],
    )
    [day] = mended(wrong).weeks[0].sessions
    assert day.warmup[0].exercise_id != "childs_pose"
    assert day.cooldown[0].name == catalogue()["cat_cow"].name


def test_nothing_explosive_stays_before_clearance() -> None:
    """Who is held back jumps no more, and trains the same muscles at an easier pace."""
    made = one_session(lift("box_jump", rir_min=4, rir_max=5), lift("leg_press", rir_min=4, rir_max=5))
    person = replace(person_of(made), screening=Screening(most_rpe=MODERATE_RPE))
    calmed = repair(made, person).program
    assert all(catalogue()[item.exercise_id].pattern is not Pattern.POWER for item in items_of(calmed))
    assert len(items_of(calmed)) == 2


def test_a_beginner_gets_no_olympic_lift() -> None:
    """A clean becomes something fast that a beginner can do."""
    wrong = one_session(lift("barbell_hang_clean", reps_min=3, reps_max=5, rir_min=3), fitness_level="beginner")
    made = lift_of(mended(wrong))
    assert catalogue()[made.exercise_id].level == "beginner"
    assert catalogue()[made.exercise_id].pattern is Pattern.POWER


def test_who_may_not_train_gets_no_program() -> None:
    """Where the screening makes no program, none can be mended into one."""
    made = one_session(lift("leg_press"))
    refused = Screening(refusal=Refusal("needs_clearance", "Symptoms on exertion.", "See your doctor first."))
    with pytest.raises(BeyondRepair, match=r"^G10: Symptoms on exertion\.$"):
        repair(made, replace(person_of(made), screening=refused))


def test_what_is_swapped_is_told() -> None:
    """A change says in a sentence what takes the place of what."""
    [change, *_] = repaired(one_session(lift("barbell_front_squat"), lift("machine_chest_press"))).changes
    assert change.says.endswith("takes the place of Barbell front squat.")
    assert (change.week, change.day) == (1, 1)
