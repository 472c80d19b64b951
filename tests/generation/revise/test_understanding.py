"""What a change makes of a program's request; and what is asked back instead."""

from typing import Any

import pytest
import textstat

from schemas.field_answers import ANSWERS
from schemas.request import Effort, Equipment, FitnessLevel, GoalCategory, Weekday
from server.generation.revise.asks import days, effort, equipment, goal, health, minutes, weeks
from server.generation.revise.draft import PIECES
from server.generation.revise.edits import Unsure
from server.generation.revise.exchanges import exercises_of
from server.generation.revise.not_understood import NotUnderstood
from server.generation.revise.understanding import brief_of
from tests.generation.revise.parents import PARENT_ID, brief_for, parent_of, request_with

BENCH = "barbell_bench_press"
HOME = {"equipment": ["dumbbell", "bench"]}
SORE = {"injuries": ["my left knee hurts", "sore hip and knee"]}


def _changed(change: str, **changes: object) -> dict[str, Any]:
    """The fields that are other than before."""
    before, after = request_with(**changes), brief_for(change, **changes).request
    return {
        name: getattr(after, name)
        for name in type(before).model_fields
        if getattr(after, name) != getattr(before, name)
    }


def _without(*days: Weekday) -> tuple[Weekday, ...]:
    return tuple(day for day in Weekday if day not in days)


MON, TUE, WED, THU, FRI, SAT, SUN = Weekday


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ("I can only train three days now", {"days_per_week": 3}),
        ("one day less", {"days_per_week": 3}),
        ("add a day", {"days_per_week": 5}),
        ("make it 8 weeks", {"duration_weeks": 8}),
        ("two weeks longer", {"duration_weeks": 14}),
        ("shorter by a month", {"duration_weeks": 8}),
        ("only half an hour", {"session_minutes": 30}),
        ("fifteen minutes less", {"session_minutes": 45}),
        ("no mondays", {"unavailable_days": (MON,)}),
        ("not on mondays and tuesdays", {"unavailable_days": (MON, TUE)}),
        ("move Friday to Saturday", {"unavailable_days": _without(MON, TUE, THU, SAT)}),
        ("only on Mondays and Thursdays", {"days_per_week": 2, "unavailable_days": _without(MON, THU)}),
        ("make it Tuesday, Wednesday and Friday", {"days_per_week": 3, "unavailable_days": _without(TUE, WED, FRI)}),
        ("add Saturday", {"days_per_week": 5, "unavailable_days": _without(MON, TUE, THU, FRI, SAT)}),
        ("weekdays only", {"unavailable_days": (SAT, SUN)}),
        ("my knee hurts", {"injuries": ("my knee hurts",)}),
        ("easy on my lower back please", {"injuries": ("sensitive lower back",)}),
        ("chest pain when I lift", {"notes": "chest pain when I lift"}),
        ("I only have dumbbells", {"equipment": (Equipment.DUMBBELL,)}),
        ("at home with dumbbells and a bench", {"equipment": (Equipment.DUMBBELL, Equipment.BENCH)}),
        ("no equipment", {"equipment": (Equipment.BODYWEIGHT,)}),
        ("no barbell", {"equipment": tuple(p for p in Equipment if p in PIECES - {Equipment.BARBELL})}),
        ("harder", {"effort": Effort.HARDER}),
        ("it's too hard", {"effort": Effort.EASIER}),
        ("I'm a beginner", {"fitness_level": FitnessLevel.BEGINNER}),
        ("I'd rather lose fat", {"goal_category": GoalCategory.FAT_LOSS, "goal_raw": "lose fat"}),
        ("focus on glutes", {"goal_raw": "muscle gain; focus on glutes"}),
        ("swap bench press", {"avoid": (BENCH,)}),
        ("no rows", {"avoid": ("rows",)}),
        ("three days and no barbell", {"days_per_week": 3, "equipment": tuple(PIECES - {Equipment.BARBELL})}),
        ("four days and no rows", {"avoid": ("rows",)}),
        ("three days and no burpees", {"days_per_week": 3, "avoid": ("burpees",)}),
    ],
)
def test_a_change_is_one_of_the_request(change: str, fields: dict[str, Any]) -> None:
    """What was understood has another value; nothing else has."""
    changed = _changed(change)
    assert {name: _plain(value) for name, value in changed.items()} == {n: _plain(v) for n, v in fields.items()}


