"""Completeness: warm-ups, cues, substitutes, progression ids."""

import pytest

from schemas.model import JsonObject
from tests.generation.validation.handwritten import changed_item, changed_session, lift, one_session, prep
from tests.generation.validation.scored import all_items, all_sessions, earns_all, good, ids_of, one, only


@pytest.mark.parametrize(
    ("change", "value", "says"),
    [
        ({"cue": " "}, "", "cue"),
        ({"substitutes": ()}, 0, "substitutes"),
        ({"substitutes": ("push_up",)}, 1, "substitutes"),
        ({"substitutes": ("push_up", "push_up")}, 1, "substitutes"),
        ({"substitutes": ("barbell_bench_press", "push_up")}, 1, "substitutes"),
        ({"progression_id": ""}, "", "progresses"),
    ],
)
def test_each_part_of_an_item_is_asked_for(change: JsonObject, value: object, says: str) -> None:
    """One item of one session without its cue, two real substitutes or its rule costs a little, and is named."""
    points, found = only("completeness", changed_item(good(), 2, 1, 2, **change))
    assert 0 < points < 0.1
    assert (found.week, found.day, found.order, found.value) == (2, 1, 2, value)
    assert says in found.message


def test_a_session_begins_with_a_warm_up() -> None:
    """A session without one is named; a warm-up of no time is none."""
    for warmup in ((), (prep(duration_s=0),)):
        _, found = only("completeness", changed_session(good(), 3, 2, warmup=warmup))
        assert (found.week, found.day, found.order, found.value) == (3, 2, None, 0)


def test_each_part_is_worth_a_quarter() -> None:
    """Where all items lack one thing, a quarter of ten points is lost."""
    assert only("completeness", all_items(good(), lambda *_: {"cue": ""}))[0] == 2.5
    assert only("completeness", all_items(good(), lambda *_: {"substitutes": ()}))[0] == 2.5
    assert only("completeness", all_items(good(), lambda *_: {"substitutes": ("push_up",)}))[0] == 1.25
    assert only("completeness", all_items(good(), lambda *_: {"progression_id": ""}))[0] == 2.5
    assert only("completeness", all_sessions(good(), lambda *_: {"warmup": ()}))[0] == 2.5


def test_nobody_owes_substitutes_that_there_are_not() -> None:
    """Where one other press is left, one is enough; where none is, none is asked for."""
    others = ids_of("horizontal_push", "fly", "triceps") - {"push_up"}
    alone = one_session(lift("push_up", substitutes=()))
    assert one("completeness", alone, others - {"band_fly"})[1].bound == ">= 1"
    assert earns_all("completeness", alone, others)
    assert earns_all("completeness", one_session(lift("push_up", substitutes=("band_fly",))), others - {"band_fly"})
