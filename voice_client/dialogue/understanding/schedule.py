"""How long, how often, on which days, for how many minutes. Pure."""

from collections.abc import Iterator

from schemas.request import FitnessLevel, Weekday
from voice_client.dialogue.understanding.acts import Doubt, Slot, Tell, Why
from voice_client.dialogue.understanding.phrases import Phrases
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
    SHORT_DAYS,
    TIMED,
    UNIT_OF,
    WEEKDAYS,
    WEEKS_PER,
    YEARS_PER,
    Unit,
)

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
EACH = frozenset({"a", "per", "/", "each", "every"})
OFF_BEFORE = words(
    """
    not can't cant except but won't wont never no without besides unavailable off avoid busy
    """
)
FREE_DAY = words("train training workout exercise available free can only")
"""They say that a day alone is one to train on."""
OFF_VERBS = words("don't dont doesn't doesnt won't wont isn't isnt aren't arent can't cant never")
AT_WORK = words("work working works shifts play playing match game league class church")
"""Who works or plays on Mondays is not free then; who works out on Mondays is."""
BESIDE_DAYS = words("and or on the do train make for go any are is i'm im to - through out") | {""}
OFF_BEHIND = words("off busy unavailable bad out impossible tough difficult taken")


def duration_and_days(sentence: Sentence, found: list[Quantity]) -> Iterator[Tell | Doubt]:
    """Weeks, days a week, minutes, and years of training, from figures with their units."""
    for quantity in found:
        if not sentence.free[quantity.first]:
            continue
        slot = _slot_of(sentence, quantity)
        if slot is None:
            continue
        sentence.claim(quantity.first, quantity.behind)
        if sentence.word(quantity.first - 1) != "not":
            yield _told(slot, quantity)
    for hit in OFTEN.found_in(sentence.tokens, free=sentence.free):
        if hit.first in sentence.habits and sentence.context.asked not in BOUNDS:
            continue
        sentence.claim(hit.first, hit.behind)
        options = tuple(Tell(Slot.DAYS, days) for days in hit.meaning)
        yield options[0] if len(options) == 1 else Doubt(Slot.DAYS, Why.RANGE, options)
    yield from _misheard(sentence)


def _slot_of(sentence: Sentence, quantity: Quantity) -> Slot | None:
    unit = quantity.unit
    if quantity.first in sentence.habits and sentence.context.asked not in BOUNDS and unit in OF_A_HABIT:
        return None
    weekly = _is_weekly(sentence, quantity.behind)
    if unit in {Unit.DAY, Unit.TIMES}:
        is_past = bool({"ago", "off"} & set(sentence.behind(quantity.behind, 1)))
        is_in = sentence.word(quantity.first - 1) == "in" and not weekly
        is_used = bool({"used", "was"} & set(sentence.before(quantity.first, REACH)))
        is_used = is_used or bool(ALSO_DONE & set(sentence.before(quantity.first, 2)))
        return None if is_past or is_in or is_used else Slot.DAYS
    if unit is None:
        return Slot.DAYS if weekly else None
    if unit in MINUTES_PER:
        is_other = TIMED & set(sentence.before(quantity.first, 3)) or NO_SESSION & set(
            sentence.behind(quantity.behind, 1)
        )
        most = BOUNDS[Slot.MINUTES][1] / MINUTES_PER[unit]
        is_too_long = quantity.value > most and sentence.context.asked is not Slot.MINUTES
        return None if is_other or is_too_long else Slot.MINUTES
    if unit in WEEKS_PER:
        if unit is Unit.YEAR and "old" in sentence.behind(quantity.behind, 2):
            return None
        return _of_what(sentence, quantity)
    return None


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
    if EXPERIENCE_BEFORE & set(near) or EXPERIENCE_BEHIND & behind:
        return Slot.LEVEL
    if "ago" in behind or sentence.word(quantity.behind) == "out":  # three weeks out of four
        return None
    if quantity.value == 1 and UNIT_OF.get(sentence.word(quantity.first - 1)) in {Unit.DAY, Unit.TIMES}:
        return None  # three times one week
    return Slot.LEVEL if sentence.context.asked is Slot.LEVEL else Slot.WEEKS


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


