"""Level, equipment, injuries and sport, as they are told. Pure."""

from collections.abc import Iterator

from schemas.request import Equipment, FitnessLevel
from voice_client.dialogue.understanding.acts import Doubt, Slot, Tell, Why
from voice_client.dialogue.understanding.phrases import Phrases
from voice_client.dialogue.understanding.quantities import CORRECTING
from voice_client.dialogue.understanding.sentence import Sentence
from voice_client.dialogue.understanding.words_of_measures import KG_PER, UNIT_OF
from voice_client.dialogue.understanding.words_of_people import (
    AT_HOME,
    BODY,
    CONDITIONS,
    EQUIPMENT,
    EQUIPMENT_ANSWERS,
    HURT,
    LEVEL_ANSWERS,
    LEVELS,
    NO_INJURIES,
    NO_INJURY_ANSWERS,
    NOT_A_LEVEL,
    SPORTS,
)

_LEVELS = Phrases(LEVELS)
_LEVEL_ANSWERS = Phrases(LEVEL_ANSWERS)
_EQUIPMENT = Phrases(EQUIPMENT)
_EQUIPMENT_ANSWERS = Phrases(EQUIPMENT_ANSWERS)
_AT_HOME = Phrases(AT_HOME)
_NO_INJURIES = Phrases(NO_INJURIES)
_SPORTS = Phrases(SPORTS)
_CONDITIONS = Phrases(CONDITIONS)
ASKING = frozenset({"what", "what's", "whats", "which", "how"})
MOST_OF_AN_OPENING = 3
NEAR = 5
"""So many words lie at most between a part of the body and what is wrong with it."""
MOST_PHRASE_CHARACTERS = 100
LEVEL_ORDER = list(FitnessLevel)


def level_tells(sentence: Sentence) -> Iterator[Tell]:
    """The level in words; of two the lower one, but where one is put right the last."""
    said: list[FitnessLevel] = []
    if _asks_back(sentence):
        return
    last = len(sentence.tokens)
    for table in (_LEVELS, _LEVEL_ANSWERS if sentence.context.asked is Slot.LEVEL else None):
        for hit in table.found_in(sentence.tokens, free=sentence.free) if table and not said else ():
            sentence.claim(hit.first, hit.behind)
            if CORRECTING & set(sentence.said_between(last, hit.first)):
                said.clear()
            last = hit.behind
            if not NOT_A_LEVEL & set(sentence.before(hit.first, 3)):
                said.append(hit.meaning)
    if said:
        yield Tell(Slot.LEVEL, min(said, key=LEVEL_ORDER.index))


def _asks_back(sentence: Sentence) -> bool:
    """What counts as advanced: a question, and no level."""
    opening = [token.text for token in sentence.tokens[:MOST_OF_AN_OPENING]]
    return bool(ASKING & set(opening)) and "about" not in opening


def equipment_tells(sentence: Sentence) -> Iterator[Tell | Doubt]:
    """What there is to train with; "at home" alone is asked about."""
    is_asked = sentence.context.asked is Slot.EQUIPMENT
    is_home = False
    for home in _AT_HOME.found_in(sentence.tokens, free=sentence.free):
        is_home = True
        sentence.claim(home.first, home.behind)
    found: list[Equipment] = []
    for table in (_EQUIPMENT, _EQUIPMENT_ANSWERS if is_asked else None):
        for hit in table.found_in(sentence.tokens, free=sentence.free) if table and not found else ():
            if _is_of_a_mass(sentence, hit.first, hit.behind):
                continue
            is_denied = bool(
                {"no", "not", "without", "never", "new", "don't", "dont"} & set(sentence.before(hit.first, 2))
            )
            sentence.claim(hit.first, hit.behind)
            if not is_denied:
                found.append(hit.meaning)
    if found and _has_bench_beside(sentence):
        found.append(Equipment.BENCH)
    if len(found) > 1 and Equipment.GYM in found and not is_asked:
        is_poor = "only" in {token.text for token in sentence.tokens}  # a gym that only has these
        found = [each for each in found if each is not Equipment.GYM] if is_poor or is_home else [Equipment.GYM]
    if found and not (is_home and found == [Equipment.GYM]):
        others = [each for each in found if each is not Equipment.BODYWEIGHT]
        yield Tell(Slot.EQUIPMENT, tuple(dict.fromkeys(others or found)))
    elif is_home:
        yield Doubt(Slot.EQUIPMENT, Why.NOT_SAID)


