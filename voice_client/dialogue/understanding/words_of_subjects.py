"""The words for who is spoken of, and for what they do already. Data."""

from collections.abc import Mapping
from types import MappingProxyType

from voice_client.dialogue.understanding.wordlists import words

OTHERS = words(
    """
    wife husband partner girlfriend boyfriend fiance fiancee brother sister friend friends buddy mate son sons daughter
    daughters mum mom mother dad father parents cousin uncle aunt grandma grandpa grandson kid kids child children baby
    twin twins roommate flatmate coworker colleague boss coach trainer neighbour neighbor guy girl
    """
)
OWNING = words("my the our his her their a another")
OTHERS_PRONOUNS = words("he she they he's she's they're he'd she'd they'd he'll she'll")
SELF_PRONOUNS = words("i i'm im i've ive i'd id i'll me myself mine we we're let's lets")
BEFORE_A_SUBJECT = words(
    """
    and but so because cause cos since while when if that though although whereas also plus then now um uh well like
    yeah yes no hi hello hey okay ok oh both
    """
)
"""What follows them is a subject, and no object."""
BEHIND_IS = words("only about around like always really so a an the over under just almost nearly not into")
"""Behind "dad's" they say that it is "dad is"."""

_I = "i|we already|also|usually|just|still|currently|always|mostly|often?"
_DO = "do|take|go|have|attend|teach _? _? _?"
HABITS: Mapping[None, str] = MappingProxyType(
    {
        None: f"""
            {_I} walk|run|jog|climb|play|swim|cycle|bike|ride|hike|row|ski|spar|dance|surf|commute|drive
            {_I} sit|sleep|travel|study|teach|garden|coach|work
            {_I} {_DO} yoga|pilates|zumba|spin|swimming|hiking|running|cycling|judo|bjj|class|classes|practice|shifts
            i'm|im? on the tools|road|job
            i'm|im? in the office
            i'm|im? at work|school|uni|college
            i'm|im? on my feet
            i'm|im already|also|currently|still? running|walking|cycling|swimming|playing|working|climbing
            """
    }
)
HABIT_ENDS = words("but so because i i'm im i'd want would need can could like out train lift")
"""A wish begins, or another subject; who works out trains."""
ADVERBS = words("just really also only already still usually probably currently actually always mostly often even")
PLANNING = words(
    """
    can can't cant could want would need have have've got get am was do don't dont go will won't should might may must
    train lift exercise workout make prefer think guess say said mean meant suppose like love plan intend wish i
    aim hope try look manage wanna gotta spare commit find feel know weigh stand measure live own use did had been
    """
)
"""Behind "I" they begin a wish, or tell of the person; other verbs tell of something else that is done."""
