"""By what finished plans are known: all that the model is told, and nothing else."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.model import JsonObject
from schemas.request import ProgramRequest, parse_program_request
from schemas.wording import plain
from server.generation.llm import recall
from server.generation.llm.outline import outline_of
from server.generation.llm.prompt import model_request
from server.generation.llm.recall import plan_key
from server.generation.person import understand
from tests.generation.valid_requests import many_requests, valid_requests
from tests.support.samples import program_request


def key_of(request: ProgramRequest, model: str = "m") -> str:
    return plan_key(outline_of(understand(request)), model)


def key_for(**changes: object) -> str:
    wish = {"goal_raw": "a bigger chest", "notes": "Mornings only.", "sport": "tennis", "age": 30, **changes}
    return key_of(parse_program_request(program_request(**wish)))


@pytest.mark.parametrize(
    "changes",
    [
        {"goal_raw": "a bigger back"},
        {"notes": "Evenings only."},
        {"notes": None},
        {"sport": "chess"},
        {"sport": None},
        {"goal_category": "strength"},
        {"fitness_level": "advanced"},
        {"duration_weeks": 16},
        {"days_per_week": 3},
        {"session_minutes": 45},
        {"equipment": ["dumbbell"]},
        {"injuries": ["bad knee"]},
        {"avoid": ["bench press"]},
        {"age": 70},
        {"age": 15},
    ],
)
def test_what_the_model_is_told_tells_wishes_apart(changes: dict[str, object]) -> None:
    """Each of these is another plan."""
    assert key_for(**changes) != key_for()


@pytest.mark.parametrize(
    "changes",
    [
        {"user_id": "6f1c1d3e-7a55-4e0c-9d53-2f6a1c0b8e11"},
        {"goal_raw": "  A bigger\nCHEST"},
        {"notes": "mornings  only."},
        {"sport": "Tennis"},
        {"height_cm": 180, "weight_kg": 80},
        {"age": 31},
        {"sex": "female"},
        {"effort": "harder"},
        {"unavailable_days": ["mon"]},
        {"locale": "pt-BR", "units": "imperial"},
        {"confirmed": ["weight_kg"], "fresh": True},
    ],
)
def test_what_the_model_is_not_told_does_not(changes: dict[str, object]) -> None:
    """Capitals and white space, who it is, and what is computed behind the model."""
    assert key_for(**changes) == key_for()


def _told(request: ProgramRequest) -> JsonObject:
    """What the model is told, were it told all at once, without capitals and white space of words."""
    outline = outline_of(understand(request))
    told: JsonObject = json.loads(model_request(outline, outline.windows, (), ()).input)
    told["said"] = {name: plain(text or "").split() for name, text in told["said"].items()}
    return told


@many_requests
@given(valid_requests, valid_requests, st.sampled_from(sorted(ProgramRequest.model_fields)))
def test_any_field_changes_the_key_as_it_changes_the_prompt(
    one: ProgramRequest, other: ProgramRequest, field: str
) -> None:
    """Whichever it is: the keys are the same where the prompts are, and nowhere else."""
    changed = one.model_copy(update={field: getattr(other, field)})
    assume(understand(changed).screening.refusal is None)
    assert (key_of(one) == key_of(changed)) == (_told(one) == _told(changed))


def test_whoever_is_told_it_and_how_is_a_part_of_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another model, other instructions, another form of the plan, another version: another key."""
    request = parse_program_request(program_request())
    keys = [key_of(request), key_of(request, "n")]
    for name, value in (("INSTRUCTIONS", "Do."), ("PROMPT_VERSION", "next"), ("plan_schema", dict)):
        with monkeypatch.context() as patched:
            patched.setattr(recall, name, value)
            keys.append(key_of(request))
    assert len(set(keys)) == 5
    assert key_of(request) == keys[0]
