"""Of whom something is said: of the person who speaks, or of somebody else they speak of. Pure.

"My brother is six foot two and trains six days, I'm five eight": up to "I'm" it is the brother's. A subject holds until
another one, or until the sentence ends.
"""

from collections.abc import Iterator, Sequence

from voice_client.dialogue.understanding.tokens import Kind, Token
from voice_client.dialogue.understanding.words_of_subjects import (
    BEFORE_A_SUBJECT,
    OTHERS,
    OTHERS_PRONOUNS,
    OWNING,
    SELF_PRONOUNS,
)

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
    is_another = place > 0 and tokens[place].text in OTHERS and tokens[place - 1].text in OWNING
    if not is_another:
        return False
    before = tokens[place - 2] if place > 1 else None
    return before is None or before.ends_clause or before.text in BEFORE_A_SUBJECT
