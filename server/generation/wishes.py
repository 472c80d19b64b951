"""What a person's words wish for beside the goal: a second goal, muscles, a distance, and what to leave out. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from schemas.goals import goals_in, is_wanted
from schemas.request import GoalCategory, ProgramRequest
from schemas.wording import clauses
from server.generation.anatomy import Muscle
from server.generation.exercises import called, catalogue
from server.generation.spoken_names import spoken_key

_M = Muscle
FOCUS_WORDS: Mapping[re.Pattern[str], frozenset[Muscle]] = MappingProxyType(
    {
        re.compile(rf"\b(?:{words})\b"): frozenset(muscles)
        for words, muscles in {
            r"chest|pecs?": {_M.CHEST},
            r"back|lats|v-taper": {_M.LATS, _M.UPPER_BACK},
            r"shoulders?|delts?": {_M.FRONT_DELTS, _M.SIDE_DELTS, _M.REAR_DELTS},
            r"arms?|guns": {_M.BICEPS, _M.TRICEPS},
            r"biceps?": {_M.BICEPS},
            r"triceps?": {_M.TRICEPS},
            r"forearms?|grip": {_M.FOREARMS},
            r"legs?": {_M.QUADS, _M.HAMSTRINGS, _M.GLUTES},
            r"quads?|thighs?": {_M.QUADS},
            r"hamstrings?": {_M.HAMSTRINGS},
            r"glutes?|booty|butt|bum": {_M.GLUTES},
            r"cal(?:f|ves)": {_M.CALVES},
            r"abs|core|six-? ?pack": {_M.ABS, _M.OBLIQUES},
        }.items()
    }
)
MUSCLE_GOALS = frozenset({GoalCategory.HYPERTROPHY, GoalCategory.STRENGTH})

DISTANCES_KM: Mapping[re.Pattern[str], float] = MappingProxyType(
    {
        re.compile(r"\bhalf-? ?marathon\b"): 21.1,
        re.compile(r"\bmarathon\b"): 42.2,
    }
)
"""Looked for in this order."""
KILOMETRES = re.compile(r"\b(\d{1,3}(?:\.\d)?) ?(?:k|km|kilomet(?:er|re)s?)\b")

LEFT_OUT = re.compile(
    r"\b(?:hates?|dislike|(?:don't|do not|doesn't) (?:like|want|enjoy)(?: (?:to do|doing))?|avoid|no|without|never|"
    r"not a fan of|sick of|tired of|can't stand|skip|leave out|anything but|except)\b(.*)"
)
MOST_NAME_WORDS = 4
NO_NAMES = frozenset(
    {"", "machine", "band", "dumbbell", "barbell", "kettlebell", "cable", "leg", "arm", "back", "chest"}
)
"""Endings of names that alone name no exercise: "no machines", "no legs today"."""
NOT_MEANT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "curl": ("leg curl", "hamstring curl"),
        "press": ("leg press",),
        "raise": ("calf raise", "leg raise", "knee raise"),
    }
)
"""Kinds whose names end in a word that, alone, means another kind: "no curls" is said of the arms."""
ANOTHER_THING = re.compile(
    r"\b(?:with|when|while|during|from|because|if|in|on|at|so|for|since|before|after|until|problems?|issues?|longer|more)\b"
)
"""Here ends what is not wanted: "no pain in squats", "no problem with running"."""
INGS = (("nning", "n"), ("pping", "p"), ("tting", "t"), ("mming", "m"), ("ing", ""), ("ing", "e"))
"""How what is done is called, and what it is: "running" is to run, "lunging" to lunge."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was wished for.

    Attributes:
        secondary: a second goal, which the first one's program serves as far as it can.
        focus: muscles to put first.
        event_km: how far they want to run, swim or ride, in kilometres.
        left_out: ids of exercises that they do not want.
    """

    secondary: GoalCategory | None = None
    focus: frozenset[Muscle] = frozenset()
    event_km: float | None = None
    left_out: frozenset[str] = frozenset()


def wishes_of(request: ProgramRequest) -> Wishes:
    """What the words of a request wish for."""
    spoken = goals_in(request.goal_raw)
    is_of_muscle = not MUSCLE_GOALS.isdisjoint({*spoken, request.goal_category})
    return Wishes(
        secondary=next((goal for goal in spoken if goal is not request.goal_category), None),
        focus=frozenset(_focus(request.goal_raw)) if is_of_muscle else frozenset(),
        event_km=_event_km(request.goal_raw),
        left_out=frozenset().union(
            _left_out(request.goal_raw), _left_out(request.notes or ""), *map(ids_avoided, request.avoid)
        ),
    )


def _focus(text: str) -> Iterator[Muscle]:
    for clause in clauses(text):
        for words, muscles in FOCUS_WORDS.items():
            if any(is_wanted(clause, hit.start()) for hit in words.finditer(clause)):
                yield from muscles


def _event_km(text: str) -> float | None:
    for clause in clauses(text):
        if (hit := KILOMETRES.search(clause)) and is_wanted(clause, hit.start()):
            return float(hit[1])
        for words, distance_km in DISTANCES_KM.items():
            if (named := words.search(clause)) and is_wanted(clause, named.start()):
                return distance_km
    return None


def _left_out(text: str) -> Iterator[str]:
    for clause in clauses(text):
        if (denied := LEFT_OUT.search(clause)) is not None:
            unwanted = ANOTHER_THING.split(denied[1], maxsplit=1)[0]
            yield from _named(unwanted.split())


@cache
def _endings() -> Mapping[str, frozenset[str]]:
    """Exercises by what their names end in: "squats" are all squats, "goblet squats" one."""
    found: dict[str, set[str]] = {}
    for exercise in catalogue().values():
        for name in (exercise.name, *exercise.aliases):
            words = name.split()
            for start in range(len(words)):
                found.setdefault(spoken_key(" ".join(words[start:])), set()).add(exercise.id)
    return MappingProxyType({key: frozenset(ids) for key, ids in found.items() if key not in NO_NAMES})


def _named(words: list[str]) -> Iterator[str]:
    """Ids of the exercises that a row of words names; the longest name counts: "box jumps" are not all jumps."""
    start = 0
    while start < len(words):
        for end in range(min(start + MOST_NAME_WORDS, len(words)), start, -1):
            if ids := named_ids(" ".join(words[start:end])):
                yield from ids
                start = end - 1
                break
        start += 1


def named_ids(name: str) -> frozenset[str]:
    """Ids of all exercises whose names end so: "squats" are all squats."""
    keys = {spoken_key(way) for way in forms_of(name)}
    others = (spoken_key(other) for kind, kinds in NOT_MEANT.items() if kind in keys for other in kinds)
    found = frozenset(id_ for key in keys for id_ in _endings().get(key, ()))
    return found.difference(*(_endings().get(other, ()) for other in others))


def ids_avoided(name: str) -> frozenset[str]:
    """Ids of the exercises that are meant where one is to be avoided: the one of that id, or all that are called so."""
    if name in catalogue():
        return frozenset({name})
    exercise = called(name)
    return named_ids(name.casefold()) | ({exercise.id} if exercise else frozenset())


def forms_of(name: str) -> frozenset[str]:
    """A name, and what it may be where it says what is done: "running" is to run."""
    return frozenset({name, *(name.removesuffix(ing) + root for ing, root in INGS if name.endswith(ing))})
