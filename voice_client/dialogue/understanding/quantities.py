"""Figures with their units, put together: "6 foot 3", "13 stone 4", "one ninety pounds", "three or four days". Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from voice_client.dialogue.understanding.acts import Slot
from voice_client.dialogue.understanding.numbers import FRACTION_WORDS
from voice_client.dialogue.understanding.sentence import Sentence
from voice_client.dialogue.understanding.wordlists import words
from voice_client.dialogue.understanding.words_of_measures import HOMOPHONES, LABELS, UNIT_OF, Unit

FEET = range(4, 8)
"""People are so many feet tall."""
INCHES = 12
HUNDREDS = range(1, 4)
TEN, HUNDRED = 10, 100
TIMES = frozenset({Unit.MIN, Unit.HOUR, Unit.DAY, Unit.TIMES, Unit.WEEK, Unit.FORTNIGHT, Unit.MONTH, Unit.YEAR})
OF_DAYS = frozenset({"extra", "more", "other", "full", "solid", "whole", "training", "gym", "good", "short", "non"})
"""They may stand between a number and its days."""
ALONE = frozenset({Unit.HOUR, Unit.MONTH, Unit.YEAR, Unit.FORTNIGHT})
"""Units before which "a" is one; "a week" and "a day" say how often."""
APPROXIMATE = frozenset({"-", "+", "ish", "odd", "something", "plus"})
"""They may stand between a number and its unit."""
PART_OF = {Unit.FT: (Unit.IN, 12.0), Unit.ST: (Unit.LB, 14.0), Unit.M: (Unit.CM, 100.0), Unit.HOUR: (Unit.MIN, 60.0)}
"""The unit that a second figure is of, and how many of it make one of the first."""
BETWEEN = frozenset({"-", "to", "or", "/", "maybe", "and", "till", "until"})
"""Between two figures they make a range."""
CORRECTING = words("no sorry wait actually mean rather oops scratch correction well hmm nah make think fine")
BESIDE_CORRECTING = words(
    """
    a per each every week or ugh uh um er i that it its it's let's say maybe more like to be is now i'm not do go with
    call try
    """
) | {"", ",", "-", ".", "/"}
"""Between two figures they say that the second one is instead of the first; these may stand beside them."""
MEASURES = (
    frozenset({Unit.CM, Unit.M, Unit.FT, Unit.IN}),
    frozenset({Unit.KG, Unit.LB, Unit.ST}),
    frozenset({Unit.MIN, Unit.HOUR}),
    frozenset({Unit.DAY, Unit.TIMES}),
    frozenset({Unit.WEEK, Unit.FORTNIGHT, Unit.MONTH, Unit.YEAR}),
)
MOST_BETWEEN_CHOICE = 8


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure.

    Attributes:
        value: in its unit.
        upto: the other end, of a range.
        first: the place of its first token; ``behind`` is the place after the last.
    """

    value: float
    unit: Unit | None
    first: int
    behind: int
    upto: float | None = None
    is_spelled: bool = False
    is_whole: bool = True
    """Nothing was put together for it."""


Join = Callable[[Sentence, Quantity, Quantity], Quantity | None]


def quantities_of(sentence: Sentence) -> list[Quantity]:
    """What is left of figures once each has its unit, from left to right."""
    found = list(_single(sentence))
    for join in (_feet_and_inches_said_short, _hundreds_said_short, _with_part):
        found = _joined(sentence, found, join)
    found = [_with_misheard_inches(sentence, each) for each in found]
    for join in (_range, _put_right, _settled):
        found = _joined(sentence, found, join)
    return found


def _joined(sentence: Sentence, found: list[Quantity], join: Join) -> list[Quantity]:
    """Neighbours that make one figure, made one."""
    kept: list[Quantity] = []
    for each in found:
        one = join(sentence, kept[-1], each) if kept else None
        if one is None:
            kept.append(each)
        else:
            kept[-1] = one
    return kept


