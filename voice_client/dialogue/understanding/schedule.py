"""How long, how often, for how many minutes. Pure."""

from collections.abc import Iterator
from operator import itemgetter

from schemas.request import FitnessLevel
from voice_client.dialogue.understanding.acts import Doubt, Slot, Tell, Why
from voice_client.dialogue.understanding.phrases import Found, Phrases
from voice_client.dialogue.understanding.quantities import Quantity
from voice_client.dialogue.understanding.sentence import Sentence
from voice_client.dialogue.understanding.wordlists import words
from voice_client.dialogue.understanding.words_of_measures import (
    ALSO_DONE,
    AWAY_BEFORE,
    EXPERIENCE_BEFORE,
    EXPERIENCE_BEHIND,
    HOMOPHONES,
    MINUTES_PER,
    NO_SESSION,
    TIMED,
    TRAINED,
    UNIT_OF,
    WEEKS_PER,
    YEARS_PER,
    Unit,
)
from voice_client.dialogue.understanding.words_of_people import LIGHT_WORDS

BOUNDS = {Slot.DAYS: (1, 7), Slot.WEEKS: (1, 52), Slot.MINUTES: (10, 180)}
LEVEL_FROM_YEARS = ((0.5, FitnessLevel.BEGINNER), (3.0, FitnessLevel.INTERMEDIATE))
"""Below so many years of training; above them advanced. Half a year is ACSM's line, three is a judgement [J]."""
OF_A_HABIT = frozenset({None, Unit.DAY, Unit.TIMES, Unit.MIN, Unit.HOUR})
REACH = 9
"""So many words before a time may say that it is one of the past."""

OFTEN: Phrases[tuple[int, ...]] = Phrases(
    {
        (1,): """
            once a|per|each|every week
            once weekly
            """,
        (2,): """
            twice a|per|each|every week
            twice weekly
            """,
        (3,): "thrice a|per|each|every? week|weekly?",
        (7,): """
            every|each single? day
            everyday|daily
            all week
            seven days
            """,
        (3, 4): """
            every other|second day
            few days|times a|per|each|every? week?
            """,
    }
)
DATES: Phrases[None] = Phrases(
    {
        None: """
            until|till|til|by|before _? _? christmas|xmas|easter|summer|winter|spring|autumn|thanksgiving|halloween
            until|till|til|by|before _? _? wedding|birthday|holiday|holidays|vacation|season|race|event|competition|trip
            until|till|til|by|before _? january|february|march|april|may|june|july|august
            until|till|til|by|before _? september|october|november|december
            until|till|til|by|before _? _? new year~
            until|till|til|by|before next|this year|month|summer|spring|winter|fall
            """
    }
)
BEEN = frozenset({"been", "since", "gone", "went"})
BEGINNING = frozenset({"start", "starting", "begin", "back"})
DAYS_OF_A_WEEK = 7
STATE = frozenset({"i'm", "im", "am", "is", "was"})
LED = words("for over in within next of about have has got take do make run want say least plan give last starts max")
"""Before weeks they say that these are to come."""
PLAN = words("program programme plan block course cycle until till before to away left long total please max challenge")
EVERY_DAY = (7,)
BUT = frozenset({"but", "could", "want"})
FREE = frozenset({"free", "available", "except", "apart", "besides"})
EACH = frozenset({"a", "per", "/", "each", "every"})


