"""Exercises are exchanged in place, and nothing else of a program changes."""

from itertools import pairwise

import pytest

from schemas.program import CardioItem, Item, Program, StrengthItem
from server.generation.anatomy import Pattern
from server.generation.exercises import catalogue
from server.generation.person import understand
from server.generation.revise.exchanges import exercises_of, may_do
from server.generation.validation.sheet import sheet_of
from server.generation.validation.validator import check
from server.generation.wishes import named_ids
from tests.generation.revise.parents import revised
from tests.generation.valid_requests import items_of, preps_of, sessions_of

BENCH = "barbell_bench_press"


def _pairs(before: Program, after: Program) -> list[tuple[Item, Item]]:
    return list(zip(items_of(before), items_of(after), strict=True))


def test_a_swap_changes_that_exercise_and_no_other() -> None:
    """All other items are the same to the letter; of the new one sets, effort, rest and order are those of the old."""
    before, after, brief = revised("swap bench press")
    assert brief.revision is not None
    assert not brief.revision.is_rewritten
    for old, new in _pairs(before, after):
        if old.exercise_id != BENCH:
            assert new.model_copy(update={"substitutes": old.substitutes}) == old
            continue
        assert isinstance(old, StrengthItem)
        assert isinstance(new, StrengthItem)
        assert new.exercise_id == brief.revision.exchanges[BENCH][0]
        for name in ("order", "role", "sets", "set_type", "rir_min", "rir_max", "rest_s", "superset_group", "note"):
            assert getattr(new, name) == getattr(old, name), name
    same = ("name", "description", "split", "periodization", "blocks", "goal_category", "fitness_level", "provider")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert [(w.index, w.block, w.is_deload, w.volume_factor) for w in after.weeks] == [
        (w.index, w.block, w.is_deload, w.volume_factor) for w in before.weeks
    ]


def test_an_exercise_brings_what_belongs_to_it() -> None:
    """Its name and cue, whether each side is done, how it is loaded and counted, how it gets harder."""
    _, after, _ = revised("swap bench press for push-ups and swap barbell curls for a plank")
    push_ups = [item for item in items_of(after) if item.exercise_id == "push_up"]
    assert push_ups
    for item in push_ups:
        assert isinstance(item, StrengthItem)
        assert (item.name, item.load.type, item.progression_id) == ("Push-up", "bodyweight", "bodyweight")
        assert len(item.substitutes) >= 2
    assert "bodyweight" in {rule.id for rule in after.progression_rules}


def test_what_is_swapped_is_offered_nowhere_any_more() -> None:
    """Nor what is avoided, among what may take the place of something else."""
    _, after, _ = revised("no rows")
    offered = {id_ for item in items_of(after) for id_ in (item.exercise_id, *item.substitutes)}
    assert offered.isdisjoint(named_ids("rows"))


@pytest.mark.parametrize("change", ["my knee hurts", "no barbell", "my shoulder and my lower back hurt", "no machines"])
def test_only_what_is_forbidden_goes(change: str) -> None:
    """Of the items, the warm-ups and the cool-downs."""
    before, after, brief = revised(change)
    person = understand(brief.request)
    for old, new in _pairs(before, after):
        assert may_do(catalogue()[new.exercise_id], person)
        assert all(may_do(catalogue()[id_], person) for id_ in new.substitutes)
        assert (new.exercise_id == old.exercise_id) == may_do(catalogue()[old.exercise_id], person)
    assert all(may_do(catalogue()[prep.exercise_id], person) for prep in preps_of(after))
    assert {*exercises_of(before)} != {*exercises_of(after)}


def test_an_exercise_goes_everywhere_for_the_same_one() -> None:
    """Exercises stay the same over a program; no session has one twice."""
    before, after, _ = revised("I only have dumbbells and a bench and my knee hurts", days_per_week=3)
    for session in sessions_of(after):
        ids = [item.exercise_id for item in session.items]
        assert len(ids) == len({*ids})
    for week, following in pairwise(after.weeks):
        first = [[item.exercise_id for item in session.items] for session in week.sessions]
        assert first == [[item.exercise_id for item in session.items] for session in following.sessions]
    assert before.weeks != after.weeks


def test_days_of_the_week_move_and_nothing_else_does() -> None:
    """The sessions keep their order and all that is in them."""
    before, after, _ = revised("move Friday to Saturday")
    assert [session.weekday for session in after.weeks[0].sessions] == ["mon", "tue", "thu", "sat"]
    for old, new in zip(sessions_of(before), sessions_of(after), strict=True):
        assert new.model_copy(update={"weekday": old.weekday}) == old


def test_endurance_work_is_exchanged_for_endurance_work() -> None:
    """Minutes and effort stay."""
    before, after, _ = revised("no running", goal_category="cardio_endurance", goal_raw="run a 10k", sport="running")
    runs = [(old, new) for old, new in _pairs(before, after) if old.exercise_id != new.exercise_id]
    assert runs
    for old, new in runs:
        assert isinstance(old, CardioItem)
        assert isinstance(new, CardioItem)
        assert catalogue()[new.exercise_id].pattern is Pattern.CARDIO
        assert (new.duration_min, new.rpe_min, new.rpe_max) == (old.duration_min, old.rpe_min, old.rpe_max)
        assert new.modality != "run"


def test_what_leaves_too_little_of_a_program_is_written_anew() -> None:
    """Without any equipment it is another program, and one that passes the gates."""
    before, after, brief = revised("at home without equipment")
    assert brief.revision is not None
    assert not brief.revision.is_rewritten
    assert [gate.id for gate in check(sheet_of(after, understand(brief.request))) if not gate.passed] == []
    assert [len(session.items) for session in sessions_of(after)] != [
        len(session.items) for session in sessions_of(before)
    ]


def test_a_changed_program_says_what_it_was_made_for() -> None:
    """Its request, its notices, what was assumed."""
    _, after, brief = revised("my knee hurts")
    assert after.request == brief.request.model_dump(mode="json")
    assert after.safety.status == "caution"
    assert not any("injuries" in sentence for sentence in after.assumptions)