def _single(sentence: Sentence) -> Iterator[Quantity]:
    for place, token in enumerate(sentence.tokens):
        value, unit_at = sentence.number(place), place + 1
        if (
            value is None
            and sentence.word(place) in {"a", "an", "one"}
            and UNIT_OF.get(sentence.word(place + 1)) in ALONE
        ):
            value = 1.0
        if value is None:
            continue
        while sentence.word(unit_at) in APPROXIMATE and unit_at < place + 1 + len(APPROXIMATE):
            unit_at += 1
        unit_at = unit_at if sentence.word(unit_at) in UNIT_OF else place + 1
        if sentence.word(unit_at) in OF_DAYS and UNIT_OF.get(sentence.word(unit_at + 1)) in {Unit.DAY, Unit.TIMES}:
            unit_at += 1
        unit = UNIT_OF.get(sentence.word(unit_at))
        if unit is Unit.IN and sentence.word(unit_at) in {"in", "ins"} and _is_preposition(sentence, unit_at):
            unit = None
        behind = unit_at + 1 if unit else place + 1
        part = [sentence.word(behind + n) for n in range(3)]
        if unit in ALONE and part[:2] == ["and", "a"] and part[2] in FRACTION_WORDS:
            value, behind = value + FRACTION_WORDS[part[2]], behind + 3
        yield Quantity(value, unit, place, behind, is_spelled=token.is_spelled)


def _is_preposition(sentence: Sentence, place: int) -> bool:
    """Whether "in" is no inch: no feet stand before it, and something else follows."""
    return "'" not in sentence.before(place, 4) and not {"ft", "foot", "feet"} & set(sentence.before(place, 4))


def _feet_and_inches_said_short(sentence: Sentence, this: Quantity, then: Quantity) -> Quantity | None:
    """Five eleven, 6 2; 5-10 where it is a height."""
    if not _is_short_height(sentence, this, then):
        return None
    return replace(this, value=this.value + then.value / INCHES, unit=Unit.FT, behind=then.behind, is_whole=False)


def _is_short_height(sentence: Sentence, this: Quantity, then: Quantity) -> bool:
    if this.unit is not None or this.value not in FEET or not 0 <= then.value < INCHES:
        return False
    if then.unit not in {None, Unit.IN}:
        return False
    gap = sentence.word(this.behind) if then.first == this.behind + 1 else ""
    is_height = sentence.context.asked is Slot.HEIGHT or any(
        LABELS.get(word) is Slot.HEIGHT for word in sentence.before(this.first, 3)
    )
    if then.first == this.behind:
        return (
            (this.is_spelled and then.is_spelled) or is_height or sentence.word(this.first - 1) in {"i'm", "im", "am"}
        )
    return gap in {"-", "/", "."} and is_height


def _hundreds_said_short(sentence: Sentence, this: Quantity, then: Quantity) -> Quantity | None:
    """One ninety, two oh five."""
    if this.unit is not None or not this.is_spelled or this.value not in HUNDREDS or then.unit in TIMES:
        return None
    gap = [sentence.word(at) for at in range(this.behind, then.first)]
    is_pair = (gap == [] and TEN <= then.value < HUNDRED) or (gap in (["oh"], ["o"]) and then.value < TEN)
    return replace(then, value=this.value * HUNDRED + then.value, first=this.first) if is_pair else None


def _with_part(sentence: Sentence, this: Quantity, then: Quantity) -> Quantity | None:
    """Feet with inches, stones with pounds, metres with centimetres, hours with minutes."""
    part = PART_OF.get(this.unit) if this.unit is not None else None
    if part is None or not this.is_whole or not _is_part(sentence, this, then, part):
        return None
    return replace(this, value=this.value + then.value / part[1], behind=then.behind, is_whole=False)


