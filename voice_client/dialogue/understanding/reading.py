"""A sentence and what it answers; out comes what it does. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType

from voice_client.dialogue.understanding import bare, body, clock, person, schedule, signals, weekdays, wishes
from voice_client.dialogue.understanding.acts import Context, Doubt, Heard, Slot, Tell
from voice_client.dialogue.understanding.quantities import Quantity, quantities_of
from voice_client.dialogue.understanding.sentence import Sentence
from voice_client.dialogue.understanding.tokens import Kind
from voice_client.dialogue.understanding.unmarked import denied
from voice_client.dialogue.understanding.wordlists import words
from voice_client.dialogue.understanding.words_of_people import LIGHT_WORDS

Recogniser = Callable[[Sentence, list[Quantity]], Iterable[Tell | Doubt]]

RECOGNISERS: tuple[Recogniser, ...] = (
    lambda s, q: _last_word(body.weight_tells(s, q)),
    lambda s, q: _last_word(body.height_tells(s, q)),
    lambda s, _: schedule.dates(s),
    body.age_tells,
    body.sex_tells,
    schedule.duration_and_days,
    weekdays.named_days,
    lambda s, _: person.level_tells(s),
    lambda s, _: person.injury_tells(s),
    lambda s, _: person.equipment_tells(s),
    lambda s, _: person.sport_tells(s),
)
"""In this order: what one has understood, no later one reads."""
CORRECTING = words("actually make no not change instead wait sorry meant wrong rather only")
LEAST_REST = 2
"""A clause with so many words of weight that nobody has understood is kept for whoever writes the program."""


def understand(text: str, context: Context) -> Heard:
    """What a sentence does.

    Args:
        text: as it was typed, or transcribed.
        context: what it answers.
    """
    sentence = Sentence(text, context)
    tells: dict[Slot, Tell] = {}
    doubts: dict[Slot, Doubt] = {}
    if (choice := bare.chosen(sentence, context)) is not None:
        tells[choice.slot] = choice
    clock.claim_times(sentence)
    found = quantities_of(sentence)
    for recognise in RECOGNISERS:
        for told in recognise(sentence, found):
            _take(told, tells, doubts)
    if context.asked is Slot.LEVEL and not CORRECTING & {token.text for token in sentence.tokens}:
        tells = {slot: each for slot, each in tells.items() if not _is_past(slot, context)}
        doubts = {slot: each for slot, each in doubts.items() if not _is_past(slot, context)}
    height = tells.get(Slot.HEIGHT)
    known = replace(context, height_cm=height.value) if height else context
    with_units = tuple(tells)
    for told in bare.bare_tells(sentence, found, known, with_units):
        if told.slot not in with_units:  # what has its unit is told better
            _take(told, tells, doubts)
    weight = tells.get(Slot.WEIGHT)
    if (goal := wishes.goal_in(sentence, found, weight.value if weight else None)) is not None:
        tells[Slot.GOAL] = goal
    given = tuple(signals.signals_in(sentence))
    if context.asked is Slot.GOAL and Slot.GOAL not in tells:
        for told in wishes.goal_as_said(sentence, is_all=not (tells or doubts or given)):
            if isinstance(told, Doubt):
                doubts[told.slot] = told
            else:
                tells[told.slot] = told
    wrong = tuple(slot for slot in denied(sentence, found, context) if slot not in tells)
    return Heard(text, MappingProxyType(tells), tuple(doubts.values()), given, _rest(sentence), wrong)


def _is_past(slot: Slot, context: Context) -> bool:
    """How often somebody trains, from who tells what they have done so far: I walk every day."""
    return slot in {Slot.DAYS, Slot.WEEKS, Slot.DAYS_OFF} and slot not in context.missing


def _take(told: Tell | Doubt, tells: dict[Slot, Tell], doubts: dict[Slot, Doubt]) -> None:
    """The last word on a slot counts; but what is told with its unit is in no doubt."""
    if isinstance(told, Doubt):
        if told.slot not in tells:
            doubts[told.slot] = told
        return
    tells[told.slot] = told
    doubts.pop(told.slot, None)


def _last_word(told: Iterable[Tell | Doubt]) -> Iterator[Tell | Doubt]:
    all_told = list(told)
    yield from (each for each in all_told if isinstance(each, Doubt))
    last = body.one_of([each for each in all_told if isinstance(each, Tell)])
    if last is not None:
        yield last


def _rest(sentence: Sentence) -> str:
    pieces = []
    for first, behind in sentence.clauses():
        free = [sentence.tokens[at] for at in range(first, behind) if sentence.free[at]]
        weighty = [token for token in free if token.kind is Kind.WORD and token.text not in LIGHT_WORDS]
        if len(weighty) >= LEAST_REST:
            pieces.append(sentence.said(first, behind))
    return ", ".join(pieces)
