"""What shall stay as it is. Pure."""

from server.generation.revise.edits import Stays
from server.generation.revise.ways import ask

_WHAT = (
    r"(?:exercises?|days?|weeks|rest(?: of it)?|everything(?: else)?|anything(?: else)?|all else|order|minutes|"
    r"schedule|length|others?|"
    r"weights|sets|reps|goal|level|equipment|workouts?|sessions?|program|plan)"
)
_SAME = r"(?: (?:the|same|unchanged|as|it|they|is|are|exactly|like|this|that|was|were))*"

ASKS = (
    ask(
        Stays(),
        rf"""
        (?:keep|leave) (?:(?:the|my|all|every|other|same) )*{_WHAT}{_SAME}
        (?:not|without) (?:change|changing|touch|touching) (?:(?:the|my|all|any|other|of) )*{_WHAT}
        (?:(?:the|all|everything) )?(?:rest|else|others?|everything(?: else)?) (?:(?:can|should|may|shall|must)
            )?(?:stays?|remains?|is|be){_SAME}
        otherwise{_SAME}
        """,
    ),
)
"""In the order in which they are looked for."""
