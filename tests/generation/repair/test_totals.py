"""What follows from the weeks is computed anew."""

from server.generation.timing import estimated_minutes
from tests.generation.repair.mended import good, items_of, mended, sets_of
from tests.generation.validation.handwritten import changed_item, changed_week, lift, one_session


def test_minutes_and_volume_follow_the_sets() -> None:
    """A week that lost sets takes less, and says so."""
    made = mended(changed_item(good(), 4, 1, 1, sets=20))
    day = made.weeks[3].sessions[0]
    assert day.est_minutes == estimated_minutes(day.items, 60)
    sets = [sum(sum(sets_of(made, index, day).values()) for day in (1, 2, 3, 4)) for index in (1, 4)]
    assert made.weeks[3].volume_factor == round(sets[1] / sets[0], 2)


def test_items_are_numbered_anew() -> None:
    """What is left of a session is numbered from one."""
    made = mended(
        one_session(
            *(
                lift(name, sets=5, rest_s=240)
                for name in ("leg_press", "machine_curl", "face_pull", "lat_pulldown", "machine_fly")
            )
        )
    )
    assert [item.order for item in items_of(made)] == list(range(1, len(items_of(made)) + 1))


def test_each_item_has_its_rule() -> None:
    """What came with another exercise brings its progression rule; those that nothing follows any more are left out."""
    made = mended(
        one_session(lift("barbell_front_squat"), lift("long_plank", reps_min=None, reps_max=None, duration_s=30))
    )
    used = {item.progression_id for item in items_of(made)}
    assert {rule.id for rule in made.progression_rules} == used


def test_the_summary_is_told_anew() -> None:
    """It says as many minutes and weeks as there are now."""
    wrong = good().model_copy(update={"spoken_summary": "Ninety weeks of fun."})
    made = mended(changed_item(wrong, 4, 1, 1, sets=20))
    assert made.spoken_summary == good().spoken_summary


def test_warnings_about_what_is_no_more_go() -> None:
    """What a program says of its sessions' length is about the sessions that it has now; other warnings stay."""
    long = changed_week(good(), 1, index=9).model_copy(update={"warnings": ("Bring a towel.",)})
    assert mended(long).warnings == (*good().warnings, "Bring a towel.")


def test_the_rest_of_a_program_is_the_very_same() -> None:
    """Sessions in which nothing was mended are not even copied."""
    made = mended(changed_item(good(), 4, 1, 1, sets=20))
    assert all(one is other for one, other in zip(made.weeks[:3], good().weeks[:3], strict=True))
    assert made.weeks[3].sessions[1] is good().weeks[3].sessions[1]
    assert made.safety is good().safety
