"""Sets from week to week: a rise that no gate refuses, and half of it in deloads."""

from dataclasses import replace
from itertools import pairwise

import pytest

from schemas.request import parse_program_request
from server.generation.exercises import catalogue
from server.generation.person import understand
from server.generation.rules.dose import Emphasis
from server.generation.rules.ledger import limited_worth
from server.generation.rules.lines import Line, LineMaker
from server.generation.rules.periodization import WeekPlan, plan_season
from server.generation.rules.ramp import Sets, sets_by_week
from server.generation.validation.gate_progression import most_sets
from tests.generation.valid_requests import USER
from tests.support.samples import program_request

IDS = ("barbell_back_squat", "barbell_bench_press", "barbell_row", "dumbbell_curl", "machine_leg_curl", "plank")


def lines(entry: int, base: int, peak: int) -> list[Line]:
    person = understand(parse_program_request(program_request(USER)))
    maker = LineMaker(person, plan_season(person).fullest)
    made = [maker.line(catalogue()[id_], place, Emphasis.USUAL) for place, id_ in enumerate(IDS)]
    return [replace(line, entry=entry, base=base, peak=peak) for line in made]


def weeks(*steps: float, is_entry: bool = False, deload: bool = False) -> list[WeekPlan]:
    plans = [WeekPlan(n, "b", step=step, is_entry=is_entry) for n, step in enumerate(steps, start=1)]
    return [*plans, WeekPlan(len(plans) + 1, "b", is_deload=True, step=1.0)] if deload else plans


def totals(found: list[Sets]) -> list[int]:
    return [sum(map(sum, sets)) for sets in found]


def test_a_block_goes_from_its_base_to_its_peak() -> None:
    """At the start no line has its further set, in the middle half of them, at the end all."""
    found = sets_by_week([lines(3, 3, 4)], weeks(0, 0.5, 1))
    assert found[0] == ((3,) * 6,)
    assert totals(found) == [18, 21, 24]
    assert found[1] == ((4, 4, 4, 3, 3, 3),)
    assert found[2] == ((4,) * 6,)


def test_who_is_new_begins_with_the_entry() -> None:
    """A first block begins with two sets of each, and goes towards all of them no faster than a fifth a week."""
    found = sets_by_week([lines(2, 3, 3)], weeks(0, 0.5, 1, is_entry=True))
    assert totals(found) == [12, 14, 16]


@pytest.mark.parametrize("count", [1, 2, 4, 6])
def test_no_week_rises_faster_than_the_gate_allows(count: int) -> None:
    """However short the block: a fifth more sets in all, and for each muscle what is fine of small numbers."""
    sessions = [lines(2, 5, 5) for _ in range(count)]
    found = sets_by_week(sessions, weeks(0, 1, 1, 1, 1, 1, is_entry=True))
    for before, after in pairwise(found):
        total, now = (sum(map(sum, sets)) for sets in (before, after))
        assert now <= most_sets(total)
        for muscle in {m for id_ in IDS for m in limited_worth(id_)}:
            had, has = (
                sum(limited_worth(id_).get(muscle, 0) * n for own in sets for id_, n in zip(IDS, own, strict=True))
                for sets in (before, after)
            )
            assert has <= most_sets(had)
    assert totals(found)[-1] > totals(found)[0]


def test_a_lighter_week_halves_the_sets() -> None:
    """Of odd numbers one is rounded up and the next down; one set stays one."""
    assert sets_by_week([lines(3, 3, 3)], weeks(0, deload=True))[-1] == ((2, 1, 2, 1, 2, 1),)
    assert sets_by_week([lines(2, 2, 2)], weeks(0, deload=True))[-1] == ((1,) * 6,)
    assert sets_by_week([lines(1, 1, 1)], weeks(0, deload=True))[-1] == ((1,) * 6,)


def test_after_a_lighter_week_the_work_goes_on_from_before_it() -> None:
    """The rise is counted from the last week of work, not from the deload."""
    plans = [*weeks(1, deload=True), WeekPlan(3, "c", step=0.0)]
    assert totals(sets_by_week([lines(3, 3, 4)], plans)) == [24, 12, 18]


def test_the_heaviest_weeks_have_fewer_small_sets() -> None:
    """While loads peak, curls have a set less and squats have not; nothing falls below two."""
    peak = [WeekPlan(1, "b", is_peak=True)]
    assert sets_by_week([lines(3, 3, 4)], peak) == [((3, 3, 3, 2, 2, 2),)]
    assert sets_by_week([lines(2, 2, 3)], peak) == [((2,) * 6,)]
    assert sets_by_week([lines(1, 1, 1)], peak) == [((1,) * 6,)]
