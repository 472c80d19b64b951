"""How exercises get harder, and what to do when that fails: the rules that a program explains. Pure data."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.program import Periodization, ProgressionRule
from server.generation.exercises import Exercise
from server.generation.person import Person
from server.generation.rules.periodization import style_of

RULES: Mapping[str, ProgressionRule] = MappingProxyType(
    {
        rule.id: rule
        for rule in (
            ProgressionRule(
                id="linear",
                name="Add load when you can",
                rule="When every set reaches the top of the range, add 2.5 to 5 % for the upper body, 5 to 10 % for "
                "the legs.",
                on_failure="Miss the range twice: repeat the load. Three times: take 10 % off and build up again.",
            ),
            ProgressionRule(
                id="double",
                name="Reps first, then load",
                rule="Add repetitions until every set reaches the top of the range, then the smallest step of load.",
                on_failure="Stalled for two weeks: take 10 % off and build up again, or swap for a substitute.",
            ),
            ProgressionRule(
                id="block",
                name="Heavier from block to block",
                rule="Each block has fewer repetitions and more load. Take a load that leaves what the plan says in "
                "reserve; when two more are left, add 2 to 5 %.",
                on_failure="Miss the range twice: take 5 % off and go on with the plan.",
            ),
            ProgressionRule(
                id="bodyweight",
                name="Reps, then a harder variant",
                rule="Add repetitions up to about 20, then take a harder variant or hold a weight.",
                on_failure="Form breaks: go back to the easier variant for a week.",
            ),
            ProgressionRule(
                id="hold",
                name="Hold longer",
                rule="Add five seconds each week, up to a minute; then begin again with a harder variant.",
                on_failure="Form breaks: split the time into two shorter holds.",
            ),
            ProgressionRule(
                id="speed",
                name="Faster, not heavier",
                rule="Keep the repetitions; add a little load only while every one of them stays fast.",
                on_failure="It slows down: end the set, rest longer, take 5 % off.",
            ),
            ProgressionRule(
                id="cardio",
                name="Build, then recover",
                rule="Two or three weeks a little longer each, at most ten percent, then an easier one.",
                on_failure="Tired or sore: repeat the last week's time at an easier pace.",
            ),
        )
    }
)

EASIER_WEEK = ProgressionRule(
    id="easier_week",
    name="An easier week when you need one",
    rule="When you stall for two weeks, or joints ache: do half of the sets for a week, with a tenth less load.",
    on_failure="Still stalled or aching after it: swap the exercise, and have the joint looked at.",
)
"""For everybody, beside the planned ones: a deload that nobody could foresee."""


def progression_of(exercise: Exercise, person: Person) -> str:
    """Which rule makes an exercise harder."""
    if exercise.is_hold:
        return "hold"
    if exercise.pattern == "power":
        return "speed"
    if not exercise.is_loaded:
        return "bodyweight"
    if person.is_beginner:
        return "linear"
    return "block" if exercise.is_main_lift and style_of(person) is Periodization.BLOCK else "double"
