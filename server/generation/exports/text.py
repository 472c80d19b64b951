"""Text of strangers on one line, without what no reader sees."""

import re

# Directions that are overridden reorder what stands behind them, also what is ours (CVE-2021-42574).
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Controls, line and paragraph ends, lone surrogates, and what no XML document may hold (XML 1.0, section 2.2).
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")


def plain(text: str) -> str:
    """The text on one line: white space is one blank, controls are gone."""
    if text.isprintable():  # nearly all are, and it is ten times as fast
        return " ".join(text.split())
    return " ".join(_UNSEEN.sub(" ", _DIRECTIONS.sub("", text)).split())


def shortened(text: str, most: int) -> str:
    """At most ``most`` characters, cut behind a word where there is one."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    head, _, _ = cut.rpartition(" ")
    return (head if len(head) * 2 >= most else cut).rstrip() + "…"
