"""A changed program with word of its changes: in its document, and first in what is spoken. Pure."""

import re

from schemas.program import Program
from server.generation.revise.changes import Version, changes_between

MOST_WORDS = 80
MOST_SPOKEN_CHANGES = 3
SENTENCE_END = re.compile(r"(?<=[.!?]) ")
READY = re.compile(r"^Your [\w ]*program is ready\.$")


def told(old: Version, new: Version) -> Program:
    """The new program, telling what is different in it."""
    changes = changes_between(old, new)
    before = frozenset(old.program.changes or ())
    rest = [one for one in SENTENCE_END.split(new.program.spoken_summary) if one not in before and not READY.match(one)]
    summary = _fitting(("Your changed program is ready.", *changes[:MOST_SPOKEN_CHANGES], *rest))
    return new.program.model_copy(update={"changes": changes, "spoken_summary": summary})


def _fitting(sentences: tuple[str, ...]) -> str:
    """As many whole sentences as can be spoken, from the first on."""
    spoken = ""
    for sentence in sentences:
        longer = f"{spoken} {sentence}".strip()
        if len(longer.split()) > MOST_WORDS:
            break
        spoken = longer
    return spoken
