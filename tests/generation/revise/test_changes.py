"""What is said of a changed program."""

import pytest

from server.generation.revise.changes import MOST_SENTENCES, MOST_WORDS
from server.generation.revise.exchanges import exercises_of
from server.generation.revise.understanding import brief_of
from tests.generation.revise.parents import PARENT_ID, made, revised

TOLD = {
    "only three days a week": ("You train on 3 days a week now, not 4.", "Your days are Monday, Wednesday and Friday."),
    "make it 8 weeks": ("The program has 8 weeks now, not 12.", "All exercises stay."),
    "45 minutes": ("A session takes up to 45 minutes now, not 60.",),
    "move Friday to Saturday": ("Your days are Monday, Tuesday, Thursday and Saturday.", "All exercises stay."),
    "weekdays only": ("No session falls on Saturday and Sunday.", "Everything else stays as it is."),
    "I'd rather lose fat": ("The goal is fat loss now.",),
    "I am a beginner": ("It is made for the beginner level now.",),
    "my knee hurts": ("Your knee is spared.",),
    "no barbell": ("It needs no barbell any more.",),
    "I only have dumbbells and a bench": ("It needs only a bench and dumbbells now.",),
    "at home without equipment": ("It needs no equipment any more.",),
    "swap bench press for push-ups": ("Barbell bench press is replaced by push-up.",),
    "remove child's pose": ("No longer in warm-up and cool-down: child's pose.", "All exercises stay."),
}


@pytest.mark.parametrize(("change", "told"), TOLD.items())
def test_what_is_different_is_told_first(change: str, told: tuple[str, ...]) -> None:
    """In the document; the summary that is spoken begins with it."""
    _, after, _ = revised(change)
    assert after.changes is not None
    assert after.changes[: len(told)] == told
    assert f"Your changed program is ready. {told[0]}" in after.spoken_summary


@pytest.mark.parametrize("change", TOLD)
def test_it_can_be_spoken(change: str) -> None:
    """At most eight sentences of at most twenty words; a summary of at most eighty."""
    _, after, _ = revised(change)
    assert after.changes
    assert len(after.changes) <= MOST_SENTENCES
    assert all(len(sentence.split()) <= MOST_WORDS and sentence.endswith(".") for sentence in after.changes)
    assert all("_" not in sentence for sentence in after.changes)
    assert len(after.spoken_summary.split()) <= 80


def test_what_stays_is_told_last() -> None:
    """So that nobody fears for the rest."""
    before, after, _ = revised("swap bench press")
    count = len(exercises_of(before))
    assert after.changes is not None
    assert after.changes[-1] == f"{count - 1} of {count} exercises stay."


def test_a_first_program_tells_of_no_changes() -> None:
    """The field is left out of it."""
    before, _, _ = revised("make it 8 weeks")
    assert "changes" not in before.model_dump(mode="json")


def test_the_changes_of_a_revision_are_not_those_of_the_next_one() -> None:
    """Its summary tells of what is new, and of nothing that was new before."""
    _, first, brief = revised("make it 8 weeks")
    second = made(brief_of("swap bench press for push-ups", PARENT_ID, brief.request, first))
    assert second.changes is not None
    assert second.changes[0] == "Barbell bench press is replaced by push-up."
    assert "The program has 8 weeks now" not in second.spoken_summary
    assert "It runs for 8 weeks" in second.spoken_summary
