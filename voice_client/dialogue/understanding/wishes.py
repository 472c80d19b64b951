"""The goal, in the person's own words. Pure; what it is of is told by `schemas.goals`."""

from collections.abc import Iterator

from schemas.goals import goals_in
from voice_client.dialogue.understanding.acts import Doubt, Slot, Tell, Why
from voice_client.dialogue.understanding.body import is_wished
from voice_client.dialogue.understanding.phrases import Phrases
from voice_client.dialogue.understanding.quantities import CORRECTING, Quantity
from voice_client.dialogue.understanding.sentence import Sentence
from voice_client.dialogue.understanding.tokens import Kind, tokens_of
from voice_client.dialogue.understanding.wordlists import words
from voice_client.dialogue.understanding.words_of_measures import KG_PER
from voice_client.dialogue.understanding.words_of_people import FIT_PHRASES, LIGHT_WORDS, WANTING

_WANTING = Phrases(WANTING)
_FIT = Phrases(FIT_PHRASES)
GAINING = words("gain put add pack bulk")
LEAST_OF_A_BODY = 0.4
STOPS = frozenset(".!?;")
MOST_CHARACTERS = 500
WISHING = words(
    """
    help trying looking hoping love goal goals aim main would new personalized custom start
    """
)
""" "I want a new plan" is no goal yet."""


Piece = tuple[int, int]
"""Tokens, from the first to before the second."""


def goal_in(sentence: Sentence, found: list[Quantity], kg: float | None) -> Tell | None:
    """The goal that is told.

    Args:
        found: the figures of the sentence.
        kg: the weight that is told in it.
    """
    wanted = _outermost(list(_wanted(sentence)))
    pieces = [piece for piece in wanted if _is_goal(sentence, piece)]
    is_asked = sentence.context.asked is Slot.GOAL
    is_open = (
        is_asked
        or bool(CORRECTING & {token.text for token in sentence.tokens})
        or sentence.context.asked is None
        or Slot.GOAL in sentence.context.missing
    )
    if not pieces and is_open:
        pieces = [piece for piece in _clauses(sentence) if _is_goal(sentence, piece)]
        pieces = [piece for piece in pieces if not sentence.habits & set(range(*piece))] or pieces
    if not pieces and is_open and (by_weights := _by_weights(sentence, found, kg)):
        return by_weights
    for first, behind in pieces:
        sentence.claim(first, behind)
    said = "; ".join(dict.fromkeys(sentence.said(*piece) for piece in pieces))
    return Tell(Slot.GOAL, said[:MOST_CHARACTERS]) if pieces else None


def goal_as_said(sentence: Sentence, *, is_all: bool) -> Iterator[Tell | Doubt]:
    """A goal in words that do not tell what it comes to: for whoever has been asked for it. That is asked once.

    Args:
        is_all: nothing else was understood in the sentence.
    """
    pieces = [*_outermost(list(_wanted(sentence))), *([(0, len(sentence.tokens))] if is_all else [])]
    piece = next((piece for piece in pieces if _says_something(sentence, piece)), None)
    if piece is not None:
        yield Tell(Slot.GOAL, sentence.said(*piece)[:MOST_CHARACTERS])
        if Slot.GOAL in sentence.context.missing:
            yield Doubt(Slot.GOAL, Why.UNSORTED)


def _by_weights(sentence: Sentence, found: list[Quantity], kg: float | None) -> Tell | None:
    """The goal of who tells what they weigh and what they would like to, and no more."""
    wished = [each for each in found if each.unit in KG_PER and is_wished(sentence, each)]
    if kg is None or not wished or wished[-1].unit is None:
        return None
    there = wished[-1].value * KG_PER[wished[-1].unit]
    if there < LEAST_OF_A_BODY * kg:  # so much more or less, and not the weight to come to
        is_gain = bool(GAINING & set(sentence.before(wished[-1].first, 4)))
        return Tell(Slot.GOAL, "gain weight" if is_gain else "lose weight")
    return Tell(Slot.GOAL, "lose weight" if there < kg else "gain weight")


def _is_goal(sentence: Sentence, piece: Piece) -> bool:
    text = sentence.said(*piece)
    return bool(goals_in(text)) or any(True for _ in _FIT.found_in(tokens_of(text)))


def _says_something(sentence: Sentence, piece: Piece) -> bool:
    return any(
        sentence.tokens[at].kind is Kind.WORD and sentence.word(at) not in LIGHT_WORDS | WISHING for at in range(*piece)
    )


def _outermost(pieces: list[Piece]) -> list[Piece]:
    """Without those that lie in one before."""
    kept: list[Piece] = []
    for piece in pieces:
        if not kept or piece[0] >= kept[-1][1]:
            kept.append(piece)
    return kept


def _wanted(sentence: Sentence) -> Iterator[Piece]:
    """From each word of wanting to the end of its sentence, or to what is understood as something else."""
    for hit in _WANTING.found_in(sentence.tokens, free=sentence.free):
        behind = hit.first
        while behind < len(sentence.tokens) and sentence.free[behind] and sentence.word(behind) not in STOPS:
            behind += 1
        yield _without_ends(sentence, hit.first, behind)


def _clauses(sentence: Sentence) -> Iterator[Piece]:
    for first, behind in sentence.clauses():
        for start in range(first, behind):
            if sentence.free[start] and (start == first or not sentence.free[start - 1]):
                end = start
                while end < behind and sentence.free[end]:
                    end += 1
                yield _without_ends(sentence, start, end)


def _without_ends(sentence: Sentence, first: int, behind: int) -> Piece:
    """Without the words at its end that say nothing: they belong to what comes then."""
    goals = goals_in(sentence.said(first, behind))
    while (
        behind > first + 1 and _is_light(sentence, behind - 1) and goals_in(sentence.said(first, behind - 1)) == goals
    ):
        behind -= 1
    return first, behind


def _is_light(sentence: Sentence, place: int) -> bool:
    return sentence.tokens[place].kind is Kind.MARK or sentence.word(place) in LIGHT_WORDS
