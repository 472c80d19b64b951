"""What a call has cost: as the vendor told, nothing where the model was never asked, and else not known."""

import pytest

from server.generation.llm.costs import ABANDONED, DONE, spent_by
from server.generation.llm.outcomes import Done, Failed, Failure, Outcome
from server.generation.spending import Spent, Usage, about_tokens
from tests.generation.llm.calling import REQUEST

TOLD = Usage(9, 6, 5, 2)


@pytest.mark.parametrize(
    ("outcome", "written_chars", "spent"),
    [
        (Done(TOLD), 20, Spent(DONE, TOLD, 20)),
        (Done(None), 20, Spent(DONE, None, 20)),
        (None, 20, Spent(ABANDONED, None, 20)),
        (Failed(Failure.TRUNCATED, usage=TOLD), 20, Spent("truncated", TOLD, 20)),
        (Failed(Failure.CUT), 0, Spent("cut", None, 0)),
        (Failed(Failure.DEADLINE), 0, Spent("deadline", None, 0)),
        (Failed(Failure.RATE_LIMITED), 0, Spent("rate_limited", Usage(), 0)),
        (Failed(Failure.UNREACHABLE), 0, Spent("unreachable", Usage(), 0)),
        (Failed(Failure.VENDOR_ERROR), 20, Spent("vendor_error", None, 20)),
        (Failed(Failure.VENDOR_ERROR, response_id="resp_1"), 0, Spent("vendor_error", None, 0)),
    ],
)
def test_what_the_vendor_did_not_tell_is_not_known(outcome: Outcome | None, written_chars: int, spent: Spent) -> None:
    """Unless it turned the request away before the model began."""
    assert spent_by(outcome, written_chars) == spent


def test_a_request_is_worth_its_answer_and_what_is_sent() -> None:
    """The bound of the answer is known, the prompt is estimated by its bytes."""
    assert REQUEST.most_tokens > REQUEST.max_output_tokens
    assert about_tokens(9) == 3
