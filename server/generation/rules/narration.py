"""What is said about a program: its name, its description, the summary to be spoken, notices. Pure."""

from collections.abc import Iterator, Sequence

from schemas.goals import goals_in
from schemas.program import SessionType, Week
from schemas.request import Equipment, GoalCategory
from server.generation.person import Person
from server.generation.rules.days import WeekShape
from server.generation.rules.periodization import SeasonPlan
from server.generation.safety.notices import cautions_of
from server.generation.wishes import ids_avoided

MOST_WORDS = 80
_G = GoalCategory
TOGETHER = frozenset(
    {
        *(frozenset({_G.GENERAL_FITNESS, other}) for other in _G),
        frozenset({_G.HYPERTROPHY, _G.STRENGTH}),
        frozenset({_G.HYPERTROPHY, _G.FAT_LOSS}),
        frozenset({_G.CARDIO_ENDURANCE, _G.FAT_LOSS}),
        frozenset({_G.POWER, _G.STRENGTH}),
    }
)
"""Goals that one program serves well; of others one comes first, and that is said [J]."""
SHORT_SHARE = 0.75
"""Of the time that there is: sessions that stay below it are explained."""

GOAL_WORDS = {
    GoalCategory.STRENGTH: "Strength",
    GoalCategory.HYPERTROPHY: "Muscle",
    GoalCategory.POWER: "Power",
    GoalCategory.MUSCULAR_ENDURANCE: "Muscular endurance",
    GoalCategory.CARDIO_ENDURANCE: "Endurance",
    GoalCategory.FAT_LOSS: "Fat loss",
    GoalCategory.GENERAL_FITNESS: "General fitness",
    GoalCategory.MOBILITY: "Mobility",
}

LOADED_GOALS = frozenset({GoalCategory.STRENGTH, GoalCategory.HYPERTROPHY, GoalCategory.POWER})
BARE = "Without weights, your legs and back get less than they could; a full backpack, a band or a bar would help."
LEFT_OUT = "With what you have, I found no safe {}, so it is left out."
MOVEMENT_WORDS = {
    "squat": "squat",
    "hinge": "exercise for the back of your legs",
    "lunge": "lunge",
    "horizontal_push": "press",
    "incline_push": "press",
    "vertical_push": "press overhead",
    "horizontal_pull": "row",
    "vertical_pull": "pull from above",
}


def name_of(person: Person) -> str:
    weeks, days = person.request.duration_weeks, person.request.days_per_week
    return f"{GOAL_WORDS[person.goal]}: {_count(weeks, 'week')}, {_count(days, 'day')} a week"


def description_of(person: Person, shape: WeekShape, season: SeasonPlan) -> str:
    level = person.level.value
    lighter = f" Lighter weeks: {', '.join(map(str, season.deloads))}." if season.deloads else ""
    return (
        f"{_count(person.request.duration_weeks, 'week')} of {shape.split} training for the {level} level. "
        f"Each week has {_sessions(shape)}. It goes in {_count(len(season.blocks), 'block')}.{lighter}"
    )


def spoken_summary_of(person: Person, shape: WeekShape, season: SeasonPlan, weeks: Sequence[Week]) -> str:
    """At most 80 words, plain."""
    sentences = [
        f"Your {GOAL_WORDS[person.goal].lower()} program is ready.",
        f"It runs for {_count(len(weeks), 'week')}, with {_sessions(shape)} a week.",
        f"A session takes up to {_longest(weeks)} minutes.",
    ]
    deloads = season.deloads
    if deloads:
        named = f"week {deloads[0]}" if len(deloads) == 1 else f"{len(deloads)} weeks, the first is week {deloads[0]}"
        sentences.append(f"It gets lighter in {named}, so that you recover.")
    sentences.append("Start easy in the first week, and stop if something hurts sharply.")
    return " ".join(sentences)


def assumptions_of(person: Person) -> tuple[str, ...]:
    """Each default that stands in for something that was not said."""
    request = person.request
    said = request.model_fields_set
    assumed = {
        "goal_category": _assumed_goal(person),
        "age": "Age was not given; an adult under 50 is assumed.",
        "sex": "Sex was not given; the plan is one for anybody.",
        "session_minutes": f"Session length was not given; {request.session_minutes} minutes are assumed.",
        "equipment": "Equipment was not given; a full gym is assumed.",
        "injuries": "No injuries were named; none are assumed.",
        "unavailable_days": "No day was ruled out; any day of the week is assumed to be free.",
    }
    return tuple(sentence for field, sentence in assumed.items() if field not in said)


def warnings_of(
    person: Person, shape: WeekShape, weeks: Sequence[Week], missing: Sequence[str] = ()
) -> tuple[str, ...]:
    """What the person should know: what could not be done as they wish, and why.

    Args:
        missing: movements that nothing was found for.
    """
    unclear = [f"I could not tell which joint this is: {injury}." for injury in person.unclear_injuries]
    unknown = [f"I do not know this exercise: {name}." for name in person.request.avoid if not ids_avoided(name)]
    longest = _longest(weeks)
    short = f"No session takes more than {longest} of your {person.minutes} minutes; more would add little."
    is_bare = person.equipment == {Equipment.BODYWEIGHT} and person.goal in LOADED_GOALS
    left_out = (LEFT_OUT.format(MOVEMENT_WORDS.get(slot, slot.replace("_", " "))) for slot in missing)
    return (
        *shape.warnings,
        *cautions_of(person),
        *_second_goal(person),
        *unclear,
        *unknown,
        *dict.fromkeys(left_out),
        *[BARE] * is_bare,
        *[short] * (longest < SHORT_SHARE * person.minutes),
    )


def _assumed_goal(person: Person) -> str:
    if not goals_in(person.request.goal_raw):
        return "The goal was not clear; general fitness is assumed."
    return f"The goal is taken from your words: {GOAL_WORDS[person.goal].lower()}."


def _second_goal(person: Person) -> Iterator[str]:
    second = person.secondary
    if second is not None and frozenset({person.goal, second}) not in TOGETHER:
        yield f"You also spoke of {GOAL_WORDS[second].lower()}; {GOAL_WORDS[person.goal].lower()} comes first here."


def _longest(weeks: Sequence[Week]) -> int:
    return max(day.est_minutes for week in weeks for day in week.sessions)


def _sessions(shape: WeekShape) -> str:
    words = {
        SessionType.RESISTANCE: "strength",
        SessionType.MIXED: "strength",
        SessionType.CARDIO: "cardio",
        SessionType.MOBILITY: "mobility",
        SessionType.RECOVERY: "recovery",
    }
    counts: dict[str, int] = {}
    for day in shape.days:
        word = words.get(day.type, day.type.value)
        counts[word] = counts.get(word, 0) + 1
    if len(counts) == 1:
        return _count(len(shape.days), f"{next(iter(counts))} session")
    parts = [f"{count} {word}" for word, count in counts.items()]
    return f"{', '.join(parts[:-1])} and {parts[-1]} sessions"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