def _plain(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize(
    ("change", "before", "fields"),
    [
        ("I got a barbell", HOME, {"equipment": (Equipment.DUMBBELL, Equipment.BARBELL, Equipment.BENCH)}),
        ("no bench", HOME, {"equipment": (Equipment.DUMBBELL,)}),
        ("I joined a gym", HOME, {"equipment": (Equipment.GYM,)}),
        ("my knee is fine again", SORE, {"injuries": ("hip",)}),
        ("my hip does not hurt any more", SORE, {"injuries": ("my left knee hurts", "knee")}),
        ("harder", {"effort": "easier"}, {"effort": Effort.USUAL}),
        ("harder", {"effort": "harder"}, {"effort": Effort.USUAL, "fitness_level": FitnessLevel.ADVANCED}),
        ("easier", {"effort": "easier"}, {"effort": Effort.USUAL, "fitness_level": FitnessLevel.BEGINNER}),
        ("I can train on Mondays again", {"unavailable_days": ["mon"]}, {"unavailable_days": ()}),
        ("I'm pregnant", {"notes": "No music"}, {"notes": "No music. I'm pregnant"}),
    ],
)
def test_what_follows_goes_by_what_was_before(change: str, before: dict[str, Any], fields: dict[str, Any]) -> None:
    """A step on from there, a piece more than there were."""
    assert _changed(change, **before) == fields


def test_what_was_never_said_stays_unsaid() -> None:
    """A changed program still tells what was assumed."""
    assert "age" not in brief_for("three days").request.model_fields_set
    assert "days_per_week" in brief_for("three days").request.model_fields_set


ASKED = [
    edit
    for module in (days, effort, equipment, goal, health, minutes, weeks)
    for edit in vars(module).values()
    if isinstance(edit, Unsure)
]
"""What single ways of asking are asked back."""

QUESTIONS = {
    "asdf": "I did not understand the change. Is it about days, weeks, equipment, an injury, or an exercise?",
    "make it harder on my legs": ("I understood harder, but not “on my legs”. Could you say that another way?"),
    "three days and more cardio": (
        "I understood 3 days a week, but not “more cardio”. Could you say that another way?"
    ),
    "don't make it harder": "That stays as it is. What shall change?",
    "9 days": ANSWERS["days_per_week"].say,
    "zero days a week": ANSWERS["days_per_week"].say,
    "60 weeks": ANSWERS["duration_weeks"].say,
    "13 weeks shorter": ANSWERS["duration_weeks"].say,
    "5 minutes": ANSWERS["session_minutes"].say,
    "shorter sessions": ANSWERS["session_minutes"].say,
    "three days. No, four days.": ANSWERS["days_per_week"].say,
    "three days. Five days.": ANSWERS["days_per_week"].say,
    "harder but easier": ANSWERS["effort"].say,
    "no mondays, tuesdays, wednesdays, thursdays, fridays, saturdays and sundays": ANSWERS["unavailable_days"].say,
    "not on mondays, tuesdays, wednesdays and thursdays": (
        "That leaves 3 days for 4 sessions. Shall I make it 3 days a week?"
    ),
    "four days": "It has 4 days a week already. What shall change?",
    "12 weeks": "It has 12 weeks already. What shall change?",
    "an hour a session": "A session has 60 minutes already. What shall change?",
    "no sundays": "There is no session on Sunday. What shall change?",
    "move Sunday to Monday": "There is no session on Sunday. Which day do you mean?",
    "move Monday to Tuesday": "There is a session on Tuesday already. To which day shall it move?",
    "my knee is fine again": "I have no injury of your knee on my list. What shall change?",
    "intermediate level": "It is made for the intermediate level already. What shall change?",
    "my goal is muscle gain": "That is its goal already. What shall change?",
    "I got a bench": ("You told me of a full gym, so a bench may be used already. Shall I use only a bench?"),
    "I train at home now": "What equipment do you have there: dumbbells, bands, or just your body weight?",
    "no burpees": "I do not find burpees in your program. What shall change?",
    "swap burpees": "I do not find burpees in your program. Which exercise do you mean?",
    "add pistol squats": "I can put pistol squats in the place of another exercise. Which one shall go?",
    "add barbell rows": "There are barbell rows in your program already. What shall change?",
    "deadlifts hurt": "Where does it hurt: shoulder, elbow, wrist, neck, back, hip, knee, or ankle?",
}


@pytest.mark.parametrize(("change", "say"), QUESTIONS.items())
def test_what_cannot_be_done_as_it_is_said_is_asked_back(change: str, say: str) -> None:
    """In a sentence that can be spoken; nothing is edited."""
    with pytest.raises(NotUnderstood) as question:
        brief_for(change)
    assert question.value.say == say
    assert question.value.accepted


@pytest.mark.parametrize("say", [*QUESTIONS.values(), *(edit.say for edit in ASKED)])
def test_what_is_asked_back_is_plain(say: str) -> None:
    """It is spoken to anybody: in words of school, and few of them."""
    assert textstat.flesch_kincaid_grade(say) <= 8
    assert len(say.split()) <= 30


@pytest.mark.parametrize(
    ("change", "before", "say"),
    [
        ("harder", {"fitness_level": "advanced", "effort": "harder"}, "It is as hard as I make it. A day more"),
        ("easier", {"fitness_level": "beginner", "effort": "easier"}, "It is as easy as I make it. A day less"),
        ("no barbell", HOME, "It is made without a barbell already."),
        ("no gym", HOME, "It is made to be done without a gym already."),
        ("my knee hurts", SORE, "I spare that joint already."),
        ("harder", {"notes": "I am pregnant, my midwife cleared me"}, "After what you told me of your health"),
        ("I'd rather lose fat", {"weight_kg": 60.0}, "For your height you weigh little"),
        ("swap bench press for push-ups", {"avoid": [], "injuries": ["sore wrist"]}, "Push-up stresses the wrist"),
    ],
)
def test_questions_go_by_what_was_before(change: str, before: dict[str, Any], say: str) -> None:
    """The same words may be no change, or not possible, in another program."""
    with pytest.raises(NotUnderstood) as question:
        brief_for(change, **before)
    assert question.value.say.startswith(say)


def test_names_mean_what_the_program_has() -> None:
    """The exercise that is called so, else the one of that kind; several are asked about."""
    request = request_with()
    program = parent_of(request)
    rows = [id_ for id_ in exercises_of(program) if id_.endswith("_row")]
    assert len(rows) > 1
    for change in ("swap rows", "swap squats for something easier"):
        with pytest.raises(NotUnderstood, match="Which one do you mean: "):
            brief_of(change, PARENT_ID, request, program)
    brief = brief_of("no rows", PARENT_ID, request, program)
    assert brief.revision is not None
    assert {*brief.revision.exchanges} == {*rows}


def test_what_takes_a_place_has_to_suit() -> None:
    """Equipment, level, joints; the same kind; and not there already."""
    for change, say in (
        ("swap bench press for muscle-ups", "I have no muscle-ups that suits you. What else shall it be?"),
        ("swap bench press for barbell row", "is in that session already. What else shall it be?"),
        ("swap bench press for running", "cannot take the place of"),
        ("swap bench press for rows", "Which one do you mean: "),
    ):
        with pytest.raises(NotUnderstood, match=say):
            brief_for(change)
    with pytest.raises(NotUnderstood, match="Barbell back squat needs barbell, so I leave it out"):
        brief_for("swap goblet squats for barbell back squats", equipment=["dumbbell"])


def test_what_is_wanted_again_is_avoided_no_more() -> None:
    """Swapping back is possible."""
    request = request_with(avoid=[BENCH])
    program = parent_of(request)
    assert BENCH not in exercises_of(program)
    press = next(id_ for id_ in exercises_of(program) if "press" in id_)
    brief = brief_of(f"swap {press.replace('_', ' ')} for bench press", PARENT_ID, request, program)
    assert brief.request.avoid == (press,)
    assert brief.revision is not None
    assert brief.revision.exchanges == {press: (BENCH,)}
