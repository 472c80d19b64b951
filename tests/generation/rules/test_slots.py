"""What sessions hold: first things first, nothing one-sided."""

import pytest

from server.generation.rules.days import SPLITS
from server.generation.rules.slots import EMPHASES, EXTRAS, NAMES, SLOTS, kind_of

SMALL = {"delts", "biceps", "triceps", "calves", "core"}


@pytest.mark.parametrize("template", SLOTS)
def test_a_session_begins_with_what_is_heavy(template: str) -> None:
    """The first two movements of every session are big ones, and the small ones follow most of the others."""
    is_small = [slot in SMALL for slot in SLOTS[template]]
    assert not any(is_small[:2])
    assert is_small[-1]


def test_every_session_of_a_split_is_described() -> None:
    """Each has slots, what may come on top, a name, and how heavy it is in a week that undulates."""
    used = {template for _, templates in SPLITS.values() for template in templates}
    assert used == {*SLOTS} == {*EXTRAS} == {*NAMES} == {*EMPHASES}
    assert len({*NAMES.values()}) == len(NAMES)
    assert {kind_of(template) for template in used} == {"full", "upper", "lower", "push", "pull", "legs"}


def test_push_and_pull_are_in_balance_over_the_week() -> None:
    """Every split has about as many pulling places as pushing ones among those that come first."""
    for _, templates in SPLITS.values():
        slots = [slot for template in templates for slot in SLOTS[template][:4]]
        pushes = sum(slot.endswith("push") for slot in slots)
        pulls = sum(slot.endswith("pull") for slot in slots)
        assert pulls - 2 <= pushes <= pulls + 2


@pytest.mark.parametrize(("split", "templates"), [split for split in SPLITS.values() if split[1]])
def test_every_base_movement_comes_each_week(split: str, templates: tuple[str, ...]) -> None:
    """Squat, hinge, and a push and a pull of both directions are among the slots of every split."""
    slots = {slot for template in templates for slot in SLOTS[template]}
    base = {"squat", "hinge", "horizontal_push", "vertical_push", "horizontal_pull", "vertical_pull"}
    assert base <= slots, split
