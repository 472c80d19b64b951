"""What a session of each name holds: movement patterns, first things first. Pure data."""

from collections.abc import Mapping
from types import MappingProxyType

from server.generation.rules.dose import Emphasis

SLOTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "full": (
            "squat", "horizontal_push", "horizontal_pull", "hinge", "vertical_pull", "vertical_push", "core", "calves",
        ),
        "full_a": (
            "squat", "horizontal_push", "horizontal_pull", "hinge", "vertical_pull", "delts", "core", "biceps",
            "calves",
        ),
        "full_b": (
            "hinge", "vertical_pull", "vertical_push", "lunge", "horizontal_push", "horizontal_pull", "core",
            "triceps",
        ),
        "full_c": (
            "squat", "horizontal_pull", "incline_push", "knee_flexion", "vertical_pull", "delts", "core", "calves",
        ),
        "upper_a": (
            "horizontal_push", "horizontal_pull", "vertical_push", "vertical_pull", "delts", "biceps", "triceps",
        ),
        "upper_b": (
            "vertical_pull", "incline_push", "horizontal_pull", "horizontal_push", "delts", "triceps", "biceps",
        ),
        "lower_a": ("squat", "hinge", "lunge", "knee_flexion", "calves", "core"),
        "lower_b": ("hinge", "squat", "bridge", "knee_flexion", "calves", "core"),
        "push_a": ("horizontal_push", "vertical_push", "delts", "incline_push", "triceps", "core"),
        "push_b": ("vertical_push", "incline_push", "delts", "horizontal_push", "triceps", "core"),
        "pull_a": ("vertical_pull", "horizontal_pull", "delts", "biceps", "core"),
        "pull_b": ("horizontal_pull", "vertical_pull", "delts", "biceps", "core"),
        "legs_a": ("squat", "hinge", "lunge", "knee_flexion", "calves", "core"),
        "legs_b": ("hinge", "squat", "knee_flexion", "bridge", "calves", "core"),
        "push": ("vertical_push", "incline_push", "delts", "horizontal_push", "triceps", "core"),
        "pull": ("horizontal_pull", "vertical_pull", "delts", "biceps", "core"),
        "legs": ("hinge", "squat", "knee_flexion", "bridge", "calves", "core"),
    }
)  # fmt: skip
"""Movement patterns of a session. The first four are its backbone; the others compete for the time that is left."""

EXTRAS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "full": ("delts", "biceps", "triceps", "lunge", "fly", "carry"),
        "full_a": ("fly", "carry", "bridge", "knee_extension", "hip_ab_adduction", "lunge", "triceps"),
        "full_b": ("delts", "biceps", "calves", "knee_extension", "hip_ab_adduction", "carry"),
        "full_c": ("fly", "bridge", "carry", "lunge", "biceps", "triceps"),
        "upper_a": ("fly", "delts"),
        "upper_b": ("fly", "delts"),
        "lower_a": ("knee_extension", "bridge", "hip_ab_adduction"),
        "lower_b": ("knee_extension", "lunge", "hip_ab_adduction"),
        "push_a": ("fly", "delts", "triceps"),
        "push_b": ("fly", "delts", "triceps"),
        "pull_a": ("horizontal_pull", "delts", "biceps"),
        "pull_b": ("vertical_pull", "delts", "biceps"),
        "legs_a": ("knee_extension", "bridge", "hip_ab_adduction"),
        "legs_b": ("knee_extension", "lunge", "hip_ab_adduction"),
        "push": ("fly", "delts", "triceps"),
        "pull": ("horizontal_pull", "delts", "biceps"),
        "legs": ("knee_extension", "lunge", "hip_ab_adduction"),
    }
)
"""What may come on top, where muscles lack sets and there is time for more."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "full": "Full body",
        "full_a": "Full body A",
        "full_b": "Full body B",
        "full_c": "Full body C",
        "upper_a": "Upper body A",
        "upper_b": "Upper body B",
        "lower_a": "Lower body A",
        "lower_b": "Lower body B",
        "push_a": "Push A",
        "push_b": "Push B",
        "pull_a": "Pull A",
        "pull_b": "Pull B",
        "legs_a": "Legs A",
        "legs_b": "Legs B",
        "push": "Push",
        "pull": "Pull",
        "legs": "Legs",
    }
)

EMPHASES: Mapping[str, Emphasis] = MappingProxyType(
    {
        **dict.fromkeys(("full_a", "upper_a", "lower_a", "push_a", "pull_a", "legs_a"), Emphasis.HEAVY),
        **dict.fromkeys(("full", "full_b", "push", "pull", "legs"), Emphasis.MEDIUM),
        **dict.fromkeys(("full_c", "upper_b", "lower_b", "push_b", "pull_b", "legs_b"), Emphasis.LIGHT),
    }
)
"""Of sessions in a week that undulates."""


def kind_of(template: str) -> str:
    """Of what sort a session is: full, upper, lower, push, pull, legs."""
    return template.split("_", maxsplit=1)[0]
