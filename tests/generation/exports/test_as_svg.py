"""The picture: well-formed, inert, inside its frame, and told in words too."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from schemas.program import Program
from server.generation.exports.as_svg import WIDTH, _apart, as_svg
from server.generation.exports.text import plain
from tests.generation.exports.sources import TAME, many_texts, program_for, saying, source_of, texts
from tests.generation.exports.written import written_out

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "style", "defs", "pattern", "g", "rect", "path", "circle", "text"}
ATTRIBUTES = {
    "width", "height", "viewBox", "role", "aria-labelledby", "lang", "id", "class", "x", "y", "d", "cx", "cy", "r",
    "text-anchor", "patternUnits", "patternTransform",
}  # fmt: skip


def _drawn(program: Program) -> ET.Element:
    return ET.fromstring(as_svg(source_of(program)))  # noqa: S314 - it is our own


def _words(picture: ET.Element, kind: str) -> list[str]:
    return [each.text or "" for each in picture.iter(f"{SVG}text") if each.get("class") == kind]


def _shape(picture: ET.Element) -> list[str]:
    return [element.tag for element in picture.iter()]


@many_texts
@given(texts)
def test_text_of_a_document_is_only_text(text: str) -> None:
    """Nothing that runs, loads or links; the same elements as with harmless words."""
    picture = _drawn(saying(text))
    assert _shape(picture) == _shape(_drawn(saying(TAME)))
    for element in picture.iter():
        assert element.tag.removeprefix(SVG) in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES
    title = picture.find(f"{SVG}title")
    assert title is not None
    assert (title.text or "").startswith(plain(text))


@pytest.mark.parametrize(
    "changes",
    [
        {"duration_weeks": 1, "days_per_week": 1},
        {"duration_weeks": 12},
        {"duration_weeks": 52, "days_per_week": 7, "fitness_level": "advanced"},
        {"goal_category": "cardio_endurance", "duration_weeks": 24},
        {"goal_category": "mobility", "equipment": ("bodyweight",)},
    ],
)
def test_everything_is_inside_the_frame(changes: dict[str, object]) -> None:
    """For one week as for a year."""
    picture = _drawn(program_for(**changes))
    height = float(picture.get("height", 0))
    for rect in picture.iter(f"{SVG}rect"):
        x, y, wide, high = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert wide > 0
        assert high > 0
        assert x + wide <= WIDTH
        assert y + high <= height
    for text in picture.iter(f"{SVG}text"):
        assert 0 < float(text.get("y", 0)) < height
        assert 0 <= float(text.get("x", 0)) < WIDTH


def test_there_is_a_bar_a_week_for_each_muscle() -> None:
    """With its number, and the range at the end of the row; those of lighter weeks look different."""
    program = program_for(duration_weeks=12)
    picture = _drawn(program)
    lighter = sum(week.is_deload for week in program.weeks)
    bars = [rect.get("class") for rect in picture.iter(f"{SVG}rect")]
    assert bars.count("bar-lighter") * 12 == (bars.count("bar") + bars.count("bar-lighter")) * lighter
    assert len(_words(picture, "tiny")) >= bars.count("bar") + bars.count("bar-lighter")
    assert "Chest" in _words(picture, "label")


def test_lighter_weeks_are_hatched_through_all_panels() -> None:
    """And the legend says what that means."""
    picture = _drawn(written_out())
    hatched = [rect for rect in picture.iter(f"{SVG}rect") if rect.get("class") == "lighter"]
    assert len(hatched) == len(_words(picture, "heading")) + 1
    assert "Hatched: a lighter week, to recover" in _words(picture, "dim")
    assert not [
        rect for rect in _drawn(program_for(duration_weeks=1)).iter(f"{SVG}rect") if rect.get("class") == "lighter"
    ]


def test_a_program_without_sets_has_minutes() -> None:
    """Endurance or mobility alone: no row of a muscle, no empty panel."""
    document = written_out().model_dump(mode="json")
    for week in document["weeks"]:
        week["sessions"] = week["sessions"][1:]
    picture = _drawn(Program.model_validate(document))
    assert _words(picture, "heading") == ["Minutes", "Effort, out of 10"]
    assert _words(picture, "tiny")[:2] == ["53.5", "54.5"]


def test_two_lines_are_told_apart_without_colour() -> None:
    """By their marks and dashes, and by names that do not stand on each other."""
    written = as_svg(source_of(written_out()))
    assert ".line1{stroke-width:2;stroke-dasharray:" in written
    picture = _drawn(written_out())
    places = [float(each.get("y", 0)) for each in picture.iter(f"{SVG}text") if each.text in {"Sets", "Endurance"}]
    assert all(abs(one - other) >= 15 for one, other in pairwise(places))


def test_names_at_the_ends_of_lines_stand_apart() -> None:
    """Where the lines end at nearly the same height, the upper one's name is the upper one; else at the height."""
    assert _apart([50, 52]) == [43.5, 58.5]
    assert _apart([52, 50]) == [58.5, 43.5]
    assert _apart([20, 60]) == [20, 60]
    assert _apart([20]) == [20]


def test_who_hears_it_is_told_the_numbers() -> None:
    """In a description that the picture is labelled by."""
    picture = _drawn(written_out())
    told = picture.find(f"{SVG}desc")
    assert told is not None
    assert (picture.get("role"), picture.get("aria-labelledby")) == ("img", "title desc")
    for said in (
        "2 weeks.",
        "Lighter weeks: 2.",
        "Chest: 1 to 3 sets a week.",
        "Endurance: 53.5 to 54.5 minutes a week.",
    ):
        assert said in (told.text or "")


def test_it_is_for_dark_screens_and_for_paper() -> None:
    """Colours are variables, after plain ones for viewers without; paper comes last, so that it wins."""
    written = as_svg(source_of(written_out()))
    dark, paper = written.index("prefers-color-scheme:dark"), written.index("@media print")
    assert dark < paper
    for declared, literal in re.findall(r"(?:fill|stroke):(var\([^)]*\)|[^;}]*);(?=(?:fill|stroke):(var))", written):
        assert (declared.startswith("#"), literal) == (True, "var")
    assert re.search(r"\.paper\{fill:#ffffff;fill:var\(--paper\)\}", written)


def test_blocks_without_room_for_their_names_have_numbers() -> None:
    """Their names stand in titles."""
    program = program_for(duration_weeks=52, days_per_week=3)
    blocks = [block.model_copy(update={"name": "A name that is too long"}) for block in program.blocks]
    picture = _drawn(program.model_copy(update={"blocks": tuple(blocks)}))
    titles = [each.text or "" for each in picture.iter(f"{SVG}title")]
    assert sum(title.startswith("A name that is too long: ") for title in titles) == len(blocks)