def duration_and_days(sentence: Sentence, found: list[Quantity]) -> Iterator[Tell | Doubt]:
    """Weeks, days a week, minutes, and years of training, from figures with their units."""
    by_place: list[tuple[int, Tell | Doubt]] = []
    for quantity in found:
        if not sentence.free[quantity.first]:
            continue
        slot = slot_of(sentence, quantity)
        if slot is None:
            continue
        sentence.claim(quantity.first, quantity.behind)
        if not {"not", "never"} & set(sentence.before(quantity.first, 2)):
            by_place.append((quantity.first, _told(slot, quantity)))
    for hit in OFTEN.found_in(sentence.tokens, free=sentence.free):
        is_already = "already" in sentence.behind(hit.behind, 1)
        if (
            is_already
            or _is_habit(sentence, hit.first)
            or (hit.meaning == EVERY_DAY and _is_of_free_days(sentence, hit))
        ):
            continue
        sentence.claim(hit.first, hit.behind)
        options = tuple(Tell(Slot.DAYS, days) for days in hit.meaning)
        often = options[0] if len(options) == 1 else Doubt(Slot.DAYS, Why.RANGE, options)
        by_place.append((hit.first, often))
    yield from (told for _, told in sorted(by_place, key=itemgetter(0)))  # the last word counts
    yield from _misheard(sentence)


def slot_of(sentence: Sentence, quantity: Quantity) -> Slot | None:
    """What a figure with its unit is of."""
    unit = quantity.unit
    if unit in OF_A_HABIT and _is_habit(sentence, quantity.first):
        return None
    weekly = _is_weekly(sentence, quantity.behind)
    if unit in {Unit.DAY, Unit.TIMES}:
        is_past = bool({"ago", "off"} & set(sentence.behind(quantity.behind, 1)))
        is_in = sentence.word(quantity.first - 1) == "in" and not weekly
        is_used = bool({"used", "was"} & set(sentence.before(quantity.first, REACH)))
        is_used = is_used or bool(ALSO_DONE & set(sentence.before(quantity.first, 2)))
        is_span = unit is Unit.DAY and quantity.value > BOUNDS[Slot.DAYS][1] and not weekly  # a 30 day challenge
        return None if is_past or is_in or is_used else Slot.WEEKS if is_span else Slot.DAYS
    if unit is None:
        return Slot.DAYS if weekly else None
    if unit in MINUTES_PER:
        near = list(sentence.before(quantity.first, 3))
        is_other = (near[:1] != ["have"] and TIMED & set(near)) or NO_SESSION & set(sentence.behind(quantity.behind, 1))
        most = BOUNDS[Slot.MINUTES][1] / MINUTES_PER[unit]
        is_too_long = quantity.value > most and sentence.context.asked is not Slot.MINUTES
        return None if is_other or is_too_long or weekly else Slot.MINUTES
    if unit in WEEKS_PER:
        if unit is Unit.YEAR and "old" in sentence.behind(quantity.behind, 2):
            return None
        return _of_what(sentence, quantity)
    return None


def _is_habit(sentence: Sentence, place: int) -> bool:
    """I run twice a week: no wish, but an answer of who was asked how often; not where "but" something follows."""
    is_answer = sentence.context.asked in BOUNDS and not BUT & {token.text for token in sentence.tokens}
    return place in sentence.asides and not is_answer


def _is_of_free_days(sentence: Sentence, hit: Found[tuple[int, ...]]) -> bool:
    """Free every day, every day except Sundays: when somebody could, and not how often they will."""
    return bool(FREE & {*sentence.before(hit.first, 3), *sentence.behind(hit.behind, 3)})


def _is_weekly(sentence: Sentence, place: int) -> bool:
    follows = [*sentence.behind(place, 2), "", ""]
    return follows[0] == "weekly" or (follows[0] in EACH and UNIT_OF.get(follows[1]) is Unit.WEEK)


def _of_what(sentence: Sentence, quantity: Quantity) -> Slot | None:
    """Of what a time is: of the program, of training that was (which tells the level), or of neither.

    A figure between takes the words before it to itself.
    """
    near = []
    for at in range(quantity.first - 1, max(quantity.first - 1 - REACH, -1), -1):
        if sentence.tokens[at].ends_clause or sentence.tokens[at].value is not None:
            break
        near.append(sentence.word(at))
    behind = set(sentence.behind(quantity.behind, 4))
    if AWAY_BEFORE & set(near):
        return None
    if TRAINED & set(near) or (EXPERIENCE_BEFORE & set(near) and TRAINED & behind) or EXPERIENCE_BEHIND & behind:
        return Slot.LEVEL
    if BEEN & set(near):  # bad for two years
        return Slot.LEVEL if sentence.context.asked is Slot.LEVEL else None
    if "ago" in behind or sentence.word(quantity.behind) == "out":  # three weeks out of four
        return None
    if quantity.value == 1 and UNIT_OF.get(sentence.word(quantity.first - 1)) in {Unit.DAY, Unit.TIMES}:
        return None  # three times one week
    if sentence.context.asked is Slot.LEVEL:
        return Slot.LEVEL
    is_expected = sentence.context.asked is Slot.WEEKS or Slot.WEEKS in sentence.context.known
    return Slot.WEEKS if is_expected or _is_to_come(sentence, quantity, near) else None


