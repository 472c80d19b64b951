"""Program requests: what is accepted, what is answered to the rest, and which of them are the same wish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.request import (
    Equipment,
    GoalCategory,
    RequestRejected,
    parse_program_request,
    parse_revise_request,
)
from tests.support.bad_requests import BAD_REQUESTS, USER, BadRequest
from tests.support.samples import program_request


def test_the_table_of_bad_requests_is_as_long_as_promised() -> None:
    """At least forty wrong requests have an exact answer."""
    assert len({bad.name for bad in BAD_REQUESTS}) == len(BAD_REQUESTS) >= 40


@pytest.mark.parametrize("bad", BAD_REQUESTS, ids=lambda bad: bad.name)
def test_each_wrong_request_gets_its_exact_answer(bad: BadRequest) -> None:
    """Field, value, what is accepted and a sentence to say are given for each wrong field."""
    with pytest.raises(RequestRejected) as rejected:
        parse_program_request(bad.request)
    assert [error.model_dump(mode="json") for error in rejected.value.errors] == bad.errors


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("height_cm", [90, 260.0]),
        ("weight_kg", [25, 350]),
        ("duration_weeks", [1, 52]),
        ("days_per_week", [1, 7]),
        ("age", [13, 120, None]),
        ("session_minutes", [10, 180]),
        ("goal_raw", ["x" * 500, "strong\nand calm"]),
        ("locale", ["en", "pt-BR", "zh-Hant-TW"]),
        ("unavailable_days", [[], ["mon", "tue", "wed", "thu", "fri", "sat"]]),
    ],
)
def test_bounds_themselves_are_accepted(field: str, values: list[object]) -> None:
    """A value at its bound is a good value."""
    for value in values:
        parse_program_request(program_request(USER, **{field: value}))


def test_athletic_performance_is_power() -> None:
    """The name that the replaced server used for a goal still works."""
    request = parse_program_request(program_request(USER, goal_category="athletic_performance"))
    assert request.goal_category is GoalCategory.POWER


def test_no_equipment_is_body_weight() -> None:
    """An empty list of equipment means that there is only the body."""
    assert parse_program_request(program_request(USER, equipment=[])).equipment == (Equipment.BODYWEIGHT,)


def test_the_wording_is_no_part_of_the_wish() -> None:
    """Another goal_raw, other notes or how it is made make the same program; another number does not."""
    wish = parse_program_request(program_request(USER)).fingerprint()
    assert parse_program_request(program_request(USER, goal_raw="OK", notes="yes")).fingerprint() == wish
    assert parse_program_request(program_request(USER, user_id=USER.upper())).fingerprint() == wish
    assert parse_program_request(program_request(USER, fresh=True)).fingerprint() == wish
    assert parse_program_request(program_request(USER, weight_kg=88)).fingerprint() != wish


def test_defaults_said_or_not_are_the_same_wish() -> None:
    """Saying what is the default anyway changes nothing."""
    wish = parse_program_request(program_request(USER)).fingerprint()
    said = program_request(USER, session_minutes=60, equipment=["gym", "gym"], units="metric", sex="unspecified")
    assert parse_program_request(said).fingerprint() == wish


def test_a_change_needs_a_program_and_words() -> None:
    """A revise request without its fields says which are missing."""
    with pytest.raises(RequestRejected) as rejected:
        parse_revise_request({"change_request": " "})
    assert [(error.field, error.value) for error in rejected.value.errors] == [
        ("program_id", None),
        ("change_request", " "),
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*program_request()]) | st.text(max_size=10), json_values, max_size=12))
def test_no_object_at_all_leads_to_anything_but_an_answer(fields: dict[str, object]) -> None:
    """Whatever the fields are, the answer is a request or a rejection that can be sent as JSON."""
    try:
        parse_program_request(fields)
    except RequestRejected as rejected:
        for error in rejected.errors:
            error.model_dump_json().encode()
