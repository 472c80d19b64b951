"""Drills of a week, for who wants to be supple."""

from schemas.program import Program, Session
from server.generation.validation.asked import asked_of
from server.generation.validation.marks import Marks
from server.generation.validation.score_drills import drills_marks
from server.generation.validation.sheet import sheet_of
from tests.generation.validation.handwritten import cardio, lift, person_of, prep, program, session, week
from tests.generation.validation.scored import one

EACH_REGION = ("shoulder_circles", "cat_cow", "figure_four_stretch", "hamstring_stretch", "ankle_rock")


def judged(made: Program) -> Marks:
    """What the clause says of a program."""
    person = person_of(made)
    return drills_marks(sheet_of(made, person), asked_of(person), "volume")


def drills(*exercises: str, **changes: object) -> Session:
    """A session of stretches."""
    held = {"sets": 2, "reps_min": None, "reps_max": None, "duration_s": 30, "rest_s": 15}
    return session(*(lift(id_, **held) for id_ in exercises), type="mobility", **changes)


def supple(*sessions: Session, **request: object) -> Program:
    """A week of drills, beside which there are two days for lifting."""
    lifting = (session(lift()), session(lift()))
    return program(week(*sessions, *lifting), **{"goal_category": "mobility", **request})


def test_each_joint_is_moved_on_two_days() -> None:
    """Two days with all five regions earn all; a region that is left out on one of them earns half."""
    assert judged(supple(drills(*EACH_REGION), drills(*EACH_REGION))).findings == []
    marks = judged(supple(drills(*EACH_REGION), drills(*EACH_REGION[:-1])))
    [found] = marks.findings
    assert (found.week, found.muscle, found.value, found.bound) == (1, "ankles", 1, ">= 2 days")
    assert marks.share == 0.9


def test_a_third_day_is_free() -> None:
    """Two days are enough, however many there are; a day for lifting is not asked for drills."""
    assert judged(supple(drills(*EACH_REGION), drills(*EACH_REGION), drills("cat_cow"))).findings == []
    beside = program(week(drills(*EACH_REGION), session(lift())), goal_category="mobility")
    assert judged(beside).findings == []


def test_what_is_in_no_catalogue_moves_no_joint() -> None:
    """A drill that nobody knows is not counted."""
    unknown = drills("ankle_rock").items[0].model_copy(update={"exercise_id": "unknown"})
    made = supple(drills(*EACH_REGION), session(*drills(*EACH_REGION[:-1]).items, unknown))
    assert [found.muscle for found in judged(made).findings] == ["ankles"]


def test_stretches_of_the_cool_down_count() -> None:
    """Also behind lifting."""
    made = supple(drills(*EACH_REGION), drills(*EACH_REGION[:-1], cooldown=[prep("calf_wall_stretch")]))
    assert judged(made).findings == []


def test_the_warm_up_does_not_count() -> None:
    """It gets joints warm, and moves nobody further."""
    made = supple(drills(*EACH_REGION), drills(*EACH_REGION[:-1], warmup=[prep("calf_wall_stretch")]))
    assert [found.muscle for found in judged(made).findings] == ["ankles"]


def test_one_day_owes_each_joint_once() -> None:
    """Who comes once a week is asked for one day."""
    one_day = program(week(drills(*EACH_REGION)), goal_category="mobility")
    assert judged(one_day).findings == []


def test_little_time_owes_fewer_joints() -> None:
    """Fifteen minutes beside the warm-up hold four drills: four regions are enough, three are not."""
    four, three = (
        program(week(drills(*EACH_REGION[:n])), goal_category="mobility", session_minutes=20) for n in (4, 3)
    )
    assert judged(four).findings == []
    assert [found.value for found in judged(three).findings] == [0]


def test_drills_are_most_of_the_volume_of_who_wants_them() -> None:
    """Two days of walking instead of drills cost seven tenths of the points."""
    walking = session(cardio(), type="cardio")
    assert one("volume", program(week(walking), goal_category="mobility"))[0] == 15
    assert one("volume", supple(walking, walking))[0] > 10
