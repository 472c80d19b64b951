"""What is heard in a person's words, and what only sounds like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.request import Sex
from server.generation.safety.clearance import Clearer, clearers
from server.generation.safety.decisions import DECISIONS
from server.generation.safety.hearing import heard_in
from server.generation.safety.topics import PHRASES, Topic
from tests.generation.safety.harmless import CLEARED, NOT_CLEARED, NOT_SAID
from tests.generation.safety.phrasings import SAID


def topics(text: str, sex: Sex = Sex.UNSPECIFIED) -> set[Topic]:
    return {heard.topic for heard in heard_in([text], sex) if not heard.is_undated}


def test_every_topic_has_phrases_a_decision_and_examples() -> None:
    """A topic that is listened for is decided on, and shown to be heard."""
    assert set(PHRASES) == set(DECISIONS) == set(SAID) == set(Topic)


@pytest.mark.parametrize(("topic", "text"), [(topic, text) for topic, texts in SAID.items() for text in texts])
def test_what_is_said_is_heard(topic: Topic, text: str) -> None:
    """In any of the usual phrasings, also when another is denied beside it."""
    assert topic in topics(text)


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_is_not_said_is_not_heard(text: str) -> None:
    """Denials, relatives, fears, what is long ago, and words that only look alike."""
    assert topics(text) == set()


@pytest.mark.parametrize("text", CLEARED)
def test_a_clearance_is_understood(text: str) -> None:
    """In the person's own words."""
    assert clearers(text) == {Clearer.DOCTOR}


@pytest.mark.parametrize("text", NOT_CLEARED)
def test_no_clearance_is_read_into_other_words(text: str) -> None:
    """Neither a hope nor a plan nor somebody else's is one."""
    assert clearers(text) == set()


def test_who_cleared_them_is_told_apart() -> None:
    """A physiotherapist and a midwife are heard as such."""
    assert clearers("my physio cleared me") == {Clearer.PHYSIO}
    assert clearers("my midwife says I can exercise") == {Clearer.MIDWIFE}


@pytest.mark.parametrize("text", ["we're pregnant", "we just had a baby", "our baby is due; we are expecting a baby"])
def test_a_father_to_be_is_not_pregnant(text: str) -> None:
    """Who says we means both; of them the man is not screened."""
    assert topics(text, Sex.MALE) == set()
    assert topics(text, Sex.FEMALE) != set()


@given(st.text(max_size=500) | st.lists(st.sampled_from([w for s in NOT_SAID for w in s.split()])).map(" ".join))
def test_any_text_at_all_is_listened_to(text: str) -> None:
    """Nothing that is written makes the listening fail."""
    assert topics(text) <= set(Topic)
    assert clearers(text) <= set(Clearer)
