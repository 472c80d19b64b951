"""Plans as a good model writes them: made of what the request itself offers, so that any request has one."""

import json
from collections.abc import Iterable
from typing import Any

from schemas.model import JsonObject
from server.generation.llm.scanner import ElementScanner
from tests.support.responses_server import Received
from tests.support.vendor_answers import Written

NAME = "Strong and steady"
DESCRIPTION = "Heavy work for the whole body, then some for what you want to grow."
UPPER = ("horizontal_push", "vertical_pull", "horizontal_pull", "vertical_push", "biceps", "triceps", "delts")
LOWER = ("squat", "hinge", "lunge", "knee_flexion", "calves", "core_anti_extension")
FULL = ("squat", "horizontal_push", "horizontal_pull", "hinge", "vertical_push", "vertical_pull", "core_flexion")
MOVEMENTS = {"Upper": UPPER, "Lower": LOWER}


def asked_in(request: Received) -> JsonObject:
    """The input of a request."""
    found: JsonObject = json.loads(request.input)
    return found


def weeks_asked(request: Received) -> list[tuple[int, int]]:
    """First and last week of each block that is asked for."""
    return [(block["first_week"], block["last_week"]) for block in asked_in(request)["blocks"]]


def plan_of(asked: JsonObject) -> JsonObject:
    """A good plan for an input."""
    sessions = [_session(asked, day) for day in asked["week"]]
    blocks = [
        {
            "name": "Build",
            "aim": "more work week by week",
            "first_week": block["first_week"],
            "last_week": block["last_week"],
            "sessions": sessions,
        }
        for block in asked["blocks"]
    ]
    return {"name": NAME, "description": DESCRIPTION, "blocks": blocks}


def good(request: Received, **options: Any) -> Written:
    """A `brain` that answers everything well."""
    return Written(text_of(request), chunk_chars=200, **options)


def text_of(request: Received) -> str:
    return json.dumps(plan_of(asked_in(request)))


def end_of_block(text: str, number: int) -> int:
    """How many characters it takes until so many blocks are closed."""
    scanner, closed = ElementScanner("blocks"), 0
    for at, character in enumerate(text, start=1):
        closed += len(scanner.feed(character))
        if closed == number:
            return at
    raise ValueError(f"there are only {closed} blocks")


def _session(asked: JsonObject, day: JsonObject) -> JsonObject:
    offered, minutes = asked["exercises"], asked["person"]["minutes"]
    movements: Iterable[str] = ()
    endurance = None
    if day["kind"] == "resistance":
        kind = day["emphasis"].split(" ")[0]
        movements = MOVEMENTS.get(kind, FULL)[: max(2, minutes // 9)]
    elif day["kind"] == "mobility":
        movements = ("mobility",) * 4
    if day["kind"] in ("cardio", "recovery"):
        ids = _ids(offered, "cardio")
        endurance = {"exercise_id": ids[0], "minutes": min(minutes - 5, 40), "rpe": 4}
    taken: list[str] = []
    for movement in movements:
        found = [id_ for id_ in _ids(offered, movement) if id_ not in taken]
        taken += found[:1]
    return {"day": day["day"], "exercises": [_exercise(asked, id_) for id_ in taken], "endurance": endurance}


def _exercise(asked: JsonObject, id_: str) -> JsonObject:
    low, high = asked["person"]["reps_of_big_lifts"]
    line = next(line for lines in asked["exercises"].values() for line in lines if line.startswith(f"{id_}:"))
    is_hold = line.endswith(" s")
    return {
        "exercise_id": id_,
        "sets": 3,
        "reps_min": None if is_hold else low,
        "reps_max": None if is_hold else high,
        "duration_s": 30 if is_hold else None,
        "rir": asked["person"]["rir"][0],
    }


def _ids(offered: JsonObject, movement: str) -> list[str]:
    return [line.partition(":")[0] for line in offered.get(movement, [])]
