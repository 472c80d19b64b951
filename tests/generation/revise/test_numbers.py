"""Numbers and times, written in one way."""

import pytest

from server.generation.revise.numbers import with_digits
from server.generation.revise.reading import read
from tests.generation.revise.told import told

SMALL = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty"}


def _in_words(number: int) -> str:
    if number < 20:
        return SMALL[number - 1]
    ten = TENS[number // 10 * 10]
    return f"{ten}-{SMALL[number % 10 - 1]}" if number % 10 else ten


@pytest.mark.parametrize("number", range(1, 53))
def test_weeks_are_counted_in_words_and_in_digits(number: int) -> None:
    """As many as a program may have; with a hyphen or without."""
    words = _in_words(number)
    for said in (str(number), words, words.replace("-", " ")):
        assert told(read(f"make it {said} weeks").edits) == f"Weeks {number}"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("half an hour", "30 minutes"),
        ("a half hour", "30 minutes"),
        ("an hour", "60 minutes"),
        ("one hour", "60 minutes"),
        ("1h", "60 minutes"),
        ("1h15", "75 minutes"),
        ("1.5 hours", "90 minutes"),
        ("one and a half hours", "90 minutes"),
        ("an hour and a half", "90 minutes"),
        ("two hours", "120 minutes"),
        ("an hour and 20 minutes", "80 minutes"),
        ("three quarters of an hour", "45 minutes"),
        ("forty-five min", "45 minutes"),
        ("a hundred and twenty minutes", "120 minutes"),
        ("an hour and three days", "60 minutes and 3 days"),
        ("a month", "4 weeks"),
        ("three months", "12 weeks"),
        ("six months", "26 weeks"),
        ("half a year", "26 weeks"),
        ("a year", "52 weeks"),
        ("a fortnight", "2 weeks"),
        ("twice a week", "2 times a week"),
        ("3x per week", "3 times a week"),
        ("a couple of days", "2 days"),
        ("that one", "that one"),
        ("no one else", "no one else"),
        ("one-arm row", "one-arm row"),
    ],
)
def test_times_are_minutes_or_weeks(said: str, written: str) -> None:
    """And what is no number stays a word."""
    assert with_digits(said) == written
