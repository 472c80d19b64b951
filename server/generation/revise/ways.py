"""Ways of saying something, written one a line, and what follows when a text says it. Pure.

A line is a regular expression over tagged text (`tagging`) in which ``<name>`` stands for one of `PARTS`; it begins and
ends with whole words. A line that is set further in goes on with the one before it: behind a ``|`` at once, else behind
a blank.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from textwrap import dedent
from types import MappingProxyType

from server.generation.revise.edits import Edit
from server.generation.revise.tagging import Tagged
from server.generation.safety.injuries import SIGNS

_FILL = (
    r"(?:a|an|the|my|our|your|any|some|all|of|these|those|this|that|it|me|us|really|just|only|please|now|also|too|"
    r"so|very|"
    r"quite|still|always|often|ever|again|actually|probably|maybe|kind|sort|bit|little|lot|to|for|do|doing|be|"
    r"being|have|"
    r"having|got|get|getting|use|using|with|in|on|at|as|well|more|whole|entire|completely|totally|absolutely|honestly|"
    r"exactly|about|around|like|approximately|roughly|currently|right|there)"
)
_LINK = (
    r"(?: , (?:and |or |nor |plus )?| (?:and|or|nor|plus) )(?:(?:on|the|my|any|a|an|some|also|all|no|not|without) "
    r")*"
)
_SIGNS = "|".join(SIGNS.values())

PARTS: Mapping[str, str] = MappingProxyType(
    {
        "n": r"(?P<n>\d+)",
        "x": r"@x\d+",
        "xs": rf"(?P<xs>@x\d+(?:{_LINK}@x\d+)*)",
        "q": r"@q_\w+",
        "qs": rf"(?P<qs>@q_\w+(?:{_LINK}@q_\w+)*)",
        "d": r"@d_\w+",
        "ds": rf"(?P<ds>@d_\w+(?:{_LINK}@d_\w+)*)",
        "joint": rf"(?:{_SIGNS})\w*",
        "to": (
            r"(?:(?:reduce|cut|lower|bring|drop|increase|raise|extend|stretch|shorten|lengthen|go|get|trim|switch|"
            r"change|"
            r"scale|move)(?: (?:it|that|them|the|my|all|program|programme|plan|days|sessions?|workouts?|weeks|"
            r"length|number of|time))*"
            r"(?: (?:down|up|back|over))? to(?: (?:just|only|about|maybe))?)"
        ),
        "few": rf"(?:{_FILL} ){{0,4}}",
        "not": r"(?:not|no|never|without|nor)",
        "again": r"(?: (?:again|now|any more|these days|at the moment|either|anyway|for now|please))*",
    }
)

GOES_ON = re.compile(r"(?:(?<=\|)())?\n +")
PLACE = re.compile(r"(?<!\?P)<(\w+)>")
"""Where a part stands in a way; ``(?P<n>…)`` is a group of that name."""


@dataclass(frozen=True, slots=True)
class Said:
    """A place where a text says something that is understood."""

    match: re.Match[str]
    tagged: Tagged

    def number(self, group: str = "n") -> int:
        return int(self.match[group])

    def spoken(self, group: str | int = 0) -> str:
        return self.tagged.spoken(self.match[group])


Edits = Callable[[Said], Iterable[Edit]]


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that people ask for.

    Attributes:
        ways: how they say it.
        edits: what follows from a place where they do.
    """

    ways: tuple[re.Pattern[str], ...]
    edits: Edits


def ask(edits: Edits | Edit, ways: str) -> Ask:
    """An ask that is said in any of ``ways``, one a line."""
    follows: Edits = edits if callable(edits) else lambda _: (edits,)
    lines = GOES_ON.sub(lambda hit: " " if hit[1] is None else "", dedent(ways).strip()).splitlines()
    return Ask(tuple(map(_compiled, lines)), follows)


def _compiled(way: str) -> re.Pattern[str]:
    written = PLACE.sub(lambda hit: PARTS[hit[1]], way)
    return re.compile(rf"(?<![\w@])(?:{written})(?!\w)")
