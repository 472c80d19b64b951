"""Gate G9: no week asks for much more than the weeks before it."""

from typing import Any

import pytest

from schemas.model import JsonObject
from schemas.program import Program, Week
from schemas.request import Weekday
from tests.generation.validation.handwritten import (
    broken,
    cardio,
    changed_item,
    lift,
    only,
    pct,
    program,
    session,
    week,
)


def bench(load: JsonObject, sets: int = 3, *, is_deload: bool = False) -> Week:
    """A week with one bench press behind a leg press."""
    return week(
        session(lift("leg_press", sets=sets), lift("barbell_bench_press", load=load, sets=sets)), is_deload=is_deload
    )


@pytest.mark.parametrize(
    ("before", "most", "too_much", "bound"),
    [
        (pct(65, 72), pct(70, 77), pct(70, 78), "up to 77 %"),
        ({"type": "kg", "min": 100}, {"type": "kg", "min": 110}, {"type": "kg", "min": 111}, "up to 110 kg"),
        ({"type": "kg", "max": 10}, {"type": "kg", "max": 12.5}, {"type": "kg", "max": 13}, "up to 12.5 kg"),
    ],
)
def test_a_load_rises_by_small_steps(before: JsonObject, most: JsonObject, too_much: JsonObject, bound: str) -> None:
    """Five points of 1RM, a tenth of the kilograms or their smallest step are fine, more is not."""
    assert broken(program(bench(before), bench(most))) == {}
    [found] = only("G9", program(bench(before), bench(too_much)))
    assert (found.week, found.day, found.order, found.bound) == (2, 1, 2, bound)
    assert found.value == too_much.get("max", too_much.get("min"))


def test_the_last_working_week_is_what_counts() -> None:
    """After a lighter week a load may come back to where it was, and no further; nor may it jump in a lighter week."""
    light = bench(pct(50, 60), 1, is_deload=True)
    assert broken(program(bench(pct(65, 72)), light, bench(pct(68, 77)))) == {}
    assert [one.week for one in only("G9", program(bench(pct(65, 72)), light, bench(pct(68, 78))))] == [3]
    heavy = bench(pct(70, 78), 1, is_deload=True)
    assert [one.week for one in only("G9", program(bench(pct(65, 72)), heavy))] == [2]


def test_heavy_and_light_days_may_differ() -> None:
    """The heaviest load of a week is compared with the heaviest of the last."""
    days = week(
        session(lift("barbell_bench_press", load=pct(60, 65), reps_min=10, reps_max=15)),
        session(lift("barbell_bench_press", load=pct(75, 80), reps_min=5, reps_max=6)),
    )
    assert broken(program(days, days)) == {}


def weekly(**sets: int) -> Week:
    """A week with so many sets of exercises."""
    return week(session(*(lift(name, sets=count) for name, count in sets.items())))


