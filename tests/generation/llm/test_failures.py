"""The table of failures, and what it lets follow from each."""

import pytest

from server.generation.llm.failures import CAP_GROWTH, TREATMENTS, Action, Again, RetryLimits, next_try
from server.generation.llm.outcomes import Failed, Failure

LIMITS = RetryLimits(base_s=1.0, cap_s=4.0, retry_after_most_s=60.0)
PATIENT_S = 1000.0


def again(*failed: Failed | Failure, remaining_s: float = PATIENT_S, chance: float = 1.0) -> Again | None:
    return next_try([Failed(f) if isinstance(f, Failure) else f for f in failed], remaining_s, chance, LIMITS)


def with_action(action: Action) -> list[Failure]:
    return [failure for failure, row in TREATMENTS.items() if row.action is action]


def test_every_failure_has_its_row() -> None:
    """And every row a code of its own, a sentence for the log and one to be spoken."""
    assert set(TREATMENTS) == set(Failure)
    assert len({row.code for row in TREATMENTS.values()}) == len(TREATMENTS)
    for row in TREATMENTS.values():
        assert row.code.startswith("model_")
        assert row.message.endswith(".")
        assert row.say.endswith((".", "?"))
        assert row.say.count(".") + row.say.count("?") == 1
        assert len(row.say.split()) <= 20


@pytest.mark.parametrize("failure", with_action(Action.RETRY))
def test_what_cost_nothing_is_tried_three_more_times(failure: Failure) -> None:
    """With waits that double up to their cap."""
    waits = [again(*[failure] * times) for times in (1, 2, 3, 4)]
    assert waits == [Again(1.0), Again(2.0), Again(4.0), None]


@pytest.mark.parametrize("failure", with_action(Action.RETRY_ONCE))
def test_what_was_paid_for_and_lost_is_tried_once_more(failure: Failure) -> None:
    """Once in a call, whichever of them it is the second time."""
    assert again(failure) == Again(1.0)
    for other in with_action(Action.RETRY_ONCE):
        assert again(other, failure) is None


def test_an_answer_that_did_not_fit_gets_more_room_once() -> None:
    """At once: nobody was overloaded."""
    assert again(Failure.TRUNCATED) == Again(0.0, CAP_GROWTH)
    assert again(Failure.TRUNCATED, Failure.TRUNCATED) is None


@pytest.mark.parametrize("failure", with_action(Action.FAIL) + with_action(Action.EXPLAIN))
def test_what_cannot_end_otherwise_is_not_tried_again(failure: Failure) -> None:
    """However much time there is."""
    assert again(failure) is None


def test_each_kind_of_try_counts_by_itself() -> None:
    """A limit that was met before does not take away the one more try of a stream that is cut."""
    assert again(Failure.RATE_LIMITED, Failure.RATE_LIMITED, Failure.CUT) == Again(1.0)
    assert again(Failure.CUT, Failure.TRUNCATED) == Again(0.0, CAP_GROWTH)
    assert again(Failure.CUT, Failure.VENDOR_ERROR) == Again(1.0)
    assert again(Failure.CUT, Failure.VENDOR_ERROR, Failure.STALLED) is None


def test_no_call_is_tried_without_end() -> None:
    """Whatever comes, in whatever order, the tries of one call are bounded by the sum of the table."""
    most = 1 + sum(action.most for action in Action)
    failed: list[Failed] = []
    while len(failed) <= most:
        fresh = next((f for f in Failure if again(*failed, f) is not None), None)
        if fresh is None:
            break
        failed.append(Failed(fresh))
    assert len(failed) == most - 1


@pytest.mark.parametrize(("asked_s", "wait_s"), [(0.0, 0.5), (5.0, 5.5), (60.0, 60.5)])
def test_the_vendor_is_waited_for(asked_s: float, wait_s: float) -> None:
    """As long as it asks, and a little longer by chance, so that not all come back in the same moment."""
    assert again(Failed(Failure.RATE_LIMITED, retry_after_s=asked_s), chance=0.5) == Again(wait_s)


def test_a_vendor_that_asks_for_too_much_is_not_waited_for() -> None:
    """Its answer would come when nobody waits for a program any more."""
    assert again(Failed(Failure.RATE_LIMITED, retry_after_s=60.5)) is None


def test_no_wait_begins_that_outlasts_the_deadline() -> None:
    """The time is better spent on another way to a program."""
    assert again(Failed(Failure.RATE_LIMITED, retry_after_s=5.0), remaining_s=6.0) is None
    assert again(Failed(Failure.RATE_LIMITED, retry_after_s=5.0), remaining_s=6.1) == Again(6.0)
    assert again(Failure.TRUNCATED, remaining_s=0.0) is None
