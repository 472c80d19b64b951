"""Figures without a unit: what was asked for, or the word beside them, decides what they are. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from voice_client.dialogue.understanding.acts import Context, Doubt, Slot, Tell
from voice_client.dialogue.understanding.body import (
    BARE_M,
    is_taken_back,
    is_wished,
)
from voice_client.dialogue.understanding.quantities import BESIDE_CORRECTING, CORRECTING, INCHES, Quantity
from voice_client.dialogue.understanding.sentence import Sentence
from voice_client.dialogue.understanding.unmarked import (
    NEARLY_WHOLE,
    NUMERIC,
    SYSTEMS,
    by_all_that_is_known,
    value_of,
)
from voice_client.dialogue.understanding.wordlists import words
from voice_client.dialogue.understanding.words_of_measures import CM_PER, KG_PER, LABELS, SYSTEM, UNIT_OF, Unit

MEASURES = (Slot.HEIGHT, Slot.WEIGHT)
"""They are told in one breath without their units; of how often and how long that is not clear."""
RUN_TOGETHER = range(408, 712)
RESTATED = 0.1
"""A figure so near to the one before is the same once more, put right."""
SECOND = words("second latter higher more bigger")
FIRST = words("first former lower less either any whichever whatever decide choose")

Told = tuple[Quantity, Tell]


def bare_tells(
    sentence: Sentence, found: list[Quantity], context: Context, told_already: tuple[Slot, ...]
) -> Iterator[Tell | Doubt]:
    """What figures without a unit tell: by the word beside them, else what was asked for, then what is asked next."""
    bare = [
        each for each in found if each.unit is None and sentence.free[each.first] and not is_taken_back(sentence, each)
    ]
    unlabelled = []
    told_here = list(told_already)
    last: Told | None = None
    for quantity in bare:
        slot = _beside(sentence, quantity, found, told_already)
        if slot is None and (again := _once_more(sentence, last, quantity, context)) is not None:
            slot = again.slot
        if slot is None:
            unlabelled.append(quantity)
        elif (told := value_of(slot, quantity, context)) is not None:
            sentence.claim(quantity.first, quantity.behind)
            told_here.append(slot)
            last = (quantity, told) if isinstance(told, Tell) else None
            yield told
    yield from by_all_that_is_known(sentence, found, unlabelled, context, told_here)
    left = [each for each in unlabelled if sentence.free[each.first]]
    yield from _by_what_was_asked(sentence, left, context)


def _beside(
    sentence: Sentence, quantity: Quantity, found: list[Quantity], told_already: tuple[Slot, ...]
) -> Slot | None:
    """Of what a figure is, by what stands beside it."""
    if (slot := _label(sentence, quantity)) is not None:
        return slot
    if Slot.WEIGHT not in told_already and _is_behind_height(sentence, quantity, found):
        return Slot.WEIGHT
    is_height = _is_run_together(quantity) or _is_in_metres(sentence, quantity)
    if Slot.HEIGHT not in told_already and is_height:
        return Slot.HEIGHT
    return Slot.WEIGHT if _is_of_now(sentence, quantity, found) else None


def _by_what_was_asked(sentence: Sentence, bare: list[Quantity], context: Context) -> Iterator[Tell | Doubt]:
    if context.asked not in NUMERIC or context.asked is None:
        return
    followed = [slot for slot in context.missing if slot in MEASURES and slot is not context.asked]
    wanted = [context.asked, *followed]
    last: Told | None = None
    for quantity in bare:
        if is_wished(sentence, quantity) and context.asked is Slot.WEIGHT:
            continue
        told = value_of(wanted[0], quantity, context) if wanted else None
        if told is None and (again := _once_more(sentence, last, quantity, context)) is not None:
            told, wanted = again, [again.slot, *wanted]
        if told is not None:
            last = (quantity, told) if isinstance(told, Tell) else None
            sentence.claim(quantity.first, quantity.behind)
            wanted = wanted[1:]
            yield told
            if isinstance(told, Tell) and told.slot is Slot.HEIGHT:
                context = replace(context, height_cm=told.value)


def _once_more(sentence: Sentence, last: Told | None, quantity: Quantity, context: Context) -> Tell | None:
    """88, maybe 89: a figure so near to the one that was just told is the same, put right."""
    if last is None:
        return None
    before, told = last
    again = value_of(told.slot, quantity, context)
    between = {sentence.word(at) for at in range(before.behind, quantity.first)}
    is_near = isinstance(again, Tell) and abs(again.value - told.value) <= RESTATED * told.value
    return again if isinstance(again, Tell) and is_near and between <= CORRECTING | BESIDE_CORRECTING else None


def _is_run_together(quantity: Quantity) -> bool:
    """Five eleven as transcribers write it, 511: nothing else about a person is such a number."""
    return not quantity.is_spelled and quantity.value in RUN_TOGETHER and quantity.value % 100 < INCHES


def _is_in_metres(sentence: Sentence, quantity: Quantity) -> bool:
    """I'm 1.78."""
    is_metres = BARE_M[0] <= quantity.value <= BARE_M[1] and quantity.value != int(quantity.value)
    return is_metres and sentence.word(quantity.first - 1) in {"i'm", "im", "am"}


