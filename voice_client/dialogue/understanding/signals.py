"""Signals: what is said about the conversation. Pure."""

from collections.abc import Iterator

from voice_client.dialogue.understanding.acts import Signal
from voice_client.dialogue.understanding.phrases import Phrases
from voice_client.dialogue.understanding.sentence import Sentence
from voice_client.dialogue.understanding.tokens import Kind
from voice_client.dialogue.understanding.wordlists import words
from voice_client.dialogue.understanding.words_of_people import LIGHT_WORDS
from voice_client.dialogue.understanding.words_of_signals import SIGNALS

_SIGNALS = Phrases(SIGNALS)
LIGHT = frozenset(Signal) - {
    Signal.STATUS,
    Signal.CANCEL,
    Signal.RESTART,
    Signal.LIST,
    Signal.DETAILS,
    Signal.HELP,
    Signal.CHANGE,
    Signal.REVISE,
}
"""They count where they begin or end what is said; in the middle the same words are of something else."""
FILLERS = words(
    """
    um uh er so well just please then and but like oh ah hmm i'd say it to me now the i guess think maybe honestly
    """
)


def signals_in(sentence: Sentence) -> Iterator[Signal]:
    """The signals of a sentence, the first one first."""
    found = list(_SIGNALS.found_in(sentence.tokens, free=sentence.free))
    for hit in found:
        is_beside = _begins(sentence, hit.first) or (hit.meaning is not Signal.SKIP and _ends(sentence, hit.behind))
        if hit.meaning in LIGHT and not is_beside:
            continue
        if hit.meaning is Signal.QUIT and not _is_all(sentence, hit.first, hit.behind):
            continue
        sentence.claim(hit.first, hit.behind)
        yield hit.meaning


def _is_all(sentence: Sentence, first: int, behind: int) -> bool:
    """Whether nothing of weight is said besides: who quits smoking goes on talking."""
    rest = [*range(first), *range(behind, len(sentence.tokens))]
    return not any(
        sentence.free[at] and sentence.tokens[at].kind is Kind.WORD and sentence.word(at) not in LIGHT_WORDS | FILLERS
        for at in rest
    )


def _begins(sentence: Sentence, place: int) -> bool:
    for at in range(place - 1, -1, -1):
        if sentence.tokens[at].ends_clause:
            return True
        if sentence.free[at] and sentence.word(at) not in FILLERS:
            return False
    return True


def _ends(sentence: Sentence, place: int) -> bool:
    rest = sentence.tokens[place:]
    return all(token.kind is Kind.MARK or (token.text in FILLERS) for token in rest)
