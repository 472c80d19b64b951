"""Mistyped words put right, where one that matters is near and the other is none. Pure."""

import re

from rapidfuzz.distance import OSA

from voice_client.dialogue.understanding.wordlists import words

LEAST_LETTERS, LONG = 5, 8
"""Shorter words are too near to each other; of long ones two letters may be wrong."""

MATTERING = sorted(
    words(
        """
    height weight weigh pounds kilos kilograms inches centimeters weeks months years minutes hours beginner
    intermediate advanced experienced experience muscle muscles stronger strength bigger endurance marathon running
    flexible healthy healthier fitness training program dumbbells kettlebell barbell bodyweight equipment machines
    injury injuries shoulder monday tuesday wednesday thursday friday saturday sunday seven eight twelve fifteen
    twenty thirty forty fifty sixty seventy eighty ninety hundred cancel ready thanks female lifting lifted workout
    """
    )
)
WORDS_OF_THEIR_OWN = words(
    """
    rounds sounds bounds wounds hounds founds pound seeks peeks weeds meeks mouths moths month year yours tears ears
    hour ours fears gears minute inches pinches eight height weight freight weights heights sight fight light night
    right might tight straight eights weighs weighed weighing muscles trains trained rained raining draining
    straining gaining programs programme programmes lighting lifting sifting gifting drifting shifting lifter
    lifters strong longer stranger stringer strange string bigger digger trigger mature stronger healthily health
    wealthy wealth stealth male mails emails females thank tanks blanks ready heady reads already really seventh
    seventeen sevens eighth eighteen twelfth fifteenth sixteen sixteenth thirteen thirteenth fourteen eleven
    twentieth thirty thirsty dirty party forty forth fourth fifth filthy nifty sixth hundreds machine injured injure
    shoulders boulder bolder soldier solider working workouts worker hearts heart training cancels canceled
    cancelled seven even event events maven haven given never fever lever clever sever beginners begins beginning
    experiences experiencing experiment equipped advances advance readily runs runner running cunning gunning inning
    turning burning tuning ruining ruling earning learning morning dumbbell kettlebells barbells minutes fifties
    sixties twenties thirties forties seventies eighties nineties muscled bustle hustle mussel kilogram kilometers
    kilometer kilometres kilometre centimeter centimetre centimetres kilo silos pilots pounded flexibly flexibility
    weak week weeks weekly weekend weekends weekday weekdays tallies fairly rather
    """
)
"""Near to a word that matters, and meant as they are."""
KNOWN = frozenset(MATTERING) | WORDS_OF_THEIR_OWN
WORD = re.compile(rf"[^\W\d_]{{{LEAST_LETTERS},}}")


def spelled_right(text: str) -> str:
    """The text, with words that are hardly anything but a mistyped one put right."""
    return WORD.sub(lambda hit: _meant(hit.group()), text)


def _meant(word: str) -> str:
    if word in KNOWN:
        return word
    most = 2 if len(word) >= LONG else 1
    near = {known: OSA.distance(word, known, score_cutoff=most) for known in MATTERING if known[0] == word[0]}
    best = min(near, key=lambda known: near[known], default=word)
    return best if near.get(best, most + 1) <= most else word
