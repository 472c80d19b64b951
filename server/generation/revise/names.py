"""Which words of a text name an exercise, or a piece of equipment. Pure.

The longest name counts: in "no barbell rows" the barbell is no word of its own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from schemas.request import Equipment
from server.generation.exercises import called
from server.generation.revise.edits import Name
from server.generation.spoken_names import IDLE_WORDS, spoken_key
from server.generation.wishes import forms_of, named_ids

E = Equipment

PIECES: Mapping[str, Equipment] = MappingProxyType(
    {
        spoken_key(words): piece
        for piece, said in {
            E.BARBELL: "barbell; olympic bar; bar bell; barbell and plates",
            E.DUMBBELL: "dumbbell; dumb bell; db; dbs",
            E.KETTLEBELL: "kettlebell; kettle bell; kb",
            E.BAND: "band; resistance band; elastic band; rubber band; theraband; loop band; mini band",
            E.MACHINE: "machine; weight machine; gym machine",
            E.CABLE: "cable; cable machine; cable tower; cable station; pulley",
            E.BENCH: "bench; weight bench; adjustable bench; flat bench",
            E.PULL_UP_BAR: "pull-up bar; chin-up bar; doorway bar; door bar; pull-up station",
            E.CARDIO_MACHINE: "cardio machine; treadmill; cardio equipment",
        }.items()
        for words in said.split("; ")
    }
)
"""What each piece is called; plurals are the same."""

_HEADS = """
press; squat; curl; raise; row; deadlift; extension; lunge; plank; pulldown; bridge; fly; kickback;
carry; crunch; thrust; jump; swing; pushdown; pullover; abduction; adduction; rdl; clean; dip; run; bike; climb;
snatch; hop; shrug; twist; clamshell; rollout; walkout; chop; push-up; pull-up; chin-up; sit-up; step-up; good
morning; face pull; pull-through; pull-apart; skull crusher; dead bug; bird dog; wall sit; burpee; jumping jack;
jumping; skipping; muscle-up; thruster; handstand; mountain climber; swimming; jerk; sprint
"""
HEADS = frozenset(map(spoken_key, _HEADS.split(";")))
"""What names of exercises end with and kinds of exercises are called; also what is in no catalogue."""

DOING: Mapping[str, str] = MappingProxyType(
    {
        "benching": "bench press",
        "jogging": "run",
        "rowing": "rowing machine",
        "cycling": "bike",
        "biking": "bike",
        "spinning": "bike",
    }
)
"""Exercises as something that one does, where no exercise is called so itself."""

VERBS = frozenset(
    {"stretch", "raise", "carry", "press", "jerk", "bridge", "clean", "chop", "climb", "swing", "run", "row"}
)
OBJECTS = frozenset({"it", "that", "the", "my", "this", "me", "a", "an", "out", "up"})
"""Such a verb before such a word is none of an exercise: "stretch it to ten weeks"."""

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
MOST_WORDS = 8
BETWEEN = re.compile(r"[ -]*")
"""What may stand between the words of one name."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """A name in a text, from ``start`` to before ``end``."""

    start: int
    end: int
    meaning: Name | Equipment


def spotted(text: str) -> Iterator[Spotted]:
    """The names in a plain text, in their order."""
    words = list(WORD.finditer(text))
    place = 0
    while place < len(words):
        found = _longest(text, words, place)
        if found is None:
            place += 1
            continue
        count, meaning = found
        yield Spotted(words[place].start(), words[place + count - 1].end(), meaning)
        place += count


def named(words: str) -> Name | None:
    """The exercise, or the kind of exercises, that the words name as a whole."""
    meant = DOING.get(words, words)
    exercise = called(words) or called(meant)
    family = named_ids(meant) if _is_kind(meant) else frozenset()
    if exercise is None and not family and not _is_kind(meant, whole=True):
        return None
    return Name(words, None if exercise is None else exercise.id, family)


def _longest(text: str, words: list[re.Match[str]], place: int) -> tuple[int, Name | Equipment] | None:
    if words[place][0] in IDLE_WORDS or _is_verb(words, place):
        return None
    for count in range(min(MOST_WORDS, len(words) - place), 0, -1):
        chosen = words[place : place + count]
        gaps = (text[one.end() : other.start()] for one, other in pairwise(chosen))
        if chosen[-1][0] in IDLE_WORDS or not all(BETWEEN.fullmatch(gap) for gap in gaps):
            continue
        said = text[chosen[0].start() : chosen[-1].end()]
        meaning = PIECES.get(spoken_key(said)) or named(said)
        if meaning is not None:
            return count, meaning
    return None


def _is_verb(words: list[re.Match[str]], place: int) -> bool:
    following = words[place + 1][0] if place + 1 < len(words) else ""
    is_of_a_verb = words[place][0] == "back" and place > 0 and words[place - 1][0] in {"bring", "put", "go", "get"}
    return is_of_a_verb or (words[place][0] in VERBS and following in OBJECTS)


def _is_kind(words: str, *, whole: bool = False) -> bool:
    """Whether words end as names of exercises do; ``whole``: whether they are no more than such an ending."""
    said = WORD.findall(words)
    endings = [" ".join(said[first:]) for first in range(1 if whole else len(said))]
    return any(spoken_key(form) in HEADS for ending in endings for form in forms_of(ending))
