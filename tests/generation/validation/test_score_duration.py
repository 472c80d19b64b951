"""Duration: sessions that fill the time, and say truly how long they take."""

import pytest

from schemas.model import JsonObject
from schemas.program import Item, Program
from tests.generation.validation.handwritten import cardio, changed_session, lift, one_session, program, session, week
from tests.generation.validation.scored import earns_all, good, one, only

SESSIONS = 18


def test_a_session_says_how_long_it_takes() -> None:
    """A minute more or less is rounding; two are not, and cost the session."""
    said = good().weeks[1].sessions[0].est_minutes
    for off in (-1, 1):
        assert earns_all("duration", changed_session(good(), 2, 1, est_minutes=said + off))
    for off in (-2, 2):
        points, found = only("duration", changed_session(good(), 2, 1, est_minutes=said + off))
        assert points == pytest.approx(8 / SESSIONS, abs=0.011)
        assert (found.week, found.day, found.value, found.bound) == (2, 1, said + off, f"{said} minutes")


def bike(minutes: float, **request: object) -> Program:
    """One session of endurance work, of so many minutes with its warm-up."""
    ride = session(cardio(duration_min=minutes - 5), type="cardio")
    return program(week(ride), **{"goal_category": "cardio_endurance", "session_minutes": 60, **request})


@pytest.mark.parametrize(
    ("minutes", "request_", "share"),
    [
        (63, {}, 1),
        (64, {}, 1 - 1 / 63),
        (27, {}, 1),
        (26, {}, 26 / 27),
        (33, {"session_minutes": 120}, 1),
        (32, {"session_minutes": 120}, 32 / 33),
        (27, {"session_minutes": 120, "fitness_level": "beginner"}, 1),
        (13, {"goal_category": "hypertrophy"}, 1),
        (12, {"goal_category": "hypertrophy"}, 12 / 13),
    ],
)
def test_endurance_work_grows_to_the_longest_session_of_its_goal(
    minutes: float, request_: JsonObject, share: float
) -> None:
    """It begins at 60 % of three quarters of that, or of the time; and 105 % of the time are never too long."""
    made = bike(minutes, **request_)
    if share == 1:
        assert earns_all("duration", made)
        return
    points, found = one("duration", made)
    assert points == pytest.approx(8 * (1 - share), abs=0.011)
    assert (found.week, found.day, found.value) == (1, 1, minutes)


FEW = (lift("leg_press"), lift("machine_chest_press"))
"""Seventeen minutes."""


def test_lifting_fills_three_quarters_of_the_time() -> None:
    """Seventeen minutes are enough of twenty; of sixty they are a part of the 45 that were asked for."""
    assert earns_all("duration", one_session(*FEW, session_minutes=20))
    points, found = one("duration", one_session(*FEW, session_minutes=60))
    assert points == pytest.approx(8 * (1 - found_share(found.value, 45)), abs=0.011)
    assert found.bound == "45 to 63 minutes"


def found_share(value: object, low: int) -> float:
    assert isinstance(value, float)
    return value / low


def test_nobody_wastes_time_when_the_dose_is_filled() -> None:
    """Short sessions are enough in a week that gives muscles the middle of their band; with less they are not."""
    week_of = ("leg_press", "machine_leg_curl", "machine_chest_press", "machine_row", "machine_shoulder_press")

    def made(sets: int, **request: object) -> Program:
        sessions = [session(*(lift(id_, sets=sets, rest_s=60) for id_ in week_of)) for _ in range(3)]
        return program(week(*sessions), **{"goal_category": "general_fitness", "session_minutes": 120, **request})

    assert earns_all("duration", made(3))
    assert one("duration", made(2))[1].bound == "90 to 126 minutes"
    assert earns_all("duration", made(2, age=70))
    assert earns_all("duration", made(2, fitness_level="beginner"))
    assert one("duration", made(1, fitness_level="beginner"))[1].bound == "60 to 126 minutes"


@pytest.mark.parametrize(
    ("minutes", "said", "enough"), [(60, 22, True), (60, 21, False), (20, 15, True), (20, 14, False)]
)
def test_drills_owe_half_an_hour_at_most(minutes: int, said: int, enough: bool) -> None:
    """Three quarters of that, or of the time where there is less."""
    drill = lift("hamstring_stretch", sets=1, reps_min=None, reps_max=None, duration_s=60 * (said - 5) - 75, rest_s=0)
    made = one_session(drill, session_minutes=minutes)
    supple = changed_session(made, 1, 1, type="mobility")
    assert supple.weeks[0].sessions[0].est_minutes == said
    assert earns_all("duration", supple) is enough


def test_the_first_week_of_a_beginner_is_an_entry() -> None:
    """Two thirds of the time are enough then, and not later, and not for others."""
    items: tuple[Item, ...] = tuple(lift(id_) for id_ in ("leg_press", "machine_row", "machine_chest_press", "plank"))
    entry = one_session(*items, session_minutes=60, fitness_level="beginner")
    assert 30 <= entry.weeks[0].sessions[0].est_minutes < 45
    assert earns_all("duration", entry)
    assert not earns_all("duration", one_session(*items, session_minutes=60))
    twice = program(week(session(*items)), week(session(*items)), session_minutes=60, fitness_level="beginner")
    assert one("duration", twice)[1].week == 2


@pytest.mark.parametrize("changes", [{"is_deload": True}, {"kind": "recovery"}, {"kind": "mobility"}])
def test_lighter_days_may_be_short(changes: JsonObject) -> None:
    """Deloads and recovery days owe no minutes; drills owe three quarters of half an hour."""
    drill = lift("hamstring_stretch", reps_min=None, reps_max=None, duration_s=60, rest_s=15, sets=2, per_side=True)
    count = {"mobility": 5}.get(changes.get("kind", ""), 2)
    names = ("hamstring_stretch", "ankle_rock", "cat_cow", "seated_twist", "leg_swing")[:count]
    items = [drill.model_copy(update={"exercise_id": name}) for name in names]
    kind, is_deload = changes.get("kind", "resistance"), changes.get("is_deload", False)
    assert earns_all("duration", program(week(session(*items, type=kind), is_deload=is_deload)))
    if kind != "recovery":
        fewer = program(week(session(*items[:2], type=kind)))
        assert not earns_all("duration", fewer)
