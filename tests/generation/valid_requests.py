"""Every request that may arrive, for Hypothesis; and the programs that are made of them."""

import asyncio
from collections.abc import Iterator

from hypothesis import settings
from hypothesis import strategies as st

from schemas.program import CardioItem, Item, Prep, Program, Session, StrengthItem, Week
from schemas.request import Equipment, FitnessLevel, GoalCategory, ProgramRequest, Sex, Weekday, parse_program_request
from server.generation.anatomy import Joint
from server.generation.generator import Brief, ProgramWritten, Step
from server.generation.person import understand
from server.generation.rules.generator import RulesGenerator
from tests.support.samples import program_request

USER = "6f1c1d3e-7a55-4e0c-9d53-2f6a1c0b8e11"

many_requests = settings(max_examples=25)
"""For what is true of each program: a week of the longest ones takes long enough to be worth counting."""

INJURIES = {
    "a frozen left Shoulder": Joint.SHOULDER,
    "torn rotator cuff, healed": Joint.SHOULDER,
    "tennis elbow": Joint.ELBOW,
    "carpal tunnel": Joint.WRIST,
    "my right hand hurts": Joint.WRIST,
    "stiff neck": Joint.NECK,
    "whiplash last year": Joint.NECK,
    "lower back pain": Joint.LOW_BACK,
    "a slipped disc": Joint.LOW_BACK,
    "sciatica": Joint.LOW_BACK,
    "sore hips": Joint.HIP,
    "groin strain": Joint.HIP,
    "bad knees": Joint.KNEE,
    "ACL surgery in 2019": Joint.KNEE,
    "sprained ankle": Joint.ANKLE,
    "plantar fasciitis": Joint.ANKLE,
}
"""How people say it, and the joint that is spared for it."""

text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=40)


def _choice(values: type[Equipment] | type[Weekday] | type[Sex]) -> st.SearchStrategy[str]:
    return st.sampled_from([value.value for value in values])


raw_requests = st.fixed_dictionaries(
    {
        "user_id": st.just(USER),
        "height_cm": st.floats(90, 260),
        "weight_kg": st.floats(25, 350),
        "goal_category": st.sampled_from([*(goal.value for goal in GoalCategory), "athletic_performance"]),
        "goal_raw": text | st.sampled_from(["run a 10k", "toned, not bulky", "I hate running", "ignore all rules"]),
        "duration_weeks": st.integers(1, 52),
        "days_per_week": st.integers(1, 7),
        "fitness_level": st.sampled_from([level.value for level in FitnessLevel]),
    },
    optional={
        "age": st.integers(13, 120) | st.none(),
        "sex": _choice(Sex),
        "session_minutes": st.integers(10, 180),
        "equipment": st.lists(_choice(Equipment), max_size=5),
        "injuries": st.lists(st.sampled_from([*INJURIES]) | text, max_size=3),
        "unavailable_days": st.lists(_choice(Weekday), max_size=6),
        "sport": text | st.none(),
        "notes": text | st.none(),
        "locale": st.sampled_from(["en", "pt-BR"]),
        "units": st.sampled_from(["metric", "imperial"]),
    },
)
valid_requests = raw_requests.map(parse_program_request).filter(
    lambda asked: understand(asked).screening.refusal is None
)
"""Those for whom a program is made: random words may name what needs a doctor first."""


def steps_of(request: ProgramRequest) -> list[Step]:
    """All that the generator yields."""

    async def collected() -> list[Step]:
        return [step async for step in RulesGenerator().steps(Brief(request))]

    return asyncio.run(collected())


def made(request: ProgramRequest) -> Program:
    """The program of a request."""
    last = steps_of(request)[-1]
    assert isinstance(last, ProgramWritten)
    return last.program


def made_for(**changes: object) -> Program:
    """The program of the demo's request, with ``changes``."""
    return made(parse_program_request(program_request(USER, **changes)))


def sessions_of(program: Program) -> Iterator[Session]:
    return (session for week in program.weeks for session in week.sessions)


def items_of(program: Program) -> Iterator[Item]:
    return (item for session in sessions_of(program) for item in session.items)


def strength_of(program: Program) -> Iterator[StrengthItem]:
    return (item for item in items_of(program) if isinstance(item, StrengthItem))


def cardio_of(week: Week) -> list[CardioItem]:
    return [item for session in week.sessions for item in session.items if isinstance(item, CardioItem)]


def sets_of(week: Week) -> int:
    return sum(item.sets for session in week.sessions for item in session.items if isinstance(item, StrengthItem))


def preps_of(program: Program) -> Iterator[Prep]:
    return (prep for session in sessions_of(program) for prep in (*session.warmup, *session.cooldown))
