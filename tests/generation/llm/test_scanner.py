"""Objects found while they are being written: each once, exactly as a parser finds them when all is there."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.generation.llm.scanner import ElementScanner

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["{", "}", '"}', "\\", '\\"', "blocks"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.just("blocks"), inner, max_size=4),
    max_leaves=20,
)
DOCUMENTS = st.dictionaries(
    st.text() | st.sampled_from(["blocks", "name", 'blo"cks', "{", "]"]), VALUES | st.lists(VALUES), max_size=5
)
LAYOUTS: list[dict[str, Any]] = [
    {},
    {"ensure_ascii": False},
    {"indent": 2},
    {"separators": (",", ":"), "ensure_ascii": False},
]


def found(pieces: list[str]) -> list[str]:
    scanner = ElementScanner("blocks")
    return [text for piece in pieces for text in scanner.feed(piece)]


def cut(text: str, borders: list[int]) -> list[str]:
    edges = sorted({0, len(text), *(border % (len(text) + 1) for border in borders)})
    return [text[start:end] for start, end in itertools.pairwise(edges)]


def elements(document: dict[str, Any]) -> list[Any]:
    blocks = document.get("blocks")
    return [each for each in blocks if isinstance(each, dict)] if isinstance(blocks, list) else []


@given(DOCUMENTS, st.sampled_from(LAYOUTS), st.lists(st.integers(min_value=0), max_size=30))
def test_it_finds_what_a_parser_finds(document: dict[str, Any], layout: dict[str, Any], borders: list[int]) -> None:
    """In any JSON, laid out and cut in any way, the elements that are objects come out once each and in order."""
    text = json.dumps(document, **layout)
    assert [json.loads(each) for each in found(cut(text, borders))] == elements(document)


@given(DOCUMENTS, st.sampled_from(LAYOUTS))
def test_borders_between_all_characters_change_nothing(document: dict[str, Any], layout: dict[str, Any]) -> None:
    """Character by character, so through every escape, the same is found as in one piece."""
    text = json.dumps(document, **layout)
    assert found(list(text)) == found([text])


@given(DOCUMENTS, st.sampled_from(LAYOUTS), st.lists(st.integers(min_value=0), max_size=30))
def test_nothing_is_handed_out_before_it_is_closed(
    document: dict[str, Any], layout: dict[str, Any], borders: list[int]
) -> None:
    """What a prefix gives is a prefix of what the whole gives, so nothing is taken back, whenever the text ends."""
    text = json.dumps(document, **layout)
    whole = found([text])
    for prefix in (text[: border % (len(text) + 1)] for border in borders):
        so_far = found([prefix])
        assert so_far == whole[: len(so_far)]


@given(st.text(alphabet='{}[]",:\\ublocks0 '), st.lists(st.integers(min_value=0), max_size=30))
def test_what_is_no_json_harms_nobody(text: str, borders: list[int]) -> None:
    """Garbage raises nothing, and gives the same however it is cut."""
    assert found(cut(text, borders)) == found([text])


def test_an_element_is_told_with_the_piece_that_closes_it() -> None:
    """Not one character later."""
    scanner = ElementScanner("blocks")
    assert scanner.feed('{"name": "a}b", "blocks": [{"a": {"b": [1, {}]}') == []
    assert scanner.feed("}") == ['{"a": {"b": [1, {}]}}']
    assert scanner.feed(', 7, "{}", [{}], {"c": 2}, {"d"') == ['{"c": 2}']
    assert scanner.feed(": 3}]") == ['{"d": 3}']


def test_an_escape_may_be_cut_in_two() -> None:
    """Behind its backslash, with a bracket before it that had the piece read so far."""
    assert found(['{"blocks": [{"a": "}\\', '"{"}, {"b": 1}]}']) == ['{"a": "}\\"{"}', '{"b": 1}']


def test_only_the_array_of_the_root_counts() -> None:
    """Others of the same name, deeper, and other arrays beside it are left alone."""
    text = '{"of": "blocks", "other": [{"a": 1}], "in": {"blocks": [{"b": 2}]}, "blocks": [{"c": 3}], "last": [{}]}'
    assert found([text]) == ['{"c": 3}']


@pytest.mark.parametrize("name", ["blocks", "bl\\u006fcks", "\\u0062locks"])
def test_a_name_may_be_spelled_with_escapes(name: str) -> None:
    """As JSON lets everybody do."""
    assert found(list('{"' + name + '": [{"a": 1}]}')) == ['{"a": 1}']


@pytest.mark.parametrize("name", ["Blocks", "block", "blocks\\n", "blo\\ck"])
def test_a_name_that_only_resembles_it_is_another(name: str) -> None:
    """Nor is one that no parser would read."""
    assert found(['{"' + name + '": [{"a": 1}]}']) == []


def test_words_around_the_object_are_passed_over() -> None:
    """A model that introduces its answer, or fences it, is understood; what follows the answer is not looked at."""
    scanner = ElementScanner("blocks")
    text = 'Here } is ["it"]:\n```json\n{"blocks": [{"a": 1}]}\n```\n{"blocks": [{"b": 2}]}'
    assert scanner.feed(text) == ['{"a": 1}']
    assert scanner.is_complete
    assert scanner.feed('{"blocks": [{"c": 3}]}') == []


def test_a_character_cut_into_halves_is_joined() -> None:
    """Two deltas may each carry one half of a pair, as code points that no encoder would write."""
    assert found(['{"blocks": [{"a": "\ud83d', '\udca5"}]}']) == ['{"blocks": [{"a": "💥"}'[12:]]