def _is_to_come(sentence: Sentence, quantity: Quantity, near: list[str]) -> bool:
    """Whether weeks that nobody asked for are the program's: "for 12 weeks", "12 weeks" alone, "10 weeks to my race".

    "I'm ten weeks postpartum" and "stuck for a year" tell of the person.
    """
    if STATE & set(near[:1]) or BEGINNING & set(near[:5]):
        return False
    if quantity.first > 0 and not sentence.free[quantity.first - 1] and sentence.own[quantity.first - 1]:
        return True  # 72 kg 3 days 8 weeks
    is_led = bool(LED & set(near[:4])) and quantity.unit is not Unit.YEAR
    if is_led or PLAN & set(sentence.behind(quantity.behind, 3)):
        return True
    first, behind = next(piece for piece in sentence.clauses() if piece[0] <= quantity.first < piece[1])
    others = [at for at in range(first, behind) if sentence.free[at] and not quantity.first <= at < quantity.behind]
    return not any(sentence.word(at) not in LIGHT_WORDS and sentence.word(at).isalpha() for at in others)


def _told(slot: Slot, quantity: Quantity) -> Tell | Doubt:
    ends = [quantity.value] if quantity.upto is None else [quantity.value, quantity.upto]
    if slot is Slot.LEVEL and quantity.unit is not None:
        years = min(ends) * YEARS_PER[quantity.unit]
        level = next((level for below, level in LEVEL_FROM_YEARS if years < below), FitnessLevel.ADVANCED)
        return Tell(Slot.LEVEL, level)
    options = tuple(Tell(slot, round(value * _factor(slot, quantity.unit))) for value in ends)
    low, high = BOUNDS[slot]
    if not all(low <= option.value <= high for option in options):
        return Doubt(slot, Why.OUT_OF_BOUNDS)
    return options[0] if len(options) == 1 else Doubt(slot, Why.RANGE, options)


def _factor(slot: Slot, unit: Unit | None) -> float:
    if slot is Slot.DAYS or unit is None:
        return 1
    if unit is Unit.DAY:
        return 1 / DAYS_OF_A_WEEK
    return MINUTES_PER[unit] if slot is Slot.MINUTES else WEEKS_PER[unit]


def _misheard(sentence: Sentence) -> Iterator[Tell]:
    """For days a week: four of them. Ate weeks: eight, where that was asked for."""
    for place in range(len(sentence.tokens) - 1):
        heard, unit = HOMOPHONES.get(sentence.word(place)), UNIT_OF.get(sentence.word(place + 1))
        is_days = sentence.word(place + 1) in {"days", "times"}
        slot = Slot.DAYS if is_days else Slot.WEEKS if unit in WEEKS_PER else None
        is_told = slot is not None and sentence.context.asked is slot
        if heard and slot and (is_told or (is_days and _is_weekly(sentence, place + 2))):
            sentence.claim(place, place + 2)
            yield Tell(slot, round(heard * _factor(slot, unit)))


def dates(sentence: Sentence) -> Iterator[Doubt]:
    """Until Christmas: how many weeks that is, is asked."""
    for hit in DATES.found_in(sentence.tokens):
        yield Doubt(Slot.WEEKS, Why.A_DATE)
        sentence.claim(hit.first, hit.behind)
