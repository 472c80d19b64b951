"""What a sentence tells, and what it does."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.request import Equipment, FitnessLevel, Sex, Units, Weekday
from voice_client.dialogue.understanding import Context, Signal, Slot, Tell, Why, understand

NOTHING_ASKED = Context()
S = Slot


@pytest.mark.parametrize(
    ("said", "cm"),
    [
        ("I'm 6 foot 3", 190.5),
        ("5'11\"", 180.3),
        ("5\u20197", 170.2),
        ("five and a half feet", 167.6),
        ("six foot two and a half", 189.2),
        ("six three and a half", 191.8),
        ("six foot", 182.9),
        ("5 foot ate", 172.7),
        ("1.82 m", 182),
        ("1,82 m", 182),
        ("1m82", 182),
        ("one meter eighty two", 182),
        ("one eighty two centimetres", 182),
        ("71 inches", 180.3),
        ("I am 178 tall", 178),
    ],
)
def test_heights(said: str, cm: float) -> None:
    """A height is understood in feet, inches, metres and centimetres, in figures and in words."""
    assert understand(said, NOTHING_ASKED).tells[S.HEIGHT].value == pytest.approx(cm, abs=0.06)


@pytest.mark.parametrize(
    ("said", "kg"),
    [
        ("82 kilos", 82),
        ("eighty two kilograms", 82),
        ("82,5kg", 82.5),
        ("190 pounds", 86.2),
        ("one ninety pounds", 86.2),
        ("two oh five lbs", 93),
        ("13 stone 4", 84.4),
        ("180ish pounds", 81.6),
        ("13st4lb", 84.4),
        ("eleven and a half stone", 73),
        ("I weigh 190 lbs and want to lose 20 lbs", 86.2),
        ("I went from 90 kg to 80 kg", 90),
        ("80, no wait, 82 kilos", 82),
    ],
)
def test_weights(said: str, kg: float) -> None:
    """A weight is understood in kilograms, pounds and stones, and what is wished is none."""
    assert understand(said, NOTHING_ASKED).tells[S.WEIGHT].value == pytest.approx(kg, abs=0.06)


@pytest.mark.parametrize(
    "said", ["lose 10 kg", "bench 100 kg", "my goal weight is 70 kg", "I want to weigh 150 pounds", "20kg dumbbells"]
)
def test_masses_that_are_no_weight(said: str) -> None:
    """What is to be lost, lifted or reached is not what somebody weighs."""
    assert S.WEIGHT not in understand(said, NOTHING_ASKED).tells


@pytest.mark.parametrize(
    ("said", "slot", "value"),
    [
        ("three months", S.WEEKS, 12),
        ("half a year", S.WEEKS, 26),
        ("a year", S.WEEKS, 52),
        ("a fortnight", S.WEEKS, 2),
        ("a 12-week program", S.WEEKS, 12),
        ("twice a week", S.DAYS, 2),
        ("every day", S.DAYS, 7),
        ("4x per week", S.DAYS, 4),
        ("for days a week", S.DAYS, 4),
        ("a couple of days a week", S.DAYS, 2),
        ("Monday Wednesday Friday", S.DAYS, 3),
        ("mon-fri", S.DAYS, 5),
        ("I work Monday to Friday, weekends only", S.DAYS, 2),
        ("an hour and a half", S.MINUTES, 90),
        ("half an hour", S.MINUTES, 30),
        ("1 hour 15", S.MINUTES, 75),
        ("I'm 34", S.AGE, 34),
        ("aged 61", S.AGE, 61),
        ("25F", S.AGE, 25),
        ("25F", S.SEX, Sex.FEMALE),
        ("M/24/5'10", S.SEX, Sex.MALE),
        ("never lifted", S.LEVEL, FitnessLevel.BEGINNER),
        ("been lifting for 5 years", S.LEVEL, FitnessLevel.ADVANCED),
        ("I've trained for a year", S.LEVEL, FitnessLevel.INTERMEDIATE),
        ("not a beginner anymore", S.LEVEL, FitnessLevel.INTERMEDIATE),
        ("intermidiate", S.LEVEL, FitnessLevel.INTERMEDIATE),
        ("I have dumbbells and a pull-up bar", S.EQUIPMENT, (Equipment.DUMBBELL, Equipment.PULL_UP_BAR)),
        ("no equipment", S.EQUIPMENT, (Equipment.BODYWEIGHT,)),
        ("my left knee hurts", S.INJURIES, ("knee hurts",)),
        ("no injuries", S.INJURIES, ()),
        ("not on sundays", S.DAYS_OFF, (Weekday.SUN,)),
        ("mondays are bad for me", S.DAYS_OFF, (Weekday.MON,)),
        ("I play tennis", S.SPORT, "tennis"),
    ],
)
def test_other_details(said: str, slot: Slot, value: Any) -> None:
    """Times, days, ages, levels and things are understood by the words around them."""
    assert understand(said, NOTHING_ASKED).tells[slot].value == value


@pytest.mark.parametrize(
    ("said", "slot"),
    [
        ("been lifting for 5 years", S.WEEKS),
        ("I had a baby 8 months ago", S.LEVEL),
        ("back in 10 minutes", S.MINUTES),
        ("run 5k in under 30 minutes", S.MINUTES),
        ("never been to a gym", S.EQUIPMENT),
        ("stronger back", S.INJURIES),
        ("my wife is 5'4", S.HEIGHT),
        ("I sleep 6 hours", S.MINUTES),
        ("I used to be advanced", S.LEVEL),
    ],
)
def test_words_that_tell_nothing_of_a_slot(said: str, slot: Slot) -> None:
    """The same words in another sense are not taken for a detail."""
    assert slot not in understand(said, NOTHING_ASKED).tells


@pytest.mark.parametrize(
    ("asked", "said", "value"),
    [
        (S.DAYS, "4", 4),
        (S.WEEKS, "four", 4),
        (S.HEIGHT, "190", 190),
        (S.HEIGHT, "5 11", 180.3),
        (S.HEIGHT, "511", 180.3),
        (S.WEIGHT, "190", 86.2),
        (S.WEIGHT, "55", 55),
        (S.LEVEL, "a year", FitnessLevel.INTERMEDIATE),
        (S.LEVEL, "new", FitnessLevel.BEGINNER),
    ],
)
def test_what_was_asked_decides_what_a_bare_figure_is(asked: Slot, said: str, value: Any) -> None:
    """The same figure is days, weeks, centimetres or pounds by the question before it."""
    heard = understand(said, Context(asked=asked, height_cm=178))
    assert heard.tells[asked].value == (pytest.approx(value, abs=0.06) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    ("asked", "said", "why"),
    [
        (S.HEIGHT, "1.78", Why.NO_UNIT),
        (S.HEIGHT, "5.9", Why.NO_UNIT),
        (S.HEIGHT, "71", Why.NO_UNIT),
        (S.WEIGHT, "120", Why.NO_UNIT),
        (S.DAYS, "3 or 4", Why.RANGE),
        (S.WEEKS, "until christmas", Why.A_DATE),
        (S.WEEKS, "two years", Why.OUT_OF_BOUNDS),
        (S.DAYS, "ten days a week", Why.OUT_OF_BOUNDS),
        (S.EQUIPMENT, "at home", Why.NOT_SAID),
        (S.GOAL, "something for my bones", Why.UNSORTED),
    ],
)
def test_what_is_not_clear_is_asked_about(asked: Slot, said: str, why: Why) -> None:
    """Units are never guessed, and of two values none is taken."""
    heard = understand(said, Context(asked=asked))
    assert [(doubt.slot, doubt.why) for doubt in heard.doubts] == [(asked, why)]


def test_a_unit_alone_chooses_among_what_was_offered() -> None:
    """Pounds, said after 120 pounds or 120 kilograms, is the weight in pounds."""
    offered = (Tell(S.WEIGHT, 120.0, Units.METRIC), Tell(S.WEIGHT, 54.4, Units.IMPERIAL))
    heard = understand("pounds", Context(asked=S.WEIGHT, options=offered))
    assert heard.tells[S.WEIGHT] == offered[1]


@pytest.mark.parametrize(
    ("said", "signal"),
    [
        ("yep", Signal.YES),
        ("sounds good", Signal.YES),
        ("go ahead", Signal.YES),
        ("that's right", Signal.YES),
        ("nope", Signal.NO),
        ("that's not right", Signal.NO),
        ("OK", Signal.OK),
        ("hmmm", Signal.ACKNOWLEDGE),
        ("hahaha", Signal.ACKNOWLEDGE),
        ("thanks a lot", Signal.THANKS),
        ("is it ready yet?", Signal.STATUS),
        ("how long will it take", Signal.STATUS),
        ("cancel that", Signal.CANCEL),
        ("never mind", Signal.CANCEL),
        ("start over", Signal.RESTART),
        ("make me a new one", Signal.RESTART),
        ("which programs do I have?", Signal.LIST),
        ("what can you do?", Signal.HELP),
        ("why do you need that?", Signal.WHY),
        ("what did you say?", Signal.REPEAT),
        ("I'd rather not say", Signal.SKIP),
        ("you decide", Signal.SKIP),
        ("how many would you recommend?", Signal.SKIP),
        ("swap the squats for something", Signal.CHANGE),
        ("hang on a second", Signal.WAIT),
        ("goodbye", Signal.QUIT),
    ],
)
def test_signals(said: str, signal: Signal) -> None:
    """What is said about the conversation is told apart."""
    assert signal in understand(said, NOTHING_ASKED).signals


def test_what_nobody_has_understood_is_kept() -> None:
    """A danger that is told in passing goes to whoever writes the program."""
    assert understand("I have diabetes and a pacemaker", NOTHING_ASKED).rest == "i have diabetes and a pacemaker"


@given(st.text(max_size=80), st.sampled_from([None, *Slot]))
def test_any_text_is_understood_somehow(text: str, asked: Slot | None) -> None:
    """No text breaks it, and no figure leaves its bounds."""
    heard = understand(text, Context(asked=asked))
    assert all(tell.slot is slot for slot, tell in heard.tells.items())
    assert 1 <= heard.tells.get(S.DAYS, Tell(S.DAYS, 1)).value <= 7
    assert 1 <= heard.tells.get(S.WEEKS, Tell(S.WEEKS, 1)).value <= 52


MEASURES = ("6", "foot", "2", "one", "ninety", "pounds", "no", "not", "days", "a", "week", "or", "3", "/", "'", "half")


@given(st.lists(st.sampled_from(MEASURES), max_size=9))
def test_any_words_of_measures_are_understood_somehow(said: list[str]) -> None:
    """Words of measures in any order break nothing."""
    understand(" ".join(said), Context(asked=S.HEIGHT))
