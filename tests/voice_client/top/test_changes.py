"""What happened between two moments, also where counters have begun anew."""

from itertools import accumulate, pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_client.cli.top.changes import Buckets, buckets_between, increase, increases, quantile, together

BOUNDS = (0.001, 0.01, 0.1, 1.0, inf)


def _cumulated(counts: list[int]) -> Buckets:
    return dict(zip(BOUNDS, accumulate(counts), strict=True))


COUNTS = st.lists(st.integers(0, 1000), min_size=len(BOUNDS), max_size=len(BOUNDS))
HISTOGRAMS = COUNTS.map(_cumulated)


@given(st.lists(st.integers(0, 1000), min_size=1), st.data())
def test_a_counter_that_begins_anew_loses_what_nobody_saw_and_no_more(steps: list[int], data: st.DataObject) -> None:
    """However often its process ends: the sum of the increases is what was counted between the looks."""
    counter, told, counted = 0, 0.0, 0
    for step in steps:
        before = counter
        begins_anew = data.draw(st.booleans()) and step < before
        counter = step if begins_anew else counter + step
        counted += step
        told += increase(before, counter)
    assert told == counted


def test_a_counter_that_was_not_there_was_zero() -> None:
    """A kind that nobody had met before."""
    assert increases({"a": 3}, {"a": 5, "b": 2}) == {"a": 2, "b": 2}


@given(COUNTS, COUNTS)
def test_the_values_in_between_are_those_that_came(earlier: list[int], later: list[int]) -> None:
    """Bucket by bucket."""
    sums = [a + b for a, b in zip(earlier, later, strict=True)]
    assert buckets_between(_cumulated(earlier), _cumulated(sums)) == _cumulated(later)


@given(HISTOGRAMS, HISTOGRAMS)
def test_a_histogram_is_never_negative(before: Buckets, after: Buckets) -> None:
    """Whatever became of its process, and it stays cumulated where it begins anew."""
    between = buckets_between(before, after)
    assert all(count >= 0 for count in between.values())
    if any(after[bound] < before[bound] for bound in BOUNDS):
        assert between == after


@given(HISTOGRAMS, st.lists(st.floats(0, 1), min_size=2, max_size=8))
def test_a_quantile_is_in_the_bucket_that_holds_it_and_grows(buckets: Buckets, shares: list[float]) -> None:
    """Never beyond the largest finite bound, which is all that is known there."""
    total = buckets[inf]
    found = [quantile(share, buckets) for share in sorted(shares)]
    if not total:
        assert found == [None] * len(found)
        return
    values = [value for value in found if value is not None]
    assert len(values) == len(found)
    assert all(a <= b + 1e-12 for a, b in pairwise(values))
    for share, value in zip(sorted(shares), values, strict=True):
        at_most = [bound for bound in BOUNDS if buckets[bound] >= share * total and buckets[bound] > 0]
        assert 0 <= value <= min(at_most[0], BOUNDS[-2])


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.5, 0.01), (0.25, 0.0055), (0.75, 0.1), (0.9, 0.64), (1.0, 1.0)],
)
def test_a_quantile_lies_evenly_in_its_bucket(share: float, expected: float) -> None:
    """Of 100 values, 50 of which are below 10 ms, 25 below 100 ms and 25 below a second."""
    buckets = _cumulated([0, 50, 25, 25, 0])
    assert quantile(share, buckets) == pytest.approx(expected)


@given(st.lists(HISTOGRAMS, max_size=4))
def test_several_histograms_are_one_of_all_their_values(several: list[Buckets]) -> None:
    """By the bounds that all of them have; none is as good as an empty one."""
    assert together([*several, {}]) == {bound: sum(each[bound] for each in several) for bound in BOUNDS if several}
    assert together([{0.1: 1, inf: 2}, {0.5: 3, inf: 4}]) == {inf: 6}
