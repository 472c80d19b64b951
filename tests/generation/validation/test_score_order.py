"""Order: what stands first, what stands twice, what changes within a block."""

import pytest

from schemas.program import Item, Program
from tests.generation.validation.handwritten import cardio, changed_session, lift, one_session
from tests.generation.validation.scored import earns_all, good, one, only


def rearranged(made: Program, index: int, day: int, *order: int) -> Program:
    """A program with the items of one session in another order, numbered anew."""
    items = next(one for one in made.weeks[index - 1].sessions if one.day_index == day).items
    moved = [items[place - 1].model_copy(update={"order": number}) for number, place in enumerate(order, start=1)]
    return changed_session(made, index, day, items=tuple(moved))


@pytest.mark.parametrize(
    ("order", "faulty"),
    [
        ((5, 1, 2, 3, 4, 6), (2, 3, 4)),
        ((3, 1, 2, 4, 5, 6), (2, 3)),
        ((1, 2, 4, 3, 5, 6), ()),
        ((1, 2, 5, 3, 4, 6), (4,)),
        ((1, 2, 3, 5, 4, 6), ()),
        ((2, 1, 3, 4, 6, 5), ()),
    ],
)
def test_what_needs_more_stands_first(order: tuple[int, ...], faulty: tuple[int, ...]) -> None:
    """Main lifts before all, rows before raises; what shares no half of the body may change places."""
    made = rearranged(good(), 2, 1, *order)
    if not faulty:
        assert earns_all("order", made)
        return
    points, found = only("order", made)
    assert points == pytest.approx(3 * len(faulty) / (6 * 18), abs=0.011)
    assert (found.week, found.day, found.order) == (2, 1, faulty[0])


def judged(*items: Item) -> int | None:
    """The place of the first item that stands too late; None where the order is right."""
    made = one_session(*items)
    return None if earns_all("order", made) else one("order", made)[1].order


JUMP, SQUAT = lift("squat_jump"), lift("barbell_back_squat")
LUNGE = lift("barbell_reverse_lunge", role="secondary")
CURL, CALVES, LEG_CURL = lift("cable_curl", role="accessory"), lift("machine_calf_raise"), lift("machine_leg_curl")
PULL, BALANCE, RUN = lift("lat_pulldown", role="secondary"), lift("tandem_stand"), cardio()


@pytest.mark.parametrize(
    ("items", "late"),
    [
        ((JUMP, SQUAT, LUNGE, LEG_CURL, CALVES), None),
        ((SQUAT, JUMP), 2),
        ((LUNGE, SQUAT), 2),
        ((LEG_CURL, LUNGE), 2),
        ((LEG_CURL, PULL), None),
        ((CALVES, LEG_CURL), 2),
        ((CURL, LEG_CURL), None),
        ((CURL, SQUAT), 2),
        ((BALANCE, SQUAT, BALANCE.model_copy(update={"exercise_id": "single_leg_stand"}), LUNGE), None),
        ((SQUAT, RUN), None),
        ((RUN, SQUAT), 2),
        ((RUN, CURL), 2),
        ((RUN.model_copy(update={"duration_min": 10}), SQUAT), None),
        ((RUN.model_copy(update={"duration_min": 11}), SQUAT), 2),
        ((lift("machine_leg_curl", role="main"), LUNGE), 2),
        ((lift("dumbbell_pullover", role="main"), PULL), None),
    ],
)
def test_ranks(items: tuple[Item, ...], late: int | None) -> None:
    """Fast, main, several joints, one joint, endurance; large before small. Roles make no main lift of a small one."""
    assert judged(*items) == late


def test_a_superset_is_done_in_turns() -> None:
    """Within one, the smaller exercise may stand first."""

    def after_leg_extension(*groups: str | None) -> int | None:
        ids = ("leg_extension", "leg_press")
        return judged(*(lift(id_, superset_group=group) for id_, group in zip(ids, groups, strict=True)))

    assert after_leg_extension("A", "A") is None
    assert after_leg_extension("A", "B") == 2
    assert after_leg_extension(None, None) == 2


def test_no_exercise_stands_twice_in_a_session() -> None:
    """A session with one twice loses two of the five points for sequence and duplicates, and says which."""
    points, found = one("order", one_session(lift(), CALVES, CALVES))
    assert points == pytest.approx(8 * 2 / 5, abs=0.011)
    assert (found.week, found.day, found.order, found.value, found.bound) == (1, 1, 2, 2, "1")


def test_a_block_keeps_its_exercises() -> None:
    """A session in which one of six exercises is another than at the start of the block loses the part that changed."""
    items = good().weeks[3].sessions[1].items
    other = lift("machine_leg_curl", **items[3].model_dump(exclude={"exercise_id", "name", "cue", "kind"}))
    points, found = only("order", changed_session(good(), 4, 2, items=(*items[:3], other, *items[4:])))
    assert points == pytest.approx(3 / 15 * 2 / 7, abs=0.011)
    assert (found.week, found.day, found.order) == (4, 2, None)


def test_a_new_block_may_have_other_exercises() -> None:
    """What changes with a block is no fault."""
    made = good()
    items = made.weeks[3].sessions[1].items
    other = lift("machine_leg_curl", **items[3].model_dump(exclude={"exercise_id", "name", "cue", "kind"}))
    changed = changed_session(made, 4, 2, items=(*items[:3], other, *items[4:]))
    fourth = changed.weeks[3].model_copy(update={"block": "Another"})
    assert earns_all("order", changed.model_copy(update={"weeks": (*changed.weeks[:3], fourth, *changed.weeks[4:])}))