@pytest.mark.parametrize(
    ("before", "most", "value", "bound"),
    [(20, 24, 25, "up to 24 sets"), (5, 7, 8, "up to 7 sets")],
)
def test_sets_rise_by_a_fifth(before: int, most: int, value: int, bound: str) -> None:
    """All sets of a week rise by a fifth, or by two; more is a jump."""
    muscles = ("leg_press", "machine_chest_press", "machine_pulldown", "machine_calf_raise", "cable_pushdown")

    def spread(total: int) -> Week:
        return weekly(**{name: total // 5 + (place < total % 5) for place, name in enumerate(muscles)})

    asked = {"session_minutes": 120}
    assert broken(program(spread(before), spread(most), **asked)) == {}
    [found] = only("G9", program(spread(before), spread(value), **asked))
    assert (found.week, found.muscle, found.value, found.bound) == (2, None, value, bound)


def test_the_sets_of_a_muscle_do_not_jump_while_others_fall() -> None:
    """A muscle rises by a fifth, or by two sets, though the whole week stays the same; up to four are always fine."""
    asked = {"session_minutes": 120}
    before = weekly(machine_calf_raise=5, machine_chest_press=8)
    assert broken(program(before, weekly(machine_calf_raise=7, machine_chest_press=6), **asked)) == {}
    [found] = only("G9", program(before, weekly(machine_calf_raise=8, machine_chest_press=5), **asked))
    assert (found.week, found.muscle, found.value, found.bound) == (2, "calves", 8, "up to 7 sets")
    assert broken(program(before, weekly(cable_curl=4, machine_chest_press=8), **asked)) == {}
    [found] = only("G9", program(before, weekly(cable_curl=5, machine_chest_press=8), **asked))
    assert (found.muscle, found.value, found.bound) == ("biceps", 5, "up to 4 sets")


def run(minutes: float, **changes: Any) -> Any:
    return session(cardio("easy_run", duration_min=minutes, **changes), type="cardio")


def runs(*minutes: float) -> Program:
    """A run in each week, of so many minutes."""
    return program(*(week(run(each)) for each in minutes))


def test_a_run_is_up_to_a_tenth_longer_than_the_longest_before() -> None:
    """One tenth more than the longest of the last thirty days is fine, a little more is not."""
    assert broken(runs(30, 33, 20, 36.3)) == {}
    [found] = only("G9", runs(30, 33, 20, 36.5))
    assert (found.week, found.day, found.order, found.value, found.bound) == (4, 1, 1, 36.5, "up to 36.3 min")


def test_short_runs_may_grow_by_a_minute() -> None:
    """A tenth of little is hardly anything: one minute more is fine, and five more in a week."""
    assert broken(runs(5, 6)) == {}
    assert [one.value for one in only("G9", runs(5, 6.5))] == [6.5]
    days = [week(run(5), *[run(minutes) for minutes in others]) for others in ((1, 1), (5, 2), (5, 2.5))]
    assert broken(program(days[0], days[1])) == {}
    [found] = only("G9", program(days[0], days[2]))
    assert (found.week, found.bound) == (2, "up to 12 minutes")


def test_a_run_of_long_ago_is_no_measure() -> None:
    """The longest run counts for thirty days; five weeks later it is forgotten."""
    assert broken(runs(30, 20, 20, 20, 22)) == {}
    found = only("G9", runs(30, 20, 20, 20, 20, 30))
    assert [(one.week, one.bound) for one in found] == [(6, "up to 22 min"), (6, "up to 26 minutes")]


def test_the_first_week_is_where_running_begins() -> None:
    """Nobody knows what was run before the program, so its first week may have a short run and a long one."""
    assert broken(program(week(run(15), run(30)), week(run(15), run(30)))) == {}


def test_the_days_between_runs_are_counted_on_the_calendar() -> None:
    """A run of the last thirty days is one, whatever its number in the week."""
    early, late = run(30), run(20).model_copy(update={"weekday": Weekday.MON})
    first = week(early.model_copy(update={"weekday": Weekday.MON}))
    last = week(run(30).model_copy(update={"weekday": Weekday.TUE}))
    assert broken(program(first, *[week(late)] * 3, last)) == {}
    later = week(run(30).model_copy(update={"weekday": Weekday.THU}))
    assert set(broken(program(first, *[week(late)] * 3, later))) == {"G9"}


def test_of_walking_and_running_the_running_counts() -> None:
    """Turns of walking and running may take longer, while the running does not jump."""

    def turns(run_s: int, walk_s: int) -> Week:
        intervals = {"reps": 10, "work_s": run_s, "recover_s": walk_s}
        return week(session(cardio("walk_run", duration_min=40, intervals=intervals), type="cardio"))

    assert broken(program(turns(100, 60), turns(110, 120))) == {}
    [found] = only("G9", program(turns(100, 120), turns(115, 60)))
    assert found.week == 2
    assert found.value == pytest.approx(10 * 115 / 60)


def test_the_running_of_a_week_does_not_jump() -> None:
    """A week's running rises by up to three tenths of the fullest of the four weeks before."""
    before = week(run(30), run(30), run(1))
    easy = week(run(20), run(20), run(1))
    assert broken(program(before, easy, week(run(30), run(30), run(19)))) == {}
    [found] = only("G9", program(before, easy, week(run(30), run(30), run(20))))
    assert (found.week, found.day, found.value, found.bound) == (3, None, 80, "up to 79.3 minutes")


def test_what_is_no_run_may_be_longer() -> None:
    """Riding is not held to what running is."""
    ride = week(session(cardio("stationary_bike", duration_min=20), type="cardio"))
    made = program(ride, ride)
    assert broken(changed_item(made, 2, 1, 1, duration_min=40)) == {}
