"""Arguments as models give them: spelling is mended, units are converted, and what is wrong is asked for in words."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import FieldCode, FieldError
from schemas.model import JsonObject
from schemas.request import RequestRejected, Units
from tests.support.samples import new_user
from tests.support.toolboxes import arguments
from voice_client.tools import TOOLS
from voice_client.tools.answers import needs_details
from voice_client.tools.arguments import GenerateWish, JobWish, ListWish, ReviseWish, Wish, wish_of
from voice_client.tools.declarations import CANCEL, GENERATE, LIST, REVISE, STATUS, Declaration

USER = new_user()


def wish(**changes: object) -> GenerateWish:
    found = wish_of(GENERATE, arguments(**changes), USER)
    assert isinstance(found, GenerateWish)
    return found


def errors_of(raw: object, declaration: Declaration = GENERATE) -> tuple[FieldError, ...]:
    with pytest.raises(RequestRejected) as rejected:
        wish_of(declaration, raw, USER)  # type: ignore[arg-type]  # what a model sends may be anything
    return rejected.value.errors


def test_arguments_are_text_or_an_object() -> None:
    """Both give the same wish, for the user of the conversation."""
    said = arguments(replace=True)
    found = wish_of(GENERATE, json.dumps(said), USER)
    assert found == wish_of(GENERATE, said, USER)
    assert isinstance(found, GenerateWish)
    assert (found.request.user_id, found.replace) == (USER, True)


@pytest.mark.parametrize(
    "spelled",
    [
        {"duration_weeks": "4", "days_per_week": 3.0, "height_cm": "180", "weight_kg": " 80.0 "},
        {"fitness_level": "Beginner", "goal_category": "HYPERTROPHY", "sex": "Unspecified "},
        {"age": None, "sport": "", "notes": " ", "replace": "false"},
        {"goal_category": "hypertrophy", "equipment": "gym"},
        {"goal_raw": "I want to look big"},
    ],
)
def test_other_spellings_are_the_same_details(spelled: JsonObject) -> None:
    """A number in words of text, a capital letter, an empty value, one thing where a list is meant."""
    said = wish_of(GENERATE, {**arguments(), **spelled}, USER)
    assert isinstance(said, GenerateWish)
    assert said.request.fingerprint() == wish().request.fingerprint()


def test_lists_may_be_text_with_commas() -> None:
    """Words of an enumeration are found in them."""
    assert [each.value for each in wish(equipment="Dumbbell, pull-up bar").request.equipment] == [
        "dumbbell",
        "pull_up_bar",
    ]


@pytest.mark.parametrize(
    ("said", "height_cm", "weight_kg"),
    [
        ({"height_ft": 5, "height_in": 11, "weight_lb": 180}, 180.3, 81.6),
        ({"height_ft": "6", "weight_lb": "200"}, 182.9, 90.7),
        ({"height_in": 71, "weight_lb": 150.5}, 180.3, 68.3),
    ],
)
def test_imperial_measures_are_converted_here(said: JsonObject, height_cm: float, weight_kg: float) -> None:
    """And the program speaks of pounds, unless something else is said."""
    request = wish(height_cm=None, weight_kg=None, **said).request
    assert (request.height_cm, request.weight_kg, request.units) == (height_cm, weight_kg, Units.IMPERIAL)
    assert wish(height_cm=None, weight_kg=None, units="metric", **said).request.units is Units.METRIC


@pytest.mark.parametrize(
    ("said", "parameter", "say"),
    [
        ({"height_cm": None}, "height_cm", "How tall are you, in centimetres, or in feet and inches?"),
        ({"height_ft": 5}, "height_cm", "How tall are you, in centimetres, or in feet and inches?"),
        ({"height_cm": None, "height_ft": 5.11}, "height_ft", "How tall are you, in feet and inches?"),
        ({"height_cm": None, "height_ft": 5, "height_in": 12}, "height_ft", "How tall are you, in feet and inches?"),
        ({"height_cm": None, "height_ft": 1}, "height_ft", "How tall are you, in feet and inches?"),
        ({"height_cm": None, "height_in": "tall"}, "height_in", "How tall are you, in feet and inches?"),
        ({"height_cm": 1.8}, "height_cm", "Is that your height in metres? Please tell me in centimetres."),
        ({"weight_kg": None}, "weight_kg", "How much do you weigh, in kilograms or in pounds?"),
        ({"weight_kg": None, "weight_lb": 5000}, "weight_lb", "How much do you weigh, in pounds?"),
        ({"weight_kg": None, "weight_lb": 10**400}, "weight_lb", "How much do you weigh, in pounds?"),
        ({"weight_kg": None, "weight_lb": True}, "weight_lb", "How much do you weigh, in pounds?"),
        ({"weight_lb": 180}, "weight_kg", "How much do you weigh, in kilograms or in pounds?"),
    ],
)
def test_a_measure_is_asked_for_in_the_unit_in_which_it_was_said(said: JsonObject, parameter: str, say: str) -> None:
    """In exactly one of both; units are never guessed."""
    (error,) = errors_of(arguments(**said))
    assert (error.field, error.say) == (parameter, say)


def test_several_wrong_arguments_are_all_told_the_first_to_ask_first() -> None:
    """In the order of the request; what the model made up comes last, for it is no question."""
    errors = errors_of({**arguments(weight_kg=None, days_per_week=9), "user_id": USER, "colour": "red"})
    assert [(error.field, error.code) for error in errors] == [
        ("weight_kg", FieldCode.MISSING),
        ("days_per_week", FieldCode.NOT_ACCEPTED),
        ("colour", FieldCode.UNKNOWN),
        ("user_id", FieldCode.UNKNOWN),
    ]


@pytest.mark.parametrize("broken", ["{", "[]", "null", '"text"', "[" * 100_000, ["height_cm"], 7, {7: "height_cm"}])
def test_what_is_no_object_is_answered(broken: object) -> None:
    """With a sentence to say."""
    (error,) = errors_of(broken)
    assert (error.field, error.say) == ("arguments", "I did not get that. Could you say it again?")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["4", "5.5", "gym"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("declaration", TOOLS, ids=lambda tool: tool.name)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_a_model_sends_is_a_wish_or_is_answered(declaration: Declaration, data: st.DataObject) -> None:
    """Each wrong argument with a sentence to say, and nothing that breaks a conversation."""
    names = st.sampled_from([*declaration.parameters["properties"], "user_id", "else"])
    raw = data.draw(st.dictionaries(names, JSON, max_size=4))
    whole = {**arguments(), **raw} if declaration is GENERATE else raw
    rejected: tuple[FieldError, ...] = ()
    try:
        wish_of(declaration, whole, USER)
    except RequestRejected as rejection:
        rejected = rejection.errors
    assert all(error.say.endswith(("?", ".")) for error in rejected)
    assert not rejected or json.dumps(needs_details(rejected))


@pytest.mark.parametrize(
    ("declaration", "raw", "expected"),
    [
        (STATUS, "", JobWish(None)),
        (STATUS, {"job_id": "abc"}, JobWish("abc")),
        (CANCEL, None, JobWish(None)),
        (LIST, "{}", ListWish()),
        (REVISE, {"change": " three days now "}, ReviseWish("three days now", None, replace=False)),
        (REVISE, {"change": "x", "program_id": "p", "replace": True}, ReviseWish("x", "p", replace=True)),
    ],
)
def test_the_small_tools_take_little(declaration: Declaration, raw: object, expected: Wish) -> None:
    """Nothing at all is enough where nothing is needed."""
    assert wish_of(declaration, raw, USER) == expected  # type: ignore[arg-type]  # text, an object or nothing


@pytest.mark.parametrize(
    ("declaration", "raw", "told"),
    [
        (REVISE, {}, [("change", FieldCode.MISSING)]),
        (
            REVISE,
            {"change": "x" * 501, "replace": "oh"},
            [("change", "not_accepted"), ("replace", "not_accepted")],
        ),
        (STATUS, {"job_id": 7, "id": 7}, [("job_id", FieldCode.NOT_ACCEPTED), ("id", FieldCode.UNKNOWN)]),
        (LIST, {"limit": 5}, [("limit", FieldCode.UNKNOWN)]),
    ],
)
def test_the_small_tools_answer_what_is_wrong(declaration: Declaration, raw: object, told: list[object]) -> None:
    """Each wrong parameter by name."""
    assert [(error.field, error.code) for error in errors_of(raw, declaration)] == told
