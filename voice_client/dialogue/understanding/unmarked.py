"""Figures that nothing stands beside: what was told before, and what else is told, decides what they are. Pure."""

from collections.abc import Iterator, Mapping

from schemas.request import Units
from voice_client.dialogue.understanding.acts import Context, Doubt, Slot, Tell, Why
from voice_client.dialogue.understanding.body import ADULT, AGE, height_without_unit, weight_without_unit
from voice_client.dialogue.understanding.quantities import CORRECTING, Quantity
from voice_client.dialogue.understanding.schedule import BOUNDS
from voice_client.dialogue.understanding.sentence import Sentence
from voice_client.dialogue.understanding.wordlists import words
from voice_client.dialogue.understanding.words_of_measures import KG_PER, LABELS, Unit

NUMERIC = (Slot.HEIGHT, Slot.WEIGHT, Slot.DAYS, Slot.WEEKS, Slot.AGE, Slot.MINUTES)
SYSTEMS: Mapping[Units | None, Unit] = {Units.METRIC: Unit.KG, Units.IMPERIAL: Unit.LB, None: Unit.KG}
NEARLY_WHOLE = 0.15
LISTED_CM = (140, 215)
DENYING = words("not never didn't didnt no")


def by_all_that_is_known(
    sentence: Sentence, found: list[Quantity], bare: list[Quantity], context: Context, told_here: list[Slot]
) -> Iterator[Tell | Doubt]:
    """What figures tell that stand by themselves.

    Args:
        found: all figures of the sentence.
        bare: those that nothing stands beside.
        told_here: what the others tell.
    """
    if (told := _instead(sentence, found, bare, context) or _of_the_named(sentence, bare, context)) is not None:
        yield told
        return
    if Slot.HEIGHT not in told_here and (height := _listed_height(sentence, found, bare)) is not None:
        told_here = [*told_here, Slot.HEIGHT]
        yield height
    if Slot.AGE not in told_here:
        left = [each for each in bare if sentence.free[each.first]]
        yield from _lone_age(sentence, left, context, told_here)


def _listed_height(sentence: Sentence, found: list[Quantity], bare: list[Quantity]) -> Tell | None:
    """31, 182, 91 kg: the one that can be a height beside kilos."""
    is_metric = any(each.unit is Unit.KG for each in found)
    for quantity in bare if is_metric else ():
        if _is_alone(sentence, quantity) and LISTED_CM[0] <= quantity.value <= LISTED_CM[1]:
            sentence.claim(quantity.first, quantity.behind)
            return Tell(Slot.HEIGHT, quantity.value, Units.METRIC)
    return None


def _of_the_named(sentence: Sentence, bare: list[Quantity], context: Context) -> Tell | Doubt | None:
    """All good but the weeks, twelve: the one detail that is named, where all are known."""
    if context.missing or len(bare) != 1:
        return None
    slot = _named(sentence) or _only_one_for(bare[0], context)
    told = value_of(slot, bare[0], context) if slot is not None else None
    if told is not None:
        sentence.claim(bare[0].first, bare[0].behind)
    return told


def _named(sentence: Sentence) -> Slot | None:
    slots = {slot for token in sentence.tokens if (slot := LABELS.get(token.text)) is not None}
    return slots.pop() if len(slots) == 1 else None


def _only_one_for(quantity: Quantity, context: Context) -> Slot | None:
    """Make it 12: of all that is known only the weeks can be twelve."""
    can_be = [
        slot
        for slot in NUMERIC
        if slot in context.known
        and isinstance(value_of(slot, quantity, context), Tell)
        and (slot is not Slot.AGE or quantity.value in ADULT)
    ]
    return can_be[0] if len(can_be) == 1 else None


def _instead(sentence: Sentence, found: list[Quantity], bare: list[Quantity], context: Context) -> Tell | Doubt | None:
    """I said 174, it's 176: what was told before, once more, says of what the other figure is."""
    before = [(each, slot) for each in found if each.unit is None and (slot := _known(each, context))]
    others = [each for each in bare if all(each is not known for known, _ in before)]
    if len(before) != 1 or not others or not (CORRECTING | {"not"}) & {token.text for token in sentence.tokens}:
        return None
    known, slot = before[0]
    told = value_of(slot, others[0], context)
    if told is not None:
        for each in (known, others[0]):
            sentence.claim(each.first, each.behind)
    return told


def _known(quantity: Quantity, context: Context) -> Slot | None:
    """The slot of which this figure was told before, as it was said."""
    for slot in NUMERIC:
        tell = context.known.get(slot)
        if tell is None:
            continue
        as_said = tell.value / KG_PER[SYSTEMS[tell.units]] if slot is Slot.WEIGHT else tell.value
        if abs(as_said - quantity.value) <= NEARLY_WHOLE:
            return slot
    return None


def denied(sentence: Sentence, found: list[Quantity], context: Context) -> Iterator[Slot]:
    """I'm not 66 years old, I never said 30 minutes: optional details that were heard where there were none."""
    for slot in (Slot.AGE, Slot.MINUTES):
        tell = context.known.get(slot)
        same = [each for each in found if tell is not None and each.value == tell.value]
        if any(DENYING & set(sentence.before(each.first, 3)) for each in same):
            yield slot


def _lone_age(sentence: Sentence, bare: list[Quantity], context: Context, told_here: list[Slot]) -> Iterator[Tell]:
    """A figure that is a part of a list by itself, where it can be no weight: 16, female, 92 kg."""
    for quantity in bare:
        can_be_weight = Slot.WEIGHT not in told_here and isinstance(weight_without_unit(quantity.value, context), Tell)
        is_list = bool({Slot.HEIGHT, Slot.WEIGHT} & set(told_here)) and not can_be_weight
        if is_list and _is_alone(sentence, quantity) and quantity.value in ADULT and quantity.upto is None:
            sentence.claim(quantity.first, quantity.behind)
            yield Tell(Slot.AGE, int(quantity.value))
            return


def _is_alone(sentence: Sentence, quantity: Quantity) -> bool:
    return (quantity.first, quantity.behind) in set(sentence.clauses())


def value_of(slot: Slot, quantity: Quantity, context: Context) -> Tell | Doubt | None:
    """A figure as a value of a slot; None where it cannot be one."""
    if slot is Slot.HEIGHT:
        return height_without_unit(quantity.value, is_spelled=quantity.is_spelled)
    if slot is Slot.WEIGHT:
        return weight_without_unit(quantity.value, context)
    ends = [quantity.value] if quantity.upto is None else [quantity.value, quantity.upto]
    if any(end != int(end) for end in ends):
        return None
    low, high = AGE if slot is Slot.AGE else BOUNDS[slot]
    if not all(low <= end <= high for end in ends):
        return Doubt(slot, Why.OUT_OF_BOUNDS)
    options = tuple(Tell(slot, int(end)) for end in ends)
    return options[0] if len(options) == 1 else Doubt(slot, Why.RANGE, options)
