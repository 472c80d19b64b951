"""Height, weight, age and sex, as they are told. Pure."""

from collections.abc import Iterator
from itertools import takewhile

from schemas.request import Sex, Units
from voice_client.dialogue.understanding.acts import Context, Doubt, Slot, Tell, Why
from voice_client.dialogue.understanding.phrases import Phrases
from voice_client.dialogue.understanding.quantities import FEET, INCHES, Quantity
from voice_client.dialogue.understanding.sentence import Sentence
from voice_client.dialogue.understanding.wordlists import words
from voice_client.dialogue.understanding.words_of_measures import (
    AWAY_BEFORE,
    CM_PER,
    EXPERIENCE_BEFORE,
    EXPERIENCE_BEHIND,
    KG_PER,
    SELF,
    SYSTEM,
    WISHED_BEFORE,
    WISHED_BEHIND,
    Unit,
)
from voice_client.dialogue.understanding.words_of_subjects import OTHERS, OTHERS_PRONOUNS

THEN = words("used started starting began")
"""Before a measure they say that it was one."""
RECENT = words("this morning yesterday today checked last weighed tonight ago")
HEIGHT_CM = (90.0, 260.0)
WEIGHT_KG = (25.0, 350.0)
AGE = (5, 120)
BARE_CM, BARE_M, BARE_IN = (120, 230), (1.2, 2.3), (56, 80)
"""What a number can be of; what may be made a program for is the server's to say."""
ADULT = range(13, 100)
LIKELY_BMI = (15.5, 40.0)
LIKELY_KG = (40.0, 150.0)
"""Where the height is not known. A unit is taken for said only where the other one would be most unlikely [J]."""
SAME = 0.025
"""Two figures nearer than this are one, told in two units."""

SEXES: Phrases[Sex] = Phrases(
    {
        Sex.MALE: """
            male
            a|as _? _? guy|man|dude|bloke|lad|boy|gentleman|father|dad
            guy|dude|bloke here
            old man|guy|dude|bloke|lad|boy|gentleman
            """,
        Sex.FEMALE: """
            female|woman
            a|as _? _? girl|woman|lady|gal|lass|mother|mum|mom|chick
            girl|lady here
            old woman|girl|lady|gal|lass
            """,
    }
)
SEX_WORDS = {"male", "female", "man", "woman", "guy", "girl"}
ALONE = dict.fromkeys(("guy", "man", "dude", "boy", "bloke"), Sex.MALE) | dict.fromkeys(
    ("girl", "woman", "lady", "gal"), Sex.FEMALE
)
SEX_LETTERS = {"m": Sex.MALE, "f": Sex.FEMALE}
NOT_NOW = words("before until till by when since turn not never")
HESITATING = words("uh um er erm so well")
OLD = frozenset({"old", "yo", "young"})
REACH = 9
"""So many words before a time may say that it is one of the past."""
SPAN_BEFORE, SPAN_BEHIND = words("in for over past last since within about"), words("ago later of lifting training")


def height_tells(sentence: Sentence, found: list[Quantity]) -> Iterator[Tell | Doubt]:
    """Heights with their units."""
    for quantity in found:
        if quantity.unit in CM_PER and quantity.unit is not None:
            cm = quantity.value * CM_PER[quantity.unit]
            if HEIGHT_CM[0] <= cm <= HEIGHT_CM[1] and not is_taken_back(sentence, quantity):
                sentence.claim(quantity.first, quantity.behind)
                if quantity.unit is Unit.FT and "." in sentence.tokens[quantity.first].text:  # 5.8 ft is mostly 5'8"
                    yield from _doubted(height_without_unit(quantity.value))
                    continue
                yield Tell(Slot.HEIGHT, round(cm, 1), SYSTEM[quantity.unit])


def _doubted(told: Tell | Doubt | None) -> Iterator[Doubt]:
    if isinstance(told, Doubt):
        yield told


def weight_tells(sentence: Sentence, found: list[Quantity]) -> Iterator[Tell]:
    """Weights with their units, but no weights that are wished, lost or lifted."""
    for quantity in found:
        if quantity.unit in KG_PER and quantity.unit is not None:
            if is_wished(sentence, quantity) or is_taken_back(sentence, quantity):
                continue
            kg = quantity.value * KG_PER[quantity.unit]
            sentence.claim(quantity.first, quantity.behind)
            if WEIGHT_KG[0] <= kg <= WEIGHT_KG[1]:
                yield Tell(Slot.WEIGHT, round(kg, 1), SYSTEM[quantity.unit])


