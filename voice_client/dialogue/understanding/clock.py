"""Times of day: half past six is no age, no weight and no number of days. Pure."""

from voice_client.dialogue.understanding.sentence import Sentence

HALVES_OF_DAY = frozenset({"am", "pm", "o'clock", "oclock"})
BEFORE_A_TIME = frozenset({"at", "by", "until", "till", "around", "about", "after", "before", "from"})
DAILY = frozenset(
    {
        "wake",
        "up",
        "get",
        "rise",
        "school",
        "dinner",
        "bed",
        "work",
        "home",
        "lunch",
        "breakfast",
        "asleep",
        "sleep",
        "down",
    }
)
"""What people do at a time of day."""
HOURS, MINUTES = range(25), range(60)
REACH = 6


def claim_times(sentence: Sentence) -> None:
    """Nobody reads them as anything else."""
    for place, token in enumerate(sentence.tokens):
        if token.value not in HOURS:
            continue
        behind = place + 1
        if sentence.word(behind) == ":" and _number(sentence, behind + 1) in MINUTES:
            behind += 2
        is_time = behind > place + 1
        if sentence.word(behind) in HALVES_OF_DAY:
            is_time, behind = True, behind + 1
        if is_time or _is_daily(sentence, place):
            sentence.claim(place, behind)


def _number(sentence: Sentence, place: int) -> float | None:
    return sentence.tokens[place].value if place < len(sentence.tokens) else None


def _is_daily(sentence: Sentence, place: int) -> bool:
    """Up at 5, work 9 to 5: at the end of its clause, and no figure of something."""
    follows = sentence.tokens[place + 1] if place + 1 < len(sentence.tokens) else None
    is_end = follows is None or follows.ends_clause or follows.text in {"and", "so", "i", "then"}
    near = list(sentence.before(place, REACH))
    return is_end and near[:1] != [] and near[0] in BEFORE_A_TIME and bool(DAILY & set(near))