def _factor(slot: Slot, unit: Unit | None) -> int:
    if slot is Slot.DAYS or unit is None:
        return 1
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


def named_days(sentence: Sentence, found: list[Quantity]) -> Iterator[Tell]:
    """Days by name: those that are free tell how many there are and which are not; "not on Sundays" tells the rest.

    A figure says better than names how many there are; and one day alone is mostly of something else: of a race, of
    pizza, of the day to begin on.
    """
    free, off = _days_by_name(sentence)
    count = _days_told(sentence, found)
    if len(free) == 1 and not _speaks_of_training(sentence):
        free = set()
    if free and count is not None and count > len(free):
        free = set()
    if off and not free:
        yield Tell(Slot.DAYS_OFF, tuple(day for day in Weekday if day in off))
    elif free:
        if count is None:
            yield Tell(Slot.DAYS, len(free))
        if len(free) < len(Weekday):
            yield Tell(Slot.DAYS_OFF, tuple(day for day in Weekday if day not in free))


def _days_told(sentence: Sentence, found: list[Quantity]) -> int | None:
    """How many days a week were told in a figure; of a range the higher one."""
    told = [each for each in found if each.unit in {Unit.DAY, Unit.TIMES} and _slot_of(sentence, each) is Slot.DAYS]
    return round(told[-1].upto or told[-1].value) if told else None


def _speaks_of_training(sentence: Sentence) -> bool:
    if sentence.context.asked in {Slot.DAYS, Slot.DAYS_OFF}:
        return True
    return bool(FREE_DAY & {token.text for token in sentence.tokens})


def _days_by_name(sentence: Sentence) -> tuple[set[Weekday], set[Weekday]]:
    free: set[Weekday] = set()
    off: set[Weekday] = set()
    last: tuple[int, Weekday] | None = None
    for place in range(len(sentence.tokens)):
        word = sentence.word(place)
        if word in {"weekend", "weekends", "weekday", "weekdays"}:
            weekend = {Weekday.SAT, Weekday.SUN}
            days = weekend if word.startswith("weekend") else set(Weekday) - weekend
        elif (day := WEEKDAYS.get(word)) is not None and _is_day(sentence, place):
            days = {day}
            if (
                last
                and sentence.word(place - 1) in {"-", "to", "through", "till", "until", "thru"}
                and last[0] == place - 2
            ):
                order = list(Weekday)
                days = set(order[order.index(last[1]) : order.index(day) + 1])
            last = place, day
        else:
            continue
        (off if _is_off(sentence, place) else free).update(days)
        sentence.claim(place, place + 1)
    return free, off


def _is_day(sentence: Sentence, place: int) -> bool:
    """Whether a word that can be a day is one: nobody sits on "sat" between Friday and Sunday."""
    if sentence.word(place) not in SHORT_DAYS or sentence.context.asked in {Slot.DAYS, Slot.DAYS_OFF}:
        return True
    beside = [sentence.word(at) for at in range(place - 3, place + 4) if at != place]
    return any(word in WEEKDAYS for word in beside)


def _is_off(sentence: Sentence, place: int) -> bool:
    near = list(sentence.before(place, 6))
    if place in sentence.habits or any(
        word in AT_WORK and near[at - 1 : at] != ["out"] for at, word in enumerate(near)
    ):
        return True
    for word in near:
        if word in OFF_BEFORE or word.endswith("n't"):
            return True
        if word not in WEEKDAYS and word not in BESIDE_DAYS:
            break
    for word in sentence.behind(place + 1, 6):
        if word in OFF_BEHIND or word in OFF_VERBS:
            return True
        if word not in WEEKDAYS and word not in BESIDE_DAYS:
            break
    return False
