"""The score: what the rules are worth together, and that a good program earns all of it."""

from hypothesis import given

from schemas.request import ProgramRequest
from server.generation.person import understand
from server.generation.validation.marks import Marks, Place, graded
from server.generation.validation.score import RULES
from server.generation.validation.validator import validate
from tests.generation.valid_requests import made, many_requests, valid_requests
from tests.generation.validation.handwritten import broken, person_of
from tests.generation.validation.scored import all_items, good, lost, reports


def test_eleven_rules_are_worth_a_hundred_points() -> None:
    """The points are those of the program rules."""
    assert {rule.id: rule.max_points for rule in RULES} == {
        "completeness": 10,
        "volume": 15,
        "intensity": 12,
        "rest": 6,
        "frequency": 10,
        "balance": 10,
        "order": 8,
        "progression": 12,
        "deload": 5,
        "duration": 8,
        "safety_text": 4,
    }
    assert sum(rule.max_points for rule in RULES) == 100


def test_a_good_program_earns_all_points() -> None:
    """The program that the other tests change breaks no gate and loses no point."""
    assert lost(good()) == {}
    assert broken(good()) == {}
    assert validate(good(), person_of(good())).score == 100


def test_an_empty_program_earns_nothing() -> None:
    """Without any session no rule is broken, and none is kept."""
    empty = good().model_copy(update={"weeks": ()})
    assert sum(lost(empty).values()) == 100


@many_requests
@given(valid_requests)
def test_every_lost_point_is_explained(request: ProgramRequest) -> None:
    """Whatever is asked for: points are between none and all, and a rule has findings exactly when it costs any."""
    for report in validate(made(request), understand(request)).rules:
        assert 0 <= report.points <= report.max_points
        assert (report.points == report.max_points) == (report.findings is None)
        for finding in report.findings or ():
            assert finding.rule == report.id
            assert finding.message.endswith(".")
            assert finding.value is not None
            assert finding.bound


def test_clauses_that_ask_for_nothing_leave_their_points_to_the_others() -> None:
    """Of an empty clause and one that earns half, half of the points are earned, whatever their weights."""
    empty, half = Marks("rest"), Marks("rest")
    half.earn()
    half.lose("Too short.", value=1, bound=">= 2", at=Place(week=1))
    assert graded((9, empty), (1, half)).share == 0.5
    assert graded((1, empty)).share == 1


def test_findings_of_all_clauses_come_early() -> None:
    """A clause with many findings does not hide another behind them."""
    many, few = Marks("order"), Marks("order")
    for _ in range(20):
        many.lose("Many.", value=0, bound="1", at=Place())
    few.lose("Few.", value=0, bound="1", at=Place())
    assert [finding.message for finding in graded((1, many), (1, few)).findings[:3]] == ["Many.", "Few.", "Many."]
    assert len(many.findings) == 10


def test_a_report_has_ten_findings_at_most() -> None:
    """Enough to mend by, few enough to read."""
    bare = all_items(good(), lambda *_: {"cue": "", "substitutes": ()})
    findings = reports(bare)["completeness"].findings
    assert findings is not None
    assert len(findings) == 10