def _with_misheard_inches(sentence: Sentence, this: Quantity) -> Quantity:
    heard = _misheard(sentence, this.behind) if this.unit is Unit.FT and this.is_whole else None
    if heard is None:
        return this
    return replace(this, value=this.value + heard / INCHES, behind=this.behind + 1, is_whole=False)


def _is_part(sentence: Sentence, this: Quantity, then: Quantity, part: tuple[Unit, float]) -> bool:
    between = [sentence.word(at) for at in range(this.behind, then.first)]
    if between not in ([], ["and"], [","]) or not 0 <= then.value < part[1]:
        return False
    if between == [","] and then.unit is not part[0]:
        return False
    return then.unit is part[0] or (then.unit is None and this.value == int(this.value))


def _misheard(sentence: Sentence, place: int) -> float | None:
    follows = sentence.word(place + 1)
    is_end = (
        place + 1 >= len(sentence.tokens) or sentence.tokens[place + 1].ends_clause or follows in {"and", "i", "inches"}
    )
    return HOMOPHONES.get(sentence.word(place)) if is_end else None


def _range(sentence: Sentence, this: Quantity, then: Quantity) -> Quantity | None:
    """Three or four days, 45-60 minutes."""
    return (
        replace(then, value=this.value, upto=then.value, first=this.first) if _is_range(sentence, this, then) else None
    )


def _is_range(sentence: Sentence, this: Quantity, then: Quantity) -> bool:
    between = {sentence.word(at) for at in range(this.behind, then.first)} - {","}
    is_listed = then.first == this.behind + 1 and sentence.context.asked in {
        Slot.DAYS,
        Slot.WEEKS,
    }  # two, three at most
    if not between and is_listed and then.unit in {None, this.unit}:
        return then.value == this.value + 1
    if (
        not between
        or not between <= BETWEEN
        or (between == {"and"} and "between" not in sentence.before(this.first, 1))
    ):
        return False
    if this.unit not in {None, then.unit} or (then.unit is not None and then.unit not in TIMES):
        return False
    is_known = (
        then.unit in TIMES
        or sentence.context.asked in {Slot.DAYS, Slot.WEEKS, Slot.MINUTES}
        or _is_weekly(sentence, then)
    )
    return is_known and this.value < then.value <= 2.5 * this.value


def _put_right(sentence: Sentence, this: Quantity, then: Quantity) -> Quantity | None:
    """Four days, no wait, three; seventy pounds, sorry, kilos: the last word counts, of what was spoken of before."""
    between = [sentence.word(at) for at in range(this.behind, then.first)]
    if not CORRECTING & set(between) or not set(between) <= CORRECTING | BESIDE_CORRECTING:
        return None
    if then.unit is not None and _measured(then.unit) != _measured(this.unit):
        return None
    is_tail = then.value < HUNDRED <= this.value and this.is_spelled and then.is_spelled
    value = then.value + this.value // HUNDRED * HUNDRED if is_tail else then.value  # a hundred and sixty, no, seventy
    return replace(then, value=value, unit=then.unit or this.unit, first=this.first)


def _measured(unit: Unit | None) -> frozenset[Unit]:
    """The units of the same measure."""
    return next((kind for kind in MEASURES if unit in kind), frozenset())


def _settled(sentence: Sentence, this: Quantity, then: Quantity) -> Quantity | None:
    """Three or four, let's say three: one of a range that was chosen."""
    is_of_it = this.upto is not None and this.value <= then.value <= this.upto and then.upto is None
    is_near = then.first - this.behind <= MOST_BETWEEN_CHOICE and then.unit in {None, this.unit}
    ends = {sentence.word(at) for at in range(this.behind, then.first)} & {"or", "and"}
    return replace(then, unit=this.unit or then.unit) if is_of_it and is_near and not ends else None


def _is_weekly(sentence: Sentence, quantity: Quantity) -> bool:
    return [*sentence.behind(quantity.behind, 2)] in (["a", "week"], ["per", "week"], ["/", "week"], ["each", "week"])
