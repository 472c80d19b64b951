"""What is asked about a request whose fields are each acceptable, and what is taken as it is."""

import pytest

from schemas.request import parse_program_request
from server.generation.anatomy import Joint
from server.generation.person import understand
from server.generation.safety.injuries import joints_in, sore_joints
from server.generation.safety.questions import questions_about
from tests.generation.valid_requests import INJURIES, USER, made
from tests.support.bad_requests import QUESTIONS, BadRequest
from tests.support.samples import program_request

MOST_SAID_WORDS = 25


def asked_of(**changes: object) -> list[str]:
    return [error.field for error in questions_about(parse_program_request(program_request(USER, **changes)))]


@pytest.mark.parametrize("bad", QUESTIONS, ids=lambda bad: bad.name)
def test_each_question_is_asked_in_its_exact_words(bad: BadRequest) -> None:
    """Field, value, what is accepted, and one short sentence to say."""
    errors = questions_about(parse_program_request(bad.request))
    assert [error.model_dump(mode="json") for error in errors] == bad.errors
    assert all(len(error.say.split()) <= MOST_SAID_WORDS for error in errors)


@pytest.mark.parametrize(
    ("changes", "confirmed"),
    [
        ({"weight_kg": 210}, "weight_kg"),
        ({"height_cm": 165, "weight_kg": 150}, "weight_kg"),
        ({"height_cm": 100, "weight_kg": 70}, "height_cm"),
        ({"injuries": ["my aura"]}, "injuries"),
    ],
)
def test_what_is_confirmed_is_taken_as_it_is(changes: dict[str, object], confirmed: str) -> None:
    """Once the field is named, nothing is asked, and there is a program; another field's name does not help."""
    assert asked_of(**changes) == [confirmed]
    assert asked_of(**changes, confirmed=[confirmed]) == []
    others = {"height_cm", "weight_kg", "injuries"} - {confirmed}
    assert asked_of(**changes, confirmed=sorted(others)) == [confirmed]
    program = made(parse_program_request(program_request(USER, duration_weeks=1, **changes, confirmed=[confirmed])))
    assert program.request["confirmed"] == [confirmed]


def test_to_confirm_is_no_other_wish() -> None:
    """The same request with a field confirmed has the same fingerprint and the same seed."""
    plain = parse_program_request(program_request(USER))
    confirmed = parse_program_request(program_request(USER, confirmed=["weight_kg"]))
    assert confirmed.fingerprint() == plain.fingerprint()
    assert understand(confirmed).seed == understand(plain).seed


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"weight_kg": 160, "height_cm": 200.5},
        {"height_cm": 180, "weight_kg": 52},
        {"height_cm": 180, "weight_kg": 60, "goal_category": "fat_loss"},
        {"height_cm": 180, "weight_kg": 55, "goal_category": "strength"},
        {"injuries": list(INJURIES)[:10]},
        {"injuries": ["diabetes", "osteoporosis"]},
        {"injuries": ["none"]},
    ],
)
def test_what_is_plain_is_not_asked_about(changes: dict[str, object]) -> None:
    """Heavy and light people, joints by any name, and what the screening knows."""
    assert asked_of(**changes) == []


@pytest.mark.parametrize(
    ("words", "joints"),
    [
        ("bad back", {Joint.LOW_BACK}),
        ("L5-S1 bulge", {Joint.LOW_BACK}),
        ("lumbago", {Joint.LOW_BACK}),
        ("hernia", {Joint.LOW_BACK}),
        ("ACL", {Joint.KNEE}),
        ("runner's knee", {Joint.KNEE}),
        ("IT band syndrome", {Joint.KNEE}),
        ("shin splints", {Joint.ANKLE}),
        ("torn calf", {Joint.ANKLE}),
        ("golfer\u2019s elbow", {Joint.ELBOW}),
        ("pulled hamstring", {Joint.HIP}),
        ("arthritis in both hands", {Joint.WRIST}),
        ("rotator cuff", {Joint.SHOULDER}),
        ("strained pec", {Joint.SHOULDER}),
        ("stiff traps", {Joint.NECK}),
        ("a slipped disc in my neck", {Joint.NECK, Joint.LOW_BACK}),
        ("tendonitis", set()),
    ],
)
def test_injuries_are_known_by_many_names(words: str, joints: set[Joint]) -> None:
    """A joint by its name, by its injury, by the muscle that moves it."""
    assert {*joints_in(words)} == joints


@pytest.mark.parametrize(
    ("text", "joints"),
    [
        ("lose weight, but my knee hurts", {Joint.KNEE}),
        ("bad knees and a sore lower back", {Joint.KNEE, Joint.LOW_BACK}),
        ("arthritis in my left hip", {Joint.HIP}),
        ("I have shoulder pain", {Joint.SHOULDER}),
        ("stronger shoulders", set()),
        ("a bigger back", set()),
        ("no knee pain", set()),
        ("prevent back pain", set()),
        ("my wife's knee hurts", set()),
        ("stiff hips", set()),
    ],
)
def test_a_sore_joint_is_spared_wherever_it_is_spoken_of(text: str, joints: set[Joint]) -> None:
    """In the goal and the notes a joint has to be said to hurt."""
    assert sore_joints([text]) == joints
    assert understand(parse_program_request(program_request(USER, notes=text))).injured == joints


@pytest.mark.parametrize(
    "words", ["none", "None.", "no injuries", "n/a", "nothing", "no known injuries", "no issues at all"]
)
def test_no_injury_is_none(words: str) -> None:
    """Words that say that there is none are dropped."""
    assert parse_program_request(program_request(USER, injuries=[words, "knee"])).injuries == ("knee",)


@pytest.mark.parametrize("words", ["no cartilage in my knee", "nothing in my shoulder is right"])
def test_an_injury_that_begins_like_none_is_one(words: str) -> None:
    """Only the whole phrase says that there is none."""
    assert parse_program_request(program_request(USER, injuries=[words])).injuries == (words,)
