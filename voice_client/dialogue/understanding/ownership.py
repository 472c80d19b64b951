"""Of whom something is said, and whether it is what they do already. Pure.

"My brother is six foot two and trains six days, I'm five eight": up to "I'm" it is the brother's. A subject holds until
another one, or until the sentence ends. "I walk 20 minutes every day" is no wish: up to "so I want" it is a habit.
"""

from collections.abc import Iterator, Sequence

from voice_client.dialogue.understanding.phrases import Phrases
from voice_client.dialogue.understanding.tokens import Kind, Token
from voice_client.dialogue.understanding.words_of_subjects import (
    ADVERBS,
    BEFORE_A_SUBJECT,
    BEHIND_IS,
    HABIT_ENDS,
    HABITS,
    OTHERS,
    OTHERS_PRONOUNS,
    OWNING,
    PLANNING,
    SELF_PRONOUNS,
)

_HABITS = Phrases(HABITS)
SENTENCE_ENDS = frozenset(".!?;")


def is_own(tokens: Sequence[Token]) -> Iterator[bool]:
    """For each token whether it is said of the speaker."""
    of_others = False
    for place, token in enumerate(tokens):
        if (token.kind is Kind.MARK and token.text in SENTENCE_ENDS) or token.text in SELF_PRONOUNS:
            of_others = False
        elif token.text in OTHERS_PRONOUNS or _begins_with_another(tokens, place):
            of_others = True
        yield not of_others


def _begins_with_another(tokens: Sequence[Token], place: int) -> bool:
    """My brother, where the words are no object: with my brother, I had my son."""
    word = tokens[place].text
    if _is_said_of(tokens, place):
        word = word.removesuffix("'s")
    if place == 0 or word not in OTHERS or tokens[place - 1].text not in OWNING:
        return False
    before = tokens[place - 2] if place > 1 else None
    return before is None or before.ends_clause or before.text in BEFORE_A_SUBJECT


def asides(tokens: Sequence[Token]) -> frozenset[int]:
    """The places behind "I run a bakery": what somebody does that is no training, as long as that is spoken of."""
    places: set[int] = set()
    for start, token in enumerate(tokens[:-1]):
        place = start + 1
        while place < len(tokens) - 1 and tokens[place].text in ADVERBS:
            place += 1
        if token.text not in {"i", "we"} or tokens[place].kind is not Kind.WORD or tokens[place].text in PLANNING:
            continue
        while place < len(tokens) and tokens[place].text not in SENTENCE_ENDS | HABIT_ENDS:
            places.add(place)
            place += 1
    return frozenset(places)


def _is_said_of(tokens: Sequence[Token], place: int) -> bool:
    """My dad's six four: he is; my dad's gym is one, too, and he is not spoken of."""
    follows = tokens[place + 1] if place + 1 < len(tokens) else None
    return follows is not None and (follows.kind is Kind.NUMBER or follows.text in BEHIND_IS)


def habits(tokens: Sequence[Token]) -> frozenset[int]:
    """The places of what is told of a habit: from "I walk" to the end of the clause, or to a wish."""
    places: set[int] = set()
    for hit in _HABITS.found_in(tokens):
        place = hit.first + 1
        while place < len(tokens) and not tokens[place].ends_clause and tokens[place].text not in HABIT_ENDS:
            places.add(place)
            place += 1
    return frozenset(places)
