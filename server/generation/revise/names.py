"""Which words of a text name an exercise, or a piece of equipment. Pure.

The longest name counts: in "no barbell rows" the barbell is no word of its own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from schemas.request import Equipment
from server.generation.exercises import called, catalogue
from server.generation.revise.edits import Name
from server.generation.spoken_names import IDLE_WORDS, spoken_key

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
press; squat; curl; raise; row; deadlift; extension; lunge; plank; pulldown; bridge; fly; stretch; kickback;
carry; crunch; thrust; jump; swing; pushdown; pullover; abduction; adduction; rdl; clean; dip; run; bike; climb;
snatch; hop; shrug; twist; clamshell; rollout; walkout; chop; push-up; pull-up; chin-up; sit-up; step-up; good
morning; face pull; pull-through; pull-apart; skull crusher; dead bug; bird dog; wall sit; burpee; jumping jack;
jumping; skipping; muscle-up; thruster; handstand; mountain climber; swimming; jerk; sprint
"""
HEADS = frozenset(map(spoken_key, _HEADS.split(";")))
"""What names of exercises end with and kinds of exercises are called; also what is in no catalogue."""

DOING: Mapping[str, str] = MappingProxyType(
    {
        "squatting": "squat",
        "deadlifting": "deadlift",
        "benching": "bench press",
        "lunging": "lunge",
        "planking": "plank",
        "pressing": "press",
        "curling": "curl",
        "jumping": "jump",
        "running": "run",
        "jogging": "run",
        "rowing": "rowing machine",
        "sprinting": "sprint",
        "cycling": "bike",
        "biking": "bike",
        "spinning": "bike",
        "dipping": "dip",
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
    exercise, key = called(words) or called(meant), spoken_key(meant)
    family = _families().get(key, frozenset())
    if exercise is None and not family and key not in HEADS:
        return None
    return Name(words, None if exercise is None else exercise.id, family)


def _longest(text: str, words: list[re.Match[str]], place: int) -> tuple[int, Name | Equipment] | None:
    following = words[place + 1][0] if place + 1 < len(words) else ""
    if words[place][0] in IDLE_WORDS or (words[place][0] in VERBS and following in OBJECTS):
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


@cache
def _families() -> Mapping[str, frozenset[str]]:
    """By each ending of names that says what kind of exercise it is: the ids of all that are called so."""
    found: dict[str, set[str]] = {}
    for exercise in catalogue().values():
        for name in (exercise.name, *exercise.aliases):
            for ending in _endings(name):
                found.setdefault(ending, set()).add(exercise.id)
    return MappingProxyType({ending: frozenset(ids) for ending, ids in found.items()})


def _endings(name: str) -> Iterator[str]:
    words = WORD.findall(name.casefold())
    keys = [spoken_key(" ".join(words[first:])) for first in range(len(words))]
    heads = [place for place, key in enumerate(keys) if key in HEADS]
    if heads:
        yield from keys[: max(heads) + 1]
