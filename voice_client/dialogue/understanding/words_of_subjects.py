"""The words for who is spoken of. Data."""

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
