"""The catalogue serves everybody: whatever they have, are used to, and have to spare."""

from collections.abc import Callable

import pytest

from schemas.request import FitnessLevel, parse_program_request
from server.generation.anatomy import Joint, Muscle, Pattern
from server.generation.exercises import catalogue
from server.generation.person import understand
from server.generation.rules.selection import substitutes
from tests.generation import catalogue_gaps
from tests.generation.catalogue_faults import Catalogue, Rule
from tests.generation.catalogue_gaps import GAP_RULES, Somebody, in_place_of
from tests.generation.valid_requests import USER
from tests.support.samples import program_request


@pytest.mark.parametrize("rule", GAP_RULES, ids=lambda rule: rule.__name__)
def test_nobody_is_left_without_a_choice(rule: Rule) -> None:
    """By each of the rules, which say themselves what they look for."""
    assert list(rule(catalogue())) == []


def _without(word: str) -> Catalogue:
    return {id_: e for id_, e in catalogue().items() if word != e.pattern and word not in e.primary}


def _with_a_fly_for_all() -> Catalogue:
    return {**catalogue(), "palm_press": catalogue()["palm_press"].model_copy(update={"contraindications": ()})}


def _two_squats() -> Catalogue:
    return {id_: catalogue()[id_] for id_ in ("goblet_squat", "leg_press")}


@pytest.mark.parametrize(
    ("rule", "broken", "complaint"),
    [
        (catalogue_gaps.without_a_way, lambda: _without(Pattern.BRIDGE), "gym + beginner: has no bridge"),
        (catalogue_gaps.without_a_way, _with_a_fly_for_all, "fly has a way for everybody with high_blood_pressure"),
        (catalogue_gaps.without_a_way, _two_squats, "high_blood_pressure: has no fly and nothing related"),
        (catalogue_gaps.without_a_substitute, _two_squats, "gym + beginner: 1 can take the place of leg_press"),
        (
            catalogue_gaps.without_a_choice_for_a_muscle,
            lambda: _without(Muscle.CALVES),
            "a beginner has nothing for the calves",
        ),
    ],
)
def test_a_gap_would_be_seen(rule: Rule, broken: Callable[[], Catalogue], complaint: str) -> None:
    """Each rule sees what it is there for."""
    assert not any(complaint in found for found in rule(catalogue()))
    assert any(complaint in found for found in rule(broken()))


@pytest.mark.parametrize("level", FitnessLevel)
@pytest.mark.parametrize(("equipment", "profile"), [([], "bodyweight"), (["band"], "band"), (["gym"], "gym")])
@pytest.mark.parametrize("joint", [None, Joint.SHOULDER, Joint.KNEE])
def test_the_rules_give_the_substitutes_that_are_looked_for_here(
    level: FitnessLevel, equipment: list[str], profile: str, joint: Joint | None
) -> None:
    """What may stand in for an exercise is what the program names, when it names all of it."""
    hurt = [joint] if joint else []
    request = program_request(USER, fitness_level=level, equipment=equipment, injuries=hurt)
    person = understand(parse_program_request(request))
    allowed = Somebody(profile, level, joint, None).may_do(catalogue())
    for id_, others in in_place_of(catalogue()).items():
        assert {*substitutes(catalogue()[id_], person, most=len(catalogue()))} == others & allowed
