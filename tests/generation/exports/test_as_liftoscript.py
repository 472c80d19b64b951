"""Liftoscript: text that Liftosaur's own rules let through, with all that the program says."""

import re

import pytest
from hypothesis import given

from schemas.program import Program
from schemas.request import Equipment, FitnessLevel, GoalCategory
from server.generation.exercises import catalogue
from server.generation.exports.as_liftoscript import as_liftoscript
from server.generation.exports.liftosaur_names import LIFTOSAUR_NAMES
from tests.generation.exports.liftoscript import read
from tests.generation.exports.sources import TAME, many_texts, program_for, saying, source_of, texts
from tests.generation.exports.written import written_out

MEANS = {"Leverage Machine": Equipment.MACHINE, "Smith Machine": Equipment.MACHINE}
FURNITURE = {Equipment.BENCH, Equipment.PULL_UP_BAR}
HEADER = re.compile(r"^/// - (.+)$", re.MULTILINE)


@pytest.mark.parametrize("goal", GoalCategory)
@pytest.mark.parametrize("equipment", [("gym",), ("bodyweight",), ("dumbbell", "band")])
@pytest.mark.parametrize("level", FitnessLevel)
def test_liftosaur_takes_every_program(goal: GoalCategory, equipment: tuple[str, ...], level: FitnessLevel) -> None:
    """As many weeks, days and exercises as the program has."""
    program = program_for(
        goal_category=goal, equipment=equipment, fitness_level=level, duration_weeks=6, days_per_week=6
    )
    weeks = read(as_liftoscript(source_of(program)))
    assert [[len(day.lines) for day in week.days] for week in weeks] == [
        [len(session.items) for session in week.sessions] for week in program.weeks
    ]


@many_texts
@given(texts)
def test_text_of_a_document_is_no_syntax(text: str) -> None:
    """The same weeks, days and sets, whatever the texts are."""
    weeks, tame = (read(as_liftoscript(source_of(saying(said)))) for said in (text, TAME))
    for week, other in zip(weeks, tame, strict=True):
        for day, other_day in zip(week.days, other.days, strict=True):
            assert [line.sections.get("sets") for line in day.lines] == [
                line.sections.get("sets") for line in other_day.lines
            ]


def test_each_kind_of_work_is_written_as_the_reference_has_it() -> None:
    """Ranges, effort, weights asked for, AMRAP, drop sets, help, nothing lifted, distances, timers, warm-ups."""
    written = as_liftoscript(source_of(written_out())).splitlines()
    first = written.index("## Monday: Upper body")
    lines = [line for line in written[first : first + 40] if " / " in line and not line.startswith("//")]
    assert lines[:11] == [
        "Bench Press / 3x6-10 / @7.5 ?+ / 120s",
        "Bicep Curl, Barbell / 1x8-12, 1x8-12+ / @7.5 22.5kg / 75s / warmup: none / superset: A",
        "Triceps Pushdown / 2x8-12 (dropset) / @7.5 ?+ / 75s / warmup: none / superset: A",
        "Pull Up, Leverage Machine / 2x8-12 / @7.5 20kg / 75s / warmup: none",
        "Split Squat, Bodyweight / 2x8-12 / @7.5 0kg / 75s / warmup: none",
        "Suitcase carry / 2x1 (40 m) / 0kg / 75s / warmup: none",
        "Plank / 2x1 30s|75s / 0kg / warmup: none",
        "again2: Bench Press / 1x8-12 (warm-up) / ?+ / 75s",
        "Walk and run / 4x1 120s|60s / 0kg / warmup: none",
        "Walk and run / 1x1 1950s|0s / 0kg / warmup: none",
        "Child's pose / 2x1 45s|75s / 0kg / warmup: none",
    ]


def test_descriptions_are_said_once_until_they_change() -> None:
    """Liftosaur keeps them from week to week, for the same exercise on the same day."""
    first, second = read(as_liftoscript(source_of(written_out())))
    assert first.days[0].lines[0].description == "Do: 2-3 in reserve, 67-77 % 1RM, tempo 3-0-1-0. Steadily."
    assert second.days[0].lines[0].description is None
    run = second.days[1].lines[0].description
    assert run is not None
    assert run.startswith("Do: 22 min in all; effort 3-4 of 10 (You can speak in whole sentences).")


def test_nothing_lifted_is_nothing_in_pounds_too() -> None:
    """Where the user is spoken to in them."""
    program = written_out().model_copy(update={"request": {"units": "imperial"}})
    assert "Plank / 2x1 30s|75s / 0lb / warmup: none" in as_liftoscript(source_of(program))


def test_exercises_to_make_first_are_listed() -> None:
    """All that Liftosaur does not have, by the names that are used, each once."""
    written = as_liftoscript(source_of(written_out()))
    assert HEADER.findall(written) == ["Suitcase carry", "Walk and run", "Child's pose"]
    used = {line.name for week in read(written) for day in week.days for line in day.lines}
    assert used - set(LIFTOSAUR_NAMES.values()) == set(HEADER.findall(written))


def test_a_program_of_known_exercises_lists_none() -> None:
    """And says nothing of making some."""
    document = written_out().model_dump(mode="json")
    for week in document["weeks"]:
        week["sessions"] = week["sessions"][:1]
        week["sessions"][0]["items"] = week["sessions"][0]["items"][:1]
    assert "custom exercises" not in as_liftoscript(source_of(Program.model_validate(document)))


def test_names_are_of_exercises_that_there_are() -> None:
    """Each for one exercise: two of the same name could not stand on one day."""
    assert set(LIFTOSAUR_NAMES) <= set(catalogue())
    assert len(set(LIFTOSAUR_NAMES.values())) == len(LIFTOSAUR_NAMES)


def test_names_say_the_equipment_that_is_used() -> None:
    """What stands behind a comma is what the exercise is done with."""
    for exercise_id, name in LIFTOSAUR_NAMES.items():
        exercise = catalogue()[exercise_id]
        used = {*exercise.equipment_all, *exercise.equipment_any}
        _, _, said = name.partition(", ")
        if said == "Bodyweight":
            assert used <= FURNITURE, exercise_id
        elif said:
            assert MEANS.get(said, said.lower()) in used, exercise_id


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Squat / 3x8 / 3x8 / 0kg", "no section"),
        ("Squat / 0kg", "must have sets"),
        ("Squat / 3x8", "typed in"),
        ("Squat (front) / 3x8 / 0kg", "no name"),
        ("Squat, hard / 3x8 / 0kg", "syntax"),
        ("Squat / 3x8 (too long a label) / 0kg", "8 characters"),
        ("Squat / 3x8 / @11", "0 to 10"),
        ("// ...Squat", "syntax"),
        ("Squat / 3x8 / 0kg\nSquat / 3x8 / 0kg", "already used"),
    ],
)
def test_the_reader_is_strict(line: str, why: str) -> None:
    """What Liftosaur would refuse, or take for something else, is refused here."""
    with pytest.raises(ValueError, match=why):
        read(f"# Week 1\n## Day 1\n{line}")
