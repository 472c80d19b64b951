"""Days by name: on which of them somebody can train, and on which not. Pure."""

from collections.abc import Iterator
from itertools import takewhile

from schemas.request import Weekday
from voice_client.dialogue.understanding.acts import Slot, Tell
from voice_client.dialogue.understanding.quantities import Quantity
from voice_client.dialogue.understanding.schedule import slot_of
from voice_client.dialogue.understanding.sentence import Sentence
from voice_client.dialogue.understanding.wordlists import words
from voice_client.dialogue.understanding.words_of_measures import SHORT_DAYS, WEEKDAYS, Unit

OFF_BEFORE = words(
    """
    not can't cant except but won't wont never no without besides unavailable off avoid busy
    """
)
FREE_DAY = words("train training workout exercise available free can only")
"""They say that a day alone is one to train on."""
HAVING = words("have got i've ive get has")
OFF_VERBS = words("don't dont doesn't doesnt won't wont isn't isnt aren't arent can't cant never")
MOST_OF_A_LIST, REACH = 14, 6
TURNS = frozenset({"so", "but", "then"})
AT_WORK = words(
    "work working works shifts play playing match game league class church pt practice rehearsal choir school college "
    "judo football rugby soccer tennis golf basketball hockey volleyball yoga pilates climbing swimming"
)
"""Who works or plays on Mondays is not free then; who works out on Mondays is."""
BESIDE_DAYS = words("and or on the do train make for go any are is i'm im to - through out") | {""}
OFF_BEHIND = words(
    "dead packed full gone excepted excluded aside off busy unavailable bad out impossible tough difficult taken"
)


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
    told = [each for each in found if each.unit in {Unit.DAY, Unit.TIMES} and slot_of(sentence, each) is Slot.DAYS]
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
    near = list(sentence.before(place, MOST_OF_A_LIST))
    led = list(takewhile(lambda word: word not in TURNS, near[:REACH]))
    is_at_work = any(word in AT_WORK and led[at - 1 : at] != ["out"] for at, word in enumerate(led))
    if place in sentence.habits or is_at_work:
        return True
    if "off" in sentence.behind(place + 1, MOST_OF_A_LIST) and HAVING & set(near):
        return False  # I've got Tuesdays and Sundays off: from work
    for word in near:
        if word in OFF_BEFORE or word.endswith("n't"):
            return True
        if word not in WEEKDAYS and word not in BESIDE_DAYS:
            break
    for word in sentence.behind(place + 1, MOST_OF_A_LIST):
        if word in OFF_BEHIND or word in OFF_VERBS:
            return True
        if word not in WEEKDAYS and word not in BESIDE_DAYS:
            break
    return False
