"""Whether somebody who may has cleared the person to train, in the person's own words. Pure.

Nobody can check it here; it is believed as far as it goes: a program that stays moderate [G10].
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from schemas.wording import clauses
from server.generation.safety.mentions import RELATIVE, SELF


class Clearer(StrEnum):
    """Who cleared them."""

    DOCTOR = "doctor"
    PHYSIO = "physio"
    MIDWIFE = "midwife"


_WHO = (
    r"(?:doctors?|dr|docs?|gp|physician|cardiologist|ob|ob-?gyn|gyn\w*|surgeon|nephrologist|endocrinologist|"
    r"neurologist|specialist|consultant|provider|obstetrician|therapist|psychiatrist|physio(?:therapist)?|"
    r"physical therapist|midwife|medical team|hospital)"
)
_TRAIN = (
    r"(?:train|exercise|work ?out|lift|start|run|begin|go back|return|resume|move|be active|do (?:sports?|exercise))"
)
_GIVEN = r"(?:green[- ]?light|go[- ]?ahead|all[- ]clear|thumbs[- ]up|permission|blessing|ok(?:ay)?|clearance|approval)"

CLEARED = re.compile(
    rf"\b(?:{_WHO}(?: \w+){{0,3}} (?:cleared|approved|okayed|ok'd|oked|signed (?:me |it |this )?off|signed off)\b"
    rf"|{_WHO}(?: \w+){{0,2}} (?:says?|said|told me|confirmed|confirms|agrees|agreed|thinks)\b(?: [\w']+){{0,5}} "
    rf"(?:fine|ok(?:ay)?|safe|good(?: to go)?|allowed|(?:can|may|should|could) {_TRAIN}|free to {_TRAIN}|to {_TRAIN})\b"
    rf"|{_WHO}(?: \w+){{0,2}} (?:recommend\w*|advised|encourage\w*|wants me|allow\w*)(?: [\w']+){{0,4}} "
    rf"(?:{_TRAIN}|exercis\w+|training)\b"
    rf"|{_WHO}(?: \w+){{0,2}} (?:gave|has given|have given|gives)(?: \w+){{0,4}} {_GIVEN}\b"
    rf"|{_GIVEN} (?:from|by|of) (?:\w+ )?{_WHO}\b"
    rf"|(?:have|has|got|with|received|obtained) (?:\w+ ){{0,2}}(?:medical|doctor's|written|full) {_GIVEN}\b"
    rf"|(?:have|has|got|with) (?:my |the )?(?:doctor's|{_WHO}'s) {_GIVEN}\b"
    rf"|cleared (?:me |us |him |her )?(?:for|to|by)\b(?! (?:ask|see|check))|(?:medically|fully) cleared\b"
    rf"|\bcleared medically\b)"
)
NOT_YET = re.compile(
    r"\b(?:not|never|no|until|till|once|when|if|unless|before|wait(?:ing)?|await(?:ing)?|need|needs|pending|ask(?:ing|ed)?|"
    r"will|going to|hope|hoping|want|must|without|yet|whether|would|refus\w+|haven't been|to be|to get|did i|"
    r"am i|can i|soon|tomorrow|next)\b|n't\b|\bshould (?:i|my)\b"
)
UNRESTRICTED = re.compile(
    r"\b(?:without|with no|no) (?:any )?(?:restrictions?|limits?|limitations?|problems?|concerns?)\b"
)
ORIGINS = {Clearer.PHYSIO: re.compile(r"\b(?:physio|physical therap)"), Clearer.MIDWIFE: re.compile(r"\bmidwife\b")}


def clearers(text: str) -> frozenset[Clearer]:
    """Who has cleared them; a plain "I am cleared to train" is taken for a doctor's word."""
    return frozenset(_clearers(text))


def _clearers(text: str) -> Iterator[Clearer]:
    for clause in clauses(text):
        hit = CLEARED.search(clause)
        if hit is None or NOT_YET.search(UNRESTRICTED.sub("", clause)):
            continue
        relative = RELATIVE.search(clause[: hit.start()])
        if relative is not None and not SELF.search(clause[relative.end() :]):
            continue
        yield next((who for who, pattern in ORIGINS.items() if pattern.search(clause)), Clearer.DOCTOR)
