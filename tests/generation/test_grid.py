"""The grid: which wishes it has, what it takes from a sample, and when it is good enough."""

import json
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from tests.generation.grid import Cell, Measured, cells, faults, main, measure, report, spread


def measured(score: float, days: int = 3, **failed: str) -> Measured:
    """What was said of a cell; ``failed`` are gates."""
    cell = Cell("strength", "beginner", days, 60, "gym", 8)
    return Measured(cell, score, {"rest": 1.5}, failed, {"rest": "Too short."})


def test_the_grid_has_every_wish_once() -> None:
    """Eight goals, three levels, seven numbers of days, six lengths, four kinds of equipment, six of program."""
    assert len({*cells()}) == len(cells()) == 24_192
    assert len(cells(["power"], ["advanced"])) == 24_192 // 24


def test_a_sample_is_the_same_each_time_and_from_everywhere() -> None:
    """A hundredth of the grid has each value of each side, none of them rarely."""
    sample = spread(cells(), 240)
    assert sample == spread(cells(), 240)
    assert len({*sample}) == 240
    for side, values in (("goal", 8), ("level", 3), ("days", 7), ("minutes", 6), ("equipment", 4), ("weeks", 6)):
        seen = Counter(getattr(cell, side) for cell in sample)
        assert len(seen) == values
        assert min(seen.values()) > 240 / values / 2
    assert spread([1, 2], 5) == [1, 2]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([measured(80), measured(92), measured(93)], []),
        ([measured(79.9), measured(92), measured(93)], ["1 programs score below 80"]),
        ([measured(80), measured(91.9), measured(93)], ["the median is 91.9, below 92"]),
        ([measured(99, G4="Too heavy.")], ["1 programs break a gate"]),
        (
            [measured(0, G4="Too heavy.")],
            ["1 programs break a gate", "1 programs score below 80", "the median is 0, below 92"],
        ),
    ],
)
def test_when_the_grid_is_good_enough(found: list[Measured], expected: list[str]) -> None:
    """No gate is broken, nothing is below 80, and the median is at least 92."""
    assert faults(found) == expected


def test_the_report_names_what_is_worst() -> None:
    """Goals and levels with their least and median scores, lost points, broken gates, and the cells of both."""
    text = "\n".join(report([measured(95, days=4), measured(82), measured(81, G7="Too long.")]))
    for words in (
        "strength             beginner            3   81.0    82.0",
        "rest           costs   1.50 points",
        "gate G7 fails in 1",
    ):
        assert words in text
    assert "Too long." in text
    assert text.index(" 81.0  strength beginner 3d x 60min gym 8w") < text.index(" 95.0  strength beginner")
    assert " 82.0  strength beginner" not in text


def test_a_cell_is_made_and_checked() -> None:
    """What is measured is the program that a request for the cell is answered with."""
    found = measure(Cell("general_fitness", "beginner", 3, 60, "gym", 8))
    assert found.score > 90
    assert found.lost.keys() == found.findings.keys()


def test_the_command_writes_what_it_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each cell with its score stands in the file, and the exit status says whether they are good enough."""
    file = tmp_path / "grid.json"
    status = main(
        ["--sample", "6", "--goal", "general_fitness", "--level", "beginner", "--processes", "1", "--json", str(file)]
    )
    found = json.loads(file.read_text(encoding="utf-8"))
    assert [each["cell"]["goal"] for each in found] == ["general_fitness"] * 6
    scores = [each["score"] for each in found]
    is_good = min(scores) >= 80 and median(scores) >= 92 and not any(each["failed"] for each in found)
    assert status == (0 if is_good else 1)
    assert "6 of 6" in capsys.readouterr().err