def is_wished(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a mass is one to reach, to lose or to lift."""
    if set(sentence.behind(quantity.behind, 2)) & WISHED_BEHIND:
        return True
    near = list(sentence.before(quantity.first, 4))
    if near[:1] == ["to"] and any(
        token.value for token in sentence.tokens[max(quantity.first - 3, 0) : quantity.first]
    ):
        return True  # from so much to so much
    for place, word in enumerate(near):
        if word == "down" and near[place + 1 : place + 2] and near[place + 1] in SELF:
            return False
        if word in WISHED_BEFORE or (word == "be" and "want" in near) or near[place : place + 2] == ["get", "to"]:
            return True
        if word == "weight":
            return bool(WISHED_BEFORE & set(near[place + 1 : place + 2]))
        if word in SELF:
            return word == "weigh" and "want" in near
    return False


def is_taken_back(sentence: Sentence, quantity: Quantity) -> bool:
    """Said to be wrong, not 4; or to have been, or to be somebody else's."""
    near = set(sentence.before(quantity.first, 5))
    is_past = bool(THEN & near) or ("was" in near and not RECENT & set(sentence.behind(quantity.behind, 4)))
    return (
        is_past
        or sentence.word(quantity.first - 1) == "not"
        or bool((OTHERS | OTHERS_PRONOUNS) & set(sentence.before(quantity.first, 7)))
    )


def one_of(tells: list[Tell]) -> Tell | None:
    """The last word on a figure; but the first of two that are the same in two units."""
    if not tells:
        return None
    before, last = tells[-2:][0], tells[-1]
    is_same = before.units is not last.units and abs(last.value - before.value) <= SAME * before.value
    return before if is_same else last


def age_tells(sentence: Sentence, found: list[Quantity]) -> Iterator[Tell]:
    """Ages: "25 years old", "I'm 34", "25M", "M/24"."""
    for quantity in found:
        if not sentence.free[quantity.first] or quantity.value != int(quantity.value) or quantity.upto:
            continue
        is_other = bool(NOT_NOW & set(sentence.before(quantity.first, 3)))
        if _is_age(sentence, quantity) and not is_other and AGE[0] <= quantity.value <= AGE[1]:
            behind = quantity.behind
            while sentence.word(behind) in {"-", "old", "of", "age", "yo", "o", "/"} and behind < quantity.behind + 3:
                behind += 1
            sentence.claim(quantity.first, behind)
            yield Tell(Slot.AGE, int(quantity.value))


def _is_age(sentence: Sentence, quantity: Quantity) -> bool:
    follows = list(takewhile(lambda word: word != "", sentence.behind(quantity.behind, 3)))
    if quantity.unit is Unit.YEAR:
        is_old = bool(OLD & set(follows)) or follows[:2] == ["of", "age"] or follows[:2] == ["/", "o"]
        return is_old or (quantity.value in ADULT and not _is_span(sentence, quantity))
    if quantity.value not in ADULT:
        return False
    is_of_sex = sentence.word(quantity.behind) in {"m", "f", "male", "female"}
    if quantity.unit is Unit.M or (quantity.unit is None and is_of_sex):
        return True
    if quantity.unit is not None:
        return False
    slashed = sentence.word(quantity.first - 1) == "/" and sentence.word(quantity.first - 2) in SEX_LETTERS
    if slashed or sentence.word(quantity.first - 1) in SEX_LETTERS or (follows and follows[0] in OLD):
        return True
    is_of_somebody = sentence.word(quantity.first - 1) == "of" and sentence.word(quantity.first - 2).isalpha()
    if _is_beside_sex(sentence, quantity) or (
        is_of_somebody and follows[:1] != ["of"] and _says_who(sentence, quantity)
    ):
        return True
    near = next((word for word in sentence.before(quantity.first, 4) if word not in HESITATING), "")
    is_told = near in {"i'm", "im", "am", "turning", "turned", "aged"}
    is_more = sentence.number(quantity.behind) is not None or follows[:1] in (["%"], ["percent"], ["tall"], ["heavy"])
    return is_told and not is_more


def _is_span(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether years are how long something went on: in, for, over, the last thirty years; thirty years ago."""
    if set(sentence.before(quantity.first, REACH)) & (EXPERIENCE_BEFORE | AWAY_BEFORE):
        return True
    is_led = bool(set(sentence.before(quantity.first, 2)) & SPAN_BEFORE)
    return is_led or bool(set(sentence.behind(quantity.behind, 2)) & (EXPERIENCE_BEHIND | SPAN_BEHIND))


def _says_who(sentence: Sentence, quantity: Quantity) -> bool:
    """A librarian of fifty-nine."""
    return sentence.word(quantity.first - 3) in {"a", "an", "the"} or sentence.word(quantity.first - 2) in SEX_WORDS


def _is_beside_sex(sentence: Sentence, quantity: Quantity) -> bool:
    """In a list as people write it: female, 28, or 19, male."""
    before, behind = quantity.first - 1, quantity.behind
    before -= sentence.word(before) == ","
    behind += sentence.word(behind) == ","
    return bool((SEX_WORDS | set(SEX_LETTERS)) & {sentence.word(before), sentence.word(behind)})


def sex_tells(sentence: Sentence, found: list[Quantity]) -> Iterator[Tell]:
    """Sexes, in words or as a letter beside the age: 25F."""
    for hit in SEXES.found_in(sentence.tokens, free=sentence.own):
        if "not" not in sentence.before(hit.first, 1):
            sentence.claim(hit.first, hit.behind)
            yield Tell(Slot.SEX, hit.meaning)
    for first, behind in sentence.clauses():
        if behind == first + 1 and (alone := ALONE.get(sentence.word(first))):  # 24, girl, 5'2
            yield Tell(Slot.SEX, alone)
    for quantity in found:
        comma = quantity.behind + (sentence.word(quantity.behind) == ",")
        for place in (quantity.first - 2, quantity.first - 1, quantity.behind - 1, comma):
            is_beside = place < quantity.first or place >= quantity.behind - 1
            letter = SEX_LETTERS.get(sentence.word(place))
            if is_beside and letter and quantity.value in ADULT and quantity.unit in {None, Unit.M}:
                sentence.claim(max(place, 0), place + 1)
                yield Tell(Slot.SEX, letter)


def height_without_unit(value: float, *, is_spelled: bool = False) -> Tell | Doubt | None:
    """A bare figure that is a height: centimetres are never in doubt, metres and feet are."""
    feet, inches = divmod(value, 100)
    if BARE_CM[0] <= value <= BARE_CM[1]:
        return Tell(Slot.HEIGHT, round(value, 1), Units.METRIC)
    if feet in FEET and inches < INCHES and not is_spelled:  # 511, as transcribers write it
        return _feet(feet, inches)
    if BARE_M[0] <= value <= BARE_M[1]:
        return Doubt(Slot.HEIGHT, Why.NO_UNIT, (Tell(Slot.HEIGHT, round(value * 100, 1), Units.METRIC),))
    if int(value) in FEET:
        whole = int(value)
        tail = f"{value:.2f}".split(".")[1].rstrip("0")
        inches = int(tail or 0)
        return Doubt(Slot.HEIGHT, Why.NO_UNIT, (_feet(whole, inches if inches < INCHES else (value - whole) * INCHES),))
    if BARE_IN[0] <= value <= BARE_IN[1]:
        return Doubt(Slot.HEIGHT, Why.NO_UNIT, (Tell(Slot.HEIGHT, round(value * 2.54, 1), Units.IMPERIAL),))
    return None


def _feet(feet: float, inches: float) -> Tell:
    return Tell(Slot.HEIGHT, round(feet * CM_PER[Unit.FT] + inches * CM_PER[Unit.IN], 1), Units.IMPERIAL)


def weight_without_unit(value: float, context: Context) -> Tell | Doubt | None:
    """A bare figure that is a weight: of the unit that it can be of, or in doubt."""
    options = tuple(
        Tell(Slot.WEIGHT, round(value * KG_PER[unit], 1), SYSTEM[unit])
        for unit in (Unit.KG, Unit.LB)
        if WEIGHT_KG[0] <= value * KG_PER[unit] <= WEIGHT_KG[1]
    )
    likely = [option for option in options if _is_likely(option.value, context.height_cm)]
    if len(likely) == 1:
        return likely[0]
    return Doubt(Slot.WEIGHT, Why.NO_UNIT, options) if options else None


def _is_likely(kg: float, height_cm: float | None) -> bool:
    low, high = LIKELY_KG if height_cm is None else (bmi * (height_cm / 100) ** 2 for bmi in LIKELY_BMI)
    return low <= kg < high
