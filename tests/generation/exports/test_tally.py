"""The numbers of the picture, counted by hand here."""

import pytest

from schemas.program import Program
from server.generation.anatomy import Muscle
from server.generation.exercises import catalogue
from server.generation.exports.tally import Series, tally
from tests.generation.exports.sources import program_for
from tests.generation.exports.written import written_out


def _named(series: tuple[Series, ...]) -> dict[str, tuple[float | None, ...]]:
    return {each.name: each.values for each in series}


def test_a_set_counts_whole_where_a_muscle_leads_and_half_where_it_helps() -> None:
    """By the catalogue; what only warms up, and what stretches, counts for nothing."""
    expected: dict[str, float] = {}
    for item in written_out().weeks[0].sessions[0].items:
        if item.kind == "strength" and item.set_type != "warmup":
            exercise = catalogue()[item.exercise_id]
            for share, muscles in ((1.0, exercise.primary), (0.5, exercise.secondary)):
                for muscle in muscles:
                    expected[muscle] = expected.get(muscle, 0) + item.sets * share
    assert expected["chest"] == 3
    counted = {name: values[0] for name, values in _named(tally(written_out()).sets).items()}
    assert counted == {muscle.replace("_", " ").capitalize(): sets for muscle, sets in expected.items()}


def test_minutes_are_of_endurance_and_of_whole_easy_sessions() -> None:
    """Whatever their pace."""
    assert _named(tally(written_out()).minutes) == {
        "Endurance": (21 + 32.5, 22 + 32.5),
        "Mobility and recovery": (44, 44),
    }


def test_effort_and_load_are_means_by_weight() -> None:
    """2 to 3 in reserve are 7.5 of 10; stretches have none; an exercise is in no catalogue: its effort counts."""
    counted = tally(written_out())
    assert _named(counted.effort) == {"Sets": (7.5, 7.5), "Endurance": (3.5, 3.5)}
    assert _named(counted.load) == {"Load": (72, 72)}


def test_what_a_program_does_not_have_is_left_out() -> None:
    """A program that is only endurance has no sets, and no load."""
    document = written_out().model_dump(mode="json")
    for week in document["weeks"]:
        week["sessions"] = week["sessions"][1:3]
    counted = tally(Program.model_validate(document))
    assert (counted.sets, counted.load) == ((), ())
    assert [series.name for series in counted.effort] == ["Endurance"]


def test_an_exercise_that_is_in_no_catalogue_counts_for_no_muscle() -> None:
    """Old programs may have some."""
    document = written_out().model_dump(mode="json")
    for week in document["weeks"]:
        for item in week["sessions"][0]["items"]:
            item["exercise_id"] = "of_long_ago"
    counted = tally(Program.model_validate(document))
    assert counted.sets == ()
    assert [series.name for series in counted.effort] == ["Sets", "Endurance"]


def test_drills_among_the_sets_of_a_session_count_for_no_muscle() -> None:
    """A stretch between two lifts trains nothing, and is no effort."""
    document = written_out().model_dump(mode="json")
    for week in document["weeks"]:
        lifting = week["sessions"][0]
        lifting["items"] = [{**item, "exercise_id": "childs_pose"} for item in lifting["items"]]
    counted = tally(Program.model_validate(document))
    assert (counted.sets, counted.load) == ((), ())
    assert [series.name for series in counted.effort] == ["Endurance"]


@pytest.mark.parametrize("weeks", [1, 12])
def test_every_series_has_every_week(weeks: int) -> None:
    """Muscles are in the order of their list."""
    counted = tally(program_for(duration_weeks=weeks))
    for series in (*counted.sets, *counted.minutes, *counted.effort, *counted.load):
        assert len(series.values) == weeks
    order = [muscle.replace("_", " ").capitalize() for muscle in Muscle]
    names = [series.name for series in counted.sets]
    assert names == [name for name in order if name in names]