def _has_bench_beside(sentence: Sentence) -> bool:
    """Barbell and bench: a thing, where others are named just before it; else it is a lift."""
    for place in range(2, len(sentence.tokens)):
        joins = sentence.word(place - 1) in {"and", ",", "plus"}
        is_behind_gear = not sentence.free[place - 2] and sentence.tokens[place - 2].value is None
        if sentence.word(place) == "bench" and joins and is_behind_gear and sentence.free[place]:
            sentence.claim(place, place + 1)
            return True
    return False


def _is_of_a_mass(sentence: Sentence, first: int, behind: int) -> bool:
    """198 bodyweight, bodyweight is 80: a mass, and nothing to train with."""
    if sentence.word(first) not in {"body", "bodyweight"}:
        return False
    beside = {UNIT_OF.get(sentence.word(first - 1)), UNIT_OF.get(sentence.word(first - 2))} & set(KG_PER)
    if {"double", "twice", "times"} & set(sentence.before(first, 2)):
        return True
    is_behind_figure = first > 0 and sentence.tokens[first - 1].value is not None
    ahead = list(sentence.behind(behind, 3))
    return bool(beside) or is_behind_figure or "" in ahead


def injury_tells(sentence: Sentence) -> Iterator[Tell]:
    """Injuries: a part of the body and what is wrong with it, near to each other."""
    none = next(iter(_NO_INJURIES.found_in(sentence.tokens, free=sentence.free)), None)
    if none is not None:
        sentence.claim(none.first, none.behind)
    if sentence.context.asked is Slot.INJURIES and none is None:
        words = {sentence.word(at) for at in range(len(sentence.tokens))}
        yield Tell(Slot.INJURIES, () if words & NO_INJURY_ANSWERS else (sentence.text[:MOST_PHRASE_CHARACTERS],))
        return
    clauses = [piece for piece in sentence.clauses() if none is None or piece[0] >= none.behind]  # "well, my shoulder"
    found = [
        sentence.said(hit.first, hit.behind)
        for hit in _CONDITIONS.found_in(sentence.tokens, free=sentence.own)
        if not {"no", "not", "don't"} & set(sentence.before(hit.first, 3))
        and (none is None or hit.first >= none.behind)
    ]
    found += [phrase for first, behind in clauses for phrase in _injuries_in(sentence, first, behind)]
    if found:
        yield Tell(Slot.INJURIES, tuple(dict.fromkeys(found)))
    elif none is not None:
        yield Tell(Slot.INJURIES, ())


def _injuries_in(sentence: Sentence, first: int, behind: int) -> Iterator[str]:
    own = [at for at in range(first, behind) if sentence.own[at]]
    parts = [at for at in own if sentence.word(at).removesuffix("'s") in BODY]
    wrongs = [at for at in own if sentence.word(at) in HURT]
    for part in parts:
        near = [at for at in wrongs if abs(at - part) <= NEAR]
        if near:
            wrong = min(near, key=lambda at: abs(at - part))
            low, high = min(part, wrong), max(part, wrong) + 1
            sentence.claim(low, high)
            yield sentence.said(low, high)[:MOST_PHRASE_CHARACTERS]


def sport_tells(sentence: Sentence) -> Iterator[Tell]:
    """The sport that somebody plays."""
    for hit in _SPORTS.found_in(sentence.tokens, free=sentence.free):
        sentence.claim(hit.first, hit.behind)
        yield Tell(Slot.SPORT, hit.meaning)
