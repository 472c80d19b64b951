"""Small programs written by hand that pass all gates, and ways to break one thing of them."""

from typing import Any

from schemas.model import JsonObject
from schemas.program import CardioItem, Finding, Item, Prep, Program, Session, StrengthItem, Week
from schemas.request import parse_program_request
from server.generation.exercises import catalogue
from server.generation.person import Person, understand
from server.generation.timing import estimated_minutes
from server.generation.validation.validator import validate
from tests.generation.valid_requests import USER
from tests.support.samples import program_request

MINUTES = 60
LIFT: JsonObject = {
    "order": 1,
    "role": "main",
    "sets": 3,
    "set_type": "normal",
    "reps_min": 8,
    "reps_max": 12,
    "load": {"type": "rir"},
    "rir_min": 2,
    "rir_max": 3,
    "rest_s": 90,
    "substitutes": [],
    "progression_id": "double",
}
CARDIO: JsonObject = {
    "order": 1,
    "duration_min": 20,
    "rpe_min": 3,
    "rpe_max": 5,
    "talk_test": "You can speak in whole sentences.",
    "progression_id": "cardio",
}


def lift(exercise_id: str = "leg_press", **changes: Any) -> StrengthItem:
    """Three sets of an exercise, with two or three repetitions in reserve."""
    exercise = catalogue()[exercise_id]
    return StrengthItem.model_validate(
        {**LIFT, "exercise_id": exercise.id, "name": exercise.name, "cue": exercise.cue, **changes}
    )


def pct(low: float, high: float) -> JsonObject:
    """A load in percent of what can be lifted once."""
    return {"type": "pct_1rm", "min": low, "max": high}


def cardio(exercise_id: str = "stationary_bike", **changes: Any) -> CardioItem:
    """Twenty easy minutes."""
    exercise = catalogue()[exercise_id]
    return CardioItem.model_validate(
        {
            **CARDIO,
            "exercise_id": exercise.id,
            "name": exercise.name,
            "modality": exercise.modality,
            "cue": exercise.cue,
            **changes,
        }
    )


def prep(exercise_id: str = "ankle_rock", **changes: Any) -> Prep:
    """A minute of warming up or cooling down."""
    exercise = catalogue()[exercise_id]
    return Prep.model_validate(
        {"exercise_id": exercise.id, "name": exercise.name, "duration_s": 60, "cue": exercise.cue, **changes}
    )


def session(*items: Item, **changes: Any) -> Session:
    """Items in this order; its number comes with its week."""
    numbered = tuple(item.model_copy(update={"order": order}) for order, item in enumerate(items, start=1))
    fields: JsonObject = {
        "day_index": 1,
        "name": "Session",
        "type": "resistance",
        "focus": [],
        "est_minutes": max(1, estimated_minutes(numbered, MINUTES)),
        "warmup": [prep()],
        "items": numbered,
        "cooldown": [],
    }
    return Session.model_validate({**fields, **changes})


def week(*sessions: Session, is_deload: bool = False) -> Week:
    """Sessions in this order; its number comes with its program."""
    numbered = tuple(one.model_copy(update={"day_index": day}) for day, one in enumerate(sessions, start=1))
    return Week(index=1, block="Build", is_deload=is_deload, volume_factor=1, sessions=numbered)


def program(*weeks: Week, **request: Any) -> Program:
    """A program of these weeks, for the demo's request of as many weeks and days, with changes."""
    numbered = tuple(one.model_copy(update={"index": index}) for index, one in enumerate(weeks, start=1))
    asked = program_request(
        USER,
        **{
            "duration_weeks": len(weeks),
            "days_per_week": len(weeks[0].sessions),
            "session_minutes": MINUTES,
            **request,
        },
    )
    return Program.model_validate(
        {
            "request": parse_program_request(asked).model_dump(mode="json"),
            "provider": {"name": "hand", "model": None, "seed": "", "rules_version": "1"},
            "name": "By hand",
            "description": "",
            "spoken_summary": "",
            "goal_category": asked["goal_category"],
            "goal_raw": asked["goal_raw"],
            "fitness_level": asked["fitness_level"],
            "split": "full body",
            "periodization": "linear",
            "blocks": [{"name": "Build", "first_week": 1, "last_week": len(weeks), "aim": "more"}],
            "weeks": numbered,
            "progression_rules": [],
            "safety": {"status": "clear", "notices": ["Not medical advice."], "stop_signs": ["chest pain"]},
            "assumptions": [],
            "warnings": [],
            "validation": {"score": None, "gates": [], "rules": []},
        }
    )


def one_session(*items: Item, **request: Any) -> Program:
    """A program of one week with one session."""
    return program(week(session(*items)), **request)


def person_of(made: Program) -> Person:
    """Whom a program was made for."""
    return understand(parse_program_request(made.request))


def broken(made: Program) -> dict[str, tuple[Finding, ...]]:
    """The findings of each gate that a program breaks."""
    gates = validate(made, person_of(made)).gates
    return {gate.id: gate.findings or () for gate in gates if not gate.passed}


def only(gate: str, made: Program) -> tuple[Finding, ...]:
    """The findings of the one gate that a program breaks."""
    found = broken(made)
    assert set(found) == {gate}
    return found[gate]


def changed_week(made: Program, index: int, /, **changes: Any) -> Program:
    """A program with one week changed."""
    weeks = [one.model_copy(update=changes) if one.index == index else one for one in made.weeks]
    return made.model_copy(update={"weeks": tuple(weeks)})


def changed_session(made: Program, index: int, day: int, /, **changes: Any) -> Program:
    """A program with one session changed; its minutes follow its items."""
    if "items" in changes:
        changes = {"est_minutes": estimated_minutes(changes["items"], MINUTES), **changes}
    found = next(one for one in made.weeks if one.index == index)
    sessions = [one.model_copy(update=changes) if one.day_index == day else one for one in found.sessions]
    return changed_week(made, index, sessions=tuple(sessions))


def changed_item(made: Program, index: int, day: int, order: int, /, **changes: Any) -> Program:
    """A program with one item changed."""
    found = next(one for one in made.weeks if one.index == index)
    items = next(one for one in found.sessions if one.day_index == day).items
    kept = [type(one).model_validate({**one.model_dump(), **changes}) if one.order == order else one for one in items]
    return changed_session(made, index, day, items=tuple(kept))
