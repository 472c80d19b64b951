"""Safety text: what everybody is told, when to stop, in words that all understand. Pure.

A program says that it is no medical advice, names the five signs to stop at, and is written for eight years of school
[J, Flesch-Kincaid].
"""

import re
from functools import lru_cache
from typing import Final

from schemas.program import Program
from server.generation.validation.marks import WHOLE_PROGRAM, Graded, Marks, graded
from server.generation.validation.sheet import Sheet

RULE = "safety_text"
NOTICES_WEIGHT: Final = 1.0
SIGNS_WEIGHT: Final = 1.5
GRADE_WEIGHT: Final = 1.5
MOST_GRADE: Final = 8.0

NO_ADVICE = re.compile(r"not (a )?(replacement for )?medical advice", re.IGNORECASE)
STOP_SIGNS: Final = (
    ("chest pain", re.compile("chest", re.IGNORECASE)),
    ("faintness", re.compile("faint|dizz", re.IGNORECASE)),
    ("unusual breathlessness", re.compile("breath", re.IGNORECASE)),
    ("sharp pain", re.compile("sharp", re.IGNORECASE)),
    ("dark urine", re.compile("urine", re.IGNORECASE)),
)
WORD = re.compile("[A-Za-z][A-Za-z'\u2019]*")
SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)")
VOWELS = re.compile("[aeiouy]+")
SILENT = re.compile("(?<![aeiouyl])e$|(?<![aeiouylcghsxz])es$|(?<![aeiouytd])ed$|(?<=[aeiouy])e$")


def grade_safety_text(sheet: Sheet) -> Graded:
    """Three clauses: the notice, the signs, the language."""
    program = sheet.program
    notices, signs, language = (Marks(RULE) for _ in range(3))
    if any(NO_ADVICE.search(notice) for notice in program.safety.notices):
        notices.earn()
    else:
        message = "No notice says that this is not medical advice."
        notices.lose(message, value=len(program.safety.notices), bound="a notice", at=WHOLE_PROGRAM)
    named = "\n".join(program.safety.stop_signs)
    for sign, words in STOP_SIGNS:
        if words.search(named):
            signs.earn()
        else:
            signs.lose(f"The signs to stop at lack {sign}.", value="none", bound=sign, at=WHOLE_PROGRAM)
    grade = reading_grade(spoken_text(program))
    if grade <= MOST_GRADE:
        language.earn()
    else:
        message = f"The safety text and the summary are written for {grade:.1f} years of school."
        language.lose(message, value=grade, bound=f"<= {MOST_GRADE:g} years", at=WHOLE_PROGRAM)
    return graded((NOTICES_WEIGHT, notices), (SIGNS_WEIGHT, signs), (GRADE_WEIGHT, language))


def spoken_text(program: Program) -> str:
    """What must be understood: notices, signs, the summary, and how to progress, a sentence each."""
    rules = (sentence for rule in program.progression_rules for sentence in (rule.rule, rule.on_failure))
    signs = f"Stop at {', '.join(program.safety.stop_signs)}."
    return " ".join((*program.safety.notices, signs, program.spoken_summary, *rules))


@lru_cache(maxsize=256)
def reading_grade(text: str) -> float:
    """Years of school that a text needs: 0.39 words a sentence + 11.8 syllables a word - 15.59 [Flesch-Kincaid]."""
    words = WORD.findall(text)
    if not words:
        return 0.0
    sentences = sum(WORD.search(part) is not None for part in SENTENCE_END.split(text))
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    """About: groups of vowels, without an e that is not spoken."""
    return max(1, len(VOWELS.findall(SILENT.sub("", word.lower()))))
