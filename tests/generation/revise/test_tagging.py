"""A text made ready: names as tags, one way to write things, and the way back."""

import pytest

from server.generation.revise.names import named
from server.generation.revise.tagging import tagged


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("I can't do bench press on Mondays, just half an hour", "i can not do @x0 on @d_mon , just 30 minutes"),
        ("No barbell rows; no barbell!", "no @x0 . no @q_barbell ."),
        ("pull-up bar, pull-ups", "@q_pull_up_bar , @x0"),
        ("mon/wed/fri", "@d_mon , @d_wed , @d_fri"),
        ("I don't wanna, I'm out w/o a bench", "i do not want to , i am out without a @q_bench"),
        ("My knee's fine", "my knee is fine"),
        ("3 days/week", "3 days a week"),
        ("bring back lunges", "bring back @x0"),
        ("stretch it, step it up, in a row", "stretch it , step it up , in a @x0"),
        ("@x0 \u00a4 @q_gym", "x0 q_gym"),
    ],
)
def test_a_text_is_written_in_one_way(said: str, text: str) -> None:
    """The longest name counts; nobody types a tag."""
    assert tagged(said).text == text


def test_what_is_tagged_can_be_said_again() -> None:
    """In the person's own words for exercises."""
    tags = tagged("no Bench Presses on mondays, only dumbbells and the pull up bar")
    assert tags.spoken(tags.text) == "no bench presses on Monday, only dumbbell and the pull-up bar"


def test_a_name_means_an_exercise_a_kind_or_what_is_in_no_catalogue() -> None:
    """Words that are none of these mean nothing."""
    exact, kind, unknown = named("romanian deadlift"), named("deadlifts"), named("muscle-ups")
    assert exact is not None
    assert exact.exact == "barbell_romanian_deadlift"
    assert kind is not None
    assert {"barbell_deadlift", "barbell_romanian_deadlift"} <= kind.family
    assert unknown is not None
    assert (unknown.exact, unknown.family) == (None, frozenset())
    assert [named(words) for words in ("zercher", "the", "row of houses", "")] == [None] * 4
