"""Progression: a rule and a way out for each exercise, and blocks that rise."""

import pytest

from schemas.model import JsonObject
from schemas.program import Program, StrengthItem, Week
from tests.generation.validation.handwritten import cardio, changed_item, lift, pct, session, week
from tests.generation.validation.scored import DOUBLE, all_items, earns_all, good, one, only, scored


@pytest.mark.parametrize(
    ("changes", "says"), [({"rule": " "}, "how to progress"), ({"on_failure": ""}, "when that fails")]
)
def test_a_rule_says_how_and_what_if_not(changes: JsonObject, says: str) -> None:
    """A rule without one of the two costs all exercises that it is for: half of the points."""
    made = good().model_copy(update={"progression_rules": (DOUBLE.model_copy(update=changes),)})
    points, found = only("progression", made)
    assert points == 6
    assert (found.week, found.day, found.order, found.value) == (1, 1, 1, "double")
    assert says in found.message


def test_a_rule_that_is_not_there_explains_nothing() -> None:
    """One item that points to no rule is named."""
    points, found = only("progression", changed_item(good(), 2, 3, 4, progression_id="triple"))
    assert points == pytest.approx(6 / 108, abs=0.011)
    assert (found.week, found.day, found.order, found.value) == (2, 3, 4, "triple")


def flat(item: StrengthItem, week: Week) -> JsonObject:
    """The same in reserve in all working weeks."""
    return {} if week.is_deload else {"rir_min": 3, "rir_max": 4}


def test_a_block_that_only_repeats_loses_half() -> None:
    """Five equal weeks are no progress, and the block's last week is named."""
    points, found = only("progression", all_items(good(), flat))
    assert points == 6
    assert (found.week, found.value) == (5, "the same")


@pytest.mark.parametrize(
    "rise",
    [
        {"sets": 4},
        {"reps_min": 9, "reps_max": 12},
        {"rir_min": 2, "rir_max": 3},
        {"load": pct(68, 76)},
    ],
)
def test_a_block_rises_by_one_thing(rise: JsonObject) -> None:
    """Sets, repetitions, effort or load of one lift, that are more in some later week, are enough."""
    made = all_items(good(), flat)
    assert not earns_all("progression", made)
    assert earns_all("progression", changed_item(made, 4, 1, 2, **rise))


def weeks_of(*weeks: Week) -> Program:
    return scored(*weeks, goal_category="mobility")


def test_holds_and_endurance_rise_too() -> None:
    """Seconds and minutes count; a week that falls or a single one rises nowhere."""
    held = [week(session(lift("plank", reps_min=None, reps_max=None, duration_s=s))) for s in (30, 35)]
    ridden = [week(session(cardio(duration_min=minutes), type="cardio")) for minutes in (20, 22)]
    for first, second in (held, ridden):
        assert earns_all("progression", weeks_of(first, second))
        assert one("progression", weeks_of(second, first))[0] == 6
        assert earns_all("progression", weeks_of(first))


def lifted(sets: int, **changes: object) -> Week:
    """A week of one lift."""
    return week(session(lift("leg_press", **{"sets": sets, **changes})))


def test_fewer_sets_are_no_rise() -> None:
    """A week with fewer sets of the same asks for less."""
    assert one("progression", weeks_of(lifted(3), lifted(2)))[0] == 6


HELD: JsonObject = {"reps_min": None, "reps_max": None}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"reps_min": 10, "reps_max": 12}),
        ({}, {"reps_max": 13}),
        ({"load": pct(60, 70)}, {"load": pct(60, 72)}),
        ({}, {"rir_min": 1, "rir_max": 2}),
        ({}, {"rir_min": 1}),
        ({**HELD, "duration_s": 30}, {**HELD, "duration_s": 35}),
    ],
)
def test_what_each_set_asks_for_may_rise_while_sets_fall(first: JsonObject, second: JsonObject) -> None:
    """One set with more in it is another way up, by whichever end of a range it is more."""
    assert earns_all("progression", weeks_of(lifted(3, **first), lifted(1, **second)))
    assert not earns_all("progression", weeks_of(lifted(3, **first), lifted(1, **first)))


def test_each_block_counts_by_its_weeks() -> None:
    """A block of two weeks that repeats, beside one of three that rises, loses two fifths of half of the points."""
    weeks = [week(session(cardio(duration_min=m), type="cardio")) for m in (20, 22, 24, 24, 24)]
    made = weeks_of(*weeks)
    blocks = [one.model_copy(update={"block": "B" if one.index > 3 else "A"}) for one in made.weeks]
    points, found = one("progression", made.model_copy(update={"weeks": tuple(blocks)}))
    assert points == pytest.approx(6 * 2 / 5, abs=0.011)
    assert found.week == 5


def test_deloads_are_no_part_of_the_rise() -> None:
    """A deload that is heavier than the first week does not make a block rise."""
    first, second = (week(session(lift(sets=sets)), is_deload=sets == 4) for sets in (3, 4))
    assert one("progression", weeks_of(first, first, second))[1].value == "the same"
