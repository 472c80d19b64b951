"""Number words made numbers: "eighty two point five", "a hundred and ninety", "five and a half". Pure.

Words that do not make one number stay two, as they were said: "one ninety" is 1 and 90, for whoever knows of what.
"""

from collections.abc import Iterator, Sequence

from voice_client.dialogue.understanding.tokens import Kind, Token

_BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_SMALL = {word: value for value, word in enumerate(_BELOW_TWENTY.split(" "))}
ONES = {word: value for word, value in _SMALL.items() if 0 < value < 10}  # noqa: PLR2004 - of one digit
TEENS = {word: value for word, value in _SMALL.items() if value >= 10}  # noqa: PLR2004 - of two
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
GROUPS = {"dozen": 12, "couple": 2, "pair": 2}
"""They stand for a number, with or without "a" before and "of" behind them."""
SCALE = {"hundred": 100, "hundo": 100}
HALVED = frozenset({"year", "hour"})
FRACTION_WORDS = {"half": 0.5, "quarter": 0.25, "quarters": 0.25}
WRITTEN_FRACTIONS = {(1.0, 2.0): 0.5, (1.0, 4.0): 0.25, (3.0, 4.0): 0.75}


def with_numbers(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with number words and fractions made numbers."""
    return list(_with_fractions(list(_spelled(tokens))))


def _spelled(tokens: Sequence[Token]) -> Iterator[Token]:
    place = 0
    while place < len(tokens):
        value, after = _number_at(tokens, place)
        if value is None:
            yield tokens[place]
            place += 1
        else:
            yield _joined(tokens, place, after, value)
            place = after


def _number_at(tokens: Sequence[Token], place: int) -> tuple[float | None, int]:
    """The number that is spelled here, and where it ends."""
    if tokens[place].kind is Kind.NUMBER:
        return None, place
    group = place + 1 if _word(tokens, place) == "a" else place
    if (count := GROUPS.get(_word(tokens, group))) is not None:
        return float(count), group + (2 if _word(tokens, group + 1) == "of" else 1)
    whole, after = _below_a_thousand(tokens, place)
    if whole is None:
        return None, place
    return _with_decimals(tokens, whole, after)


def _below_a_thousand(tokens: Sequence[Token], place: int) -> tuple[int | None, int]:
    word = _word(tokens, place)
    if word in ONES or word == "a":
        if _word(tokens, place + 1) in SCALE:
            return _behind_hundreds(tokens, 100 * ONES.get(word, 1), place + 2)
    elif word in SCALE:
        return _behind_hundreds(tokens, 100, place + 1)
    return _below_a_hundred(tokens, place)


def _behind_hundreds(tokens: Sequence[Token], hundreds: int, place: int) -> tuple[int, int]:
    start = place + 1 if _word(tokens, place) == "and" else place
    rest, after = _below_a_hundred(tokens, start)
    return (hundreds, place) if rest is None else (hundreds + rest, after)


def _below_a_hundred(tokens: Sequence[Token], place: int) -> tuple[int | None, int]:
    word = _word(tokens, place)
    if word in TENS:
        behind = place + 1
        if behind < len(tokens) and tokens[behind].text == "-":
            behind += 1
        ones = ONES.get(_word(tokens, behind), 0)
        return (TENS[word] + ones, behind + 1) if ones else (TENS[word], place + 1)
    if word in TEENS:
        return TEENS[word], place + 1
    if word in ONES:
        return ONES[word], place + 1
    return None, place


def _with_decimals(tokens: Sequence[Token], whole: int, place: int) -> tuple[float, int]:
    if _word(tokens, place) != "point":
        return float(whole), place
    digits, after = "", place + 1
    while (more := _below_a_hundred(tokens, after))[0] is not None:
        digits, after = f"{digits}{more[0]}", more[1]
    return (float(f"{whole}.{digits}"), after) if digits else (float(whole), place)


def _with_fractions(tokens: Sequence[Token]) -> Iterator[Token]:
    place = 0
    while place < len(tokens):
        token = tokens[place]
        part, after = _fraction_at(tokens, place + 1 if token.kind is Kind.NUMBER else place, token)
        if part is None:
            yield token
            place += 1
        else:
            whole = token.value if token.kind is Kind.NUMBER and after > place + 1 else None
            yield _joined(tokens, place, after, (whole or 0.0) + part)
            place = after


def _fraction_at(tokens: Sequence[Token], place: int, before: Token) -> tuple[float | None, int]:
    """A fraction here: "and a half", "1/2"; alone only "half a", "half an"."""
    if before.kind is not Kind.NUMBER:
        if _word(tokens, place) != "half":
            return None, place
        follows = _word(tokens, place + 1)
        return (0.5, place + 2) if follows in {"a", "an"} else (0.5 if follows in HALVED else None, place + 1)
    start = place + 1 if _word(tokens, place) == "and" else place
    if _word(tokens, start) == "a":
        start += 1
    if start > place and _word(tokens, start) in FRACTION_WORDS:
        return FRACTION_WORDS[_word(tokens, start)], start + 1
    if place + 2 < len(tokens) and tokens[place + 1].text == "/":
        return WRITTEN_FRACTIONS.get((tokens[place].value or 0.0, tokens[place + 2].value or 0.0)), place + 3
    return None, place


def _word(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].text if 0 <= place < len(tokens) and tokens[place].kind is Kind.WORD else ""


def _joined(tokens: Sequence[Token], place: int, after: int, value: float) -> Token:
    first, last = tokens[place], tokens[after - 1]
    text = " ".join(token.text for token in tokens[place:after])
    return Token(
        Kind.NUMBER, text, first.start, last.end, value, is_spelled=first.is_spelled or first.kind is not Kind.NUMBER
    )
