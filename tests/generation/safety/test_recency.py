"""How long ago something was, by the words of time around it."""

import pytest

from server.generation.safety.recency import LONG_AGO_DAYS, NOW_DAYS, YEARS_BEHIND, days_since


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("surgery", None),
        ("surgery three weeks ago", 21),
        ("surgery a couple of months ago", 60),
        ("5 days after surgery", 5),
        ("i am 4 weeks post-op from surgery", 28),
        ("surgery in the past two months", 60),
        ("surgery last month", 60),
        ("surgery last year", 365),
        ("surgery 2 years ago", 730),
        ("recent surgery", NOW_DAYS),
        ("just had surgery", NOW_DAYS),
        ("i just want to train, surgery", None),
        ("surgery in march", NOW_DAYS),
        ("surgery in march 2019", LONG_AGO_DAYS),
        (f"surgery in {YEARS_BEHIND}", LONG_AGO_DAYS),
        (f"surgery in {YEARS_BEHIND + 1}", NOW_DAYS),
        ("surgery as a child", LONG_AGO_DAYS),
        ("surgery, fully healed", LONG_AGO_DAYS),
        ("surgery, not yet healed", NOW_DAYS),
        ("in the past i had surgery", LONG_AGO_DAYS),
        ("surgery in 2019, began to train last week", LONG_AGO_DAYS),
        ("i am 45 years old and had surgery", None),
        ("surgery. plan for 8 weeks", None),
    ],
)
def test_the_nearest_word_of_time_says_when_it_was(sentence: str, days: int | None) -> None:
    """In days; where no time is said, or only another's, it is not known."""
    assert days_since(sentence, sentence.index("surgery")) == days


def test_a_sentence_about_it_belongs_to_it() -> None:
    """What follows says when it was, if it speaks of that."""
    assert days_since("i had surgery", 6, ". it was 3 weeks ago.") == 21
    assert days_since("i had surgery", 6, ". i began to train 3 weeks ago.") is None