def _is_of_now(sentence: Sentence, quantity: Quantity, found: list[Quantity]) -> bool:
    """112 kilos in January, 101 now."""
    beside = {sentence.word(quantity.first - 1), sentence.word(quantity.behind)}
    had = [each for each in found if each.unit in KG_PER and each.first < quantity.first]
    return bool(had and beside & {"now", "currently", "today"}) and 0.5 < quantity.value / had[-1].value < 2  # noqa: PLR2004 - of one person


def _is_behind_height(sentence: Sentence, quantity: Quantity, found: list[Quantity]) -> bool:
    """Who tells a height tells a weight next: six two, one ninety."""
    before = next((each for each in reversed(found) if each.behind <= quantity.first), None)
    if before is None or before.unit not in CM_PER:
        return False
    between = {sentence.word(at) for at in range(before.behind, quantity.first)}
    return between <= {",", "and", "/", "-", "at", "about", "around", "", "i'm", "im"} and not is_wished(
        sentence, quantity
    )


def _label(sentence: Sentence, quantity: Quantity) -> Slot | None:
    for at in range(quantity.first - 1, max(quantity.first - 5, -1), -1):
        if sentence.tokens[at].value is not None or sentence.tokens[at].text in {",", ".", ";"}:
            break
        slot = LABELS.get(sentence.word(at))
        if slot in {Slot.DAYS, Slot.WEEKS, Slot.MINUTES} and sentence.word(at + 1) not in {":", "=", "is"}:
            continue
        if slot is not None and not (slot is Slot.WEIGHT and is_wished(sentence, quantity)):
            return slot
    follows = list(sentence.behind(quantity.behind, 1))
    return next((LABELS[word] for word in follows if LABELS.get(word) in {Slot.HEIGHT, Slot.WEIGHT}), None)


def _as_said(figure: float) -> float:
    """What a figure was before it was converted and rounded: mostly a whole number."""
    return round(figure) if abs(figure - round(figure)) < NEARLY_WHOLE else round(figure, 1)


def _unit_meant(sentence: Sentence) -> Unit | None:
    """Kilos, not pounds: a unit without a figure, that is not denied."""
    if any(token.value is not None for token in sentence.tokens):
        return None
    places = [at for at in range(len(sentence.tokens)) if UNIT_OF.get(sentence.word(at)) in {Unit.KG, Unit.LB}]
    meant = [at for at in places if sentence.word(at - 1) != "not"]
    return UNIT_OF[sentence.word(meant[0])] if len(meant) == 1 else None


def chosen(sentence: Sentence, context: Context) -> Tell | None:
    """Which of the options that were offered is meant: by its unit, or by its place."""
    said = {sentence.word(at) for at in range(len(sentence.tokens))}
    systems = {SYSTEM[unit] for word in said if (unit := UNIT_OF.get(word)) in SYSTEM and unit is not None}
    by_unit = [option for option in context.options if option.units in systems]
    if len(systems) == 1 and len(by_unit) == 1:
        return by_unit[0]
    if context.weight is not None and (unit := _unit_meant(sentence)) is not None:
        figure = _as_said(context.weight.value / KG_PER[SYSTEMS[context.weight.units]])
        return Tell(Slot.WEIGHT, round(figure * KG_PER[unit], 1), SYSTEM[unit])
    if len(context.options) > 1:
        if said & SECOND:
            return context.options[-1]
        if said & FIRST:
            return context.options[0]
    return None
