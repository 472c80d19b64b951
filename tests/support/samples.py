"""Requests that tests submit."""

from uuid import uuid4

from schemas.model import JsonObject


def new_user() -> str:
    return str(uuid4())


def program_request(user_id: str | None = None, /, **changes: object) -> JsonObject:
    """The request of the demo, with ``changes``."""
    return {
        "user_id": user_id or new_user(),
        "height_cm": 190.5,
        "weight_kg": 87.5,
        "goal_category": "hypertrophy",
        "goal_raw": "muscle gain",
        "duration_weeks": 12,
        "days_per_week": 4,
        "fitness_level": "intermediate",
        **changes,
    }
