"""A short program that is written out, so that what is made of it can be compared word by word."""

from functools import cache
from typing import Any

from schemas.model import JsonObject
from schemas.program import Program

LIFT: JsonObject = {
    "kind": "strength",
    "role": "accessory",
    "sets": 2,
    "set_type": "normal",
    "reps_min": 8,
    "reps_max": 12,
    "load": {"type": "rir"},
    "rir_min": 2,
    "rir_max": 3,
    "rest_s": 75,
    "substitutes": ["push_up", "plank"],
    "cue": "Steadily.",
    "progression_id": "double",
}
RUN: JsonObject = {
    "kind": "cardio",
    "exercise_id": "walk_run",
    "name": "Walk and run",
    "modality": "run",
    "rpe_min": 3,
    "rpe_max": 4,
    "talk_test": "You can speak in whole sentences.",
    "cue": "Easily.",
    "progression_id": "longer",
}


def _lift(exercise_id: str, name: str, **changes: Any) -> JsonObject:
    return {**LIFT, "exercise_id": exercise_id, "name": name, **changes}


def _session(weekday: str, name: str, kind: str, *items: JsonObject) -> JsonObject:
    day = ("mon", "wed", "fri", "sun").index(weekday) + 1
    return {
        "day_index": day,
        "weekday": weekday,
        "name": name,
        "type": kind,
        "focus": ["chest"],
        "est_minutes": 40 + day,
        "warmup": [{"exercise_id": "march_in_place", "name": "March in place", "duration_s": 90, "cue": "Tall."}],
        "items": [{**item, "order": order} for order, item in enumerate(items, 1)],
        "cooldown": [{"exercise_id": "childs_pose", "name": "Child's pose", "duration_s": 45, "cue": "Breathe."}],
    }


def _week(index: int, *, is_deload: bool) -> JsonObject:
    sets = 1 if is_deload else 3
    bench = _lift(
        "barbell_bench_press",
        "Barbell bench press",
        role="main",
        sets=sets,
        reps_min=6,
        reps_max=10,
        load={"type": "pct_1rm", "min": 67, "max": 77},
        rest_s=120,
        tempo="3-0-1-0",
    )
    lifting = _session(
        "mon",
        "Upper body",
        "resistance",
        bench,
        _lift("barbell_curl", "Barbell curl", superset_group="A", set_type="amrap", load={"type": "kg", "min": 22.5}),
        _lift("cable_pushdown", "Cable pushdown", superset_group="A", set_type="dropset"),
        _lift("assisted_pull_up", "Assisted pull-up", load={"type": "assisted_kg", "min": 20, "max": 25}),
        _lift("split_squat", "Split squat", per_side=True, load={"type": "bodyweight"}, note="Slowly."),
        _lift("suitcase_carry", "Suitcase carry", reps_min=None, reps_max=None, distance_m=40, load={"type": "none"}),
        _lift("plank", "Plank", reps_min=None, reps_max=None, duration_s=30, load={"type": "none"}, role="core"),
        _lift("barbell_bench_press", "Barbell bench press", sets=1, set_type="warmup", rir_min=None, rir_max=None),
    )
    intervals = {"reps": 4, "work_s": 120, "recover_s": 60}
    running = _session("wed", "Run", "cardio", {**RUN, "duration_min": 20 + index, "intervals": intervals})
    walking = _session("fri", "Walk", "cardio", {**RUN, "duration_min": 32.5, "hrr_pct": [40, 59]})
    stretch = _lift("childs_pose", "Child's pose", reps_min=None, reps_max=None, duration_s=45, load={"type": "none"})
    resting = _session("sun", "Stretch", "mobility", stretch)
    return {
        "index": index,
        "block": "Build",
        "is_deload": is_deload,
        "volume_factor": 1,
        "sessions": [lifting, running, walking, resting],
    }


@cache
def written_out() -> Program:
    """Two weeks, the second one lighter, with every kind of work, of set and of load."""
    return Program.model_validate(
        {
            "request": {"units": "metric"},
            "provider": {"name": "rules", "model": None, "seed": "s", "rules_version": "1"},
            "name": "Muscle: 2 weeks",
            "description": "Two weeks to try.",
            "spoken_summary": "Two weeks.",
            "goal_category": "hypertrophy",
            "goal_raw": "big arms",
            "fitness_level": "beginner",
            "split": "upper",
            "periodization": "linear",
            "blocks": [{"name": "Build", "first_week": 1, "last_week": 2, "aim": "more work"}],
            "weeks": [_week(1, is_deload=False), _week(2, is_deload=True)],
            "progression_rules": [
                {"id": "double", "name": "Reps first", "rule": "Add reps.", "on_failure": "Take 10 % off."},
                {"id": "longer", "name": "Longer", "rule": "Add minutes.", "on_failure": "Stay."},
            ],
            "safety": {"status": "clear", "notices": ["Not medical advice."], "stop_signs": ["chest pain", "fainting"]},
            "assumptions": ["An adult under 50 is assumed."],
            "warnings": ["Short sessions."],
            "changes": ["Your knee is spared."],
            "validation": {"score": None, "gates": [], "rules": []},
        }
    )
