"""From a block that a model wrote to its weeks, as they will stand in the program. Pure.

Which exercises, how many sets and repetitions at its fullest, how hard at its hardest: that is the model's. All else is
computed by what writes the rules' own programs, then checked and mended behind the weeks before.

- `PlanRejected`: no weeks can be made of the block; says what is wrong with it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from pydantic import ValidationError

from schemas.errors import shown
from schemas.model import JsonObject
from schemas.program import GateReport, SessionType, Week
from server.generation.anatomy import DRILLS, Pattern
from server.generation.exercises import Exercise, catalogue
from server.generation.llm.outline import Outline, Window
from server.generation.llm.plan import PlannedBlock, PlannedEndurance, PlannedExercise, PlannedSession
from server.generation.llm.wording import MOST_AIM_CHARS, MOST_NAME_CHARS, worded
from server.generation.repair.repair import BeyondRepair, repair_weeks
from server.generation.rules.cardio import LEAST_MINUTES, SHORT_HARD_S, CardioPlan, plan_cardio
from server.generation.rules.composition import write_week
from server.generation.rules.days import Day
from server.generation.rules.dose import Emphasis
from server.generation.rules.lines import FEW_SETS, Line, lines_seconds, rank_of
from server.generation.rules.periodization import WeekPlan
from server.generation.rules.preparation import cooldown_of, warmup_of
from server.generation.rules.prescription import Wish, prescribe
from server.generation.rules.ramp import sets_by_week
from server.generation.rules.sessions import Plan, SessionWriter, Template
from server.generation.rules.ways import MOST_WAYS, ways_to_move

MOST_SETS = 6
HARD_RPE = 7
"""From here on endurance work is hard [A11]."""
MOST_FAULT_CHARS = 160
USUAL_NAME = "Build"
USUAL_AIM = "more work, closer to your limit, week by week"
"""Of a block that says nothing fit for itself, or that the rules write."""
LIFTED = frozenset({SessionType.RESISTANCE, SessionType.MIXED})
DRILLED = frozenset({SessionType.MOBILITY, SessionType.RECOVERY})


class PlanRejected(Exception):
    """A block that cannot be used.

    Attributes:
        faults: one sentence for each thing that is wrong, for the model.
    """

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def parsed_block(text: str) -> PlannedBlock:
    """A block from its JSON.

    Raises:
        PlanRejected: it is none.
    """
    with _faults_told():
        return PlannedBlock.model_validate_json(text)


def kept_block(plan: JsonObject) -> PlannedBlock:
    """A block as it was kept.

    Raises:
        PlanRejected: blocks have another form today.
    """
    with _faults_told():
        return PlannedBlock.model_validate(plan)


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        places = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors(include_url=False))
        raise PlanRejected(*(str(shown(place, MOST_FAULT_CHARS)) for place in places)) from None


def weeks_of(outline: Outline, window: Window, block: PlannedBlock, earlier: tuple[Week, ...]) -> tuple[Week, ...]:
    """The weeks of a block; they pass all gates behind the earlier ones.

    Raises:
        PlanRejected: they cannot be made to.
    """
    if faults := tuple(_faults(outline, window, block)):
        raise PlanRejected(*faults)
    plan = _plan(outline, window, block)
    writer = SessionWriter(outline.person, plan)
    written = tuple(write_week(writer, plan, week) for week in _weeks(window, block))
    return mended(outline, written, earlier)


def mended(outline: Outline, weeks: tuple[Week, ...], earlier: tuple[Week, ...]) -> tuple[Week, ...]:
    """Weeks that pass all gates behind the earlier ones, which stay as they are.

    Raises:
        PlanRejected: there are none.
    """
    try:
        return repair_weeks(weeks, earlier, outline.person).weeks
    except BeyondRepair as error:
        raise PlanRejected(*_said(error.gates)) from error


def name_of(window: Window, block: PlannedBlock) -> str:
    """The block's name; its number makes it the only one of its name."""
    return f"Block {window.number}: {worded(block.name, MOST_NAME_CHARS, USUAL_NAME)}"


def aim_of(block: PlannedBlock) -> str:
    return worded(block.aim, MOST_AIM_CHARS, USUAL_AIM)


def _said(gates: Sequence[GateReport]) -> list[str]:
    return [str(shown(f"{gate.id}: {gate.detail}", MOST_FAULT_CHARS)) for gate in gates]


def _faults(outline: Outline, window: Window, block: PlannedBlock) -> Iterator[str]:
    """Why no weeks can be made of a block."""
    if (block.first_week, block.last_week) != (window.first_week, window.last_week):
        yield (
            f"the block has weeks {block.first_week} to {block.last_week}, "
            f"not {window.first_week} to {window.last_week}"
        )
    days = [day.index for day in outline.shape.days]
    if [session.day for session in block.sessions] != days:
        yield f"the days are {[session.day for session in block.sessions]}, not {days}"
        return
    for day, session in zip(outline.shape.days, block.sessions, strict=True):
        yield from (f"day {day.index}: {fault}" for fault in _faults_of_session(outline, day, session))


def _faults_of_session(outline: Outline, day: Day, session: PlannedSession) -> Iterator[str]:
    known, allows = catalogue(), outline.person.allows
    picked = [*(each.exercise_id for each in session.exercises), *_endurance_ids(session)]
    unknown = [id_ for id_ in picked if id_ not in known]
    yield from (f"there is no exercise {shown(id_, 40)!r}" for id_ in unknown)
    yield from (
        f"{id_} is not among the exercises of this person" for id_ in picked if id_ in known and not allows(known[id_])
    )
    if unknown:
        return
    patterns = [known[each.exercise_id].pattern for each in session.exercises]
    is_endured = all(known[id_].pattern is Pattern.CARDIO for id_ in _endurance_ids(session))
    if Pattern.CARDIO in patterns or not is_endured:
        yield "endurance work belongs into endurance, and nothing else does"
    if day.type in LIFTED and not set(patterns) - DRILLS:
        yield "a resistance session has no exercise"
    if day.type not in LIFTED and set(patterns) - DRILLS:
        yield f"a {day.type.value} session has an exercise that is no drill"
    if day.type is SessionType.CARDIO and session.endurance is None:
        yield "a cardio session has no endurance"
    if day.type in DRILLED and not patterns and (day.type is SessionType.MOBILITY or session.endurance is None):
        yield f"a {day.type.value} session is empty"


def _endurance_ids(session: PlannedSession) -> list[str]:
    return [] if session.endurance is None else [session.endurance.exercise_id]


def _weeks(window: Window, block: PlannedBlock) -> list[WeekPlan]:
    """The window's weeks, as those of a block of their own."""
    name = name_of(window, block)
    return [replace(week, block=name, season=0, week_of_block=place) for place, week in enumerate(window.weeks)]


def _plan(outline: Outline, window: Window, block: PlannedBlock) -> Plan:
    lines = [_lines(outline, session) for session in block.sessions]
    endurance = _endurance(outline, block, lines)
    templates = tuple(
        Template(
            day, (own,), endurance.get(day.index), warmup_of(outline.person, day), cooldown_of(outline.person, day)
        )
        for day, own in zip(outline.shape.days, lines, strict=True)
    )
    before = ((),) * (window.first_week - 1)  # weeks are looked up by their number
    others = {line.exercise.id: outline.menu.substitutes(line.exercise) for own in lines for line in own}
    return Plan(templates, (*before, *sets_by_week(lines, _weeks(window, block))), others, ())


def _lines(outline: Outline, session: PlannedSession) -> tuple[Line, ...]:
    """The exercises of a session, each once, in the order in which they are best done."""
    planned = {each.exercise_id: each for each in session.exercises}
    lines: list[Line] = []
    for each in planned.values():
        lines.append(_line(outline, each, sum(line.is_big for line in lines)))
    return tuple(sorted(lines, key=rank_of))


def _line(outline: Outline, planned: PlannedExercise, bigs: int) -> Line:
    exercise = catalogue()[planned.exercise_id]
    line = outline.maker.line(exercise, bigs, Emphasis.USUAL)
    peak = min(planned.sets, MOST_SETS)
    base = peak if line.is_drill or peak <= FEW_SETS else peak - 1
    wish = Wish(_reps(exercise, planned), planned.duration_s, planned.rir)
    one_set = prescribe(
        exercise, line.role, outline.person, outline.season.fullest, order=1, sets=1, others=(), wish=wish
    )
    return replace(line, entry=base, base=base, peak=peak, one_set=one_set, wish=wish)


def _reps(exercise: Exercise, planned: PlannedExercise) -> tuple[int, int] | None:
    if exercise.is_hold or planned.reps_min is None or planned.reps_max is None:
        return None
    return min(planned.reps_min, planned.reps_max), max(planned.reps_min, planned.reps_max)


def _endurance(outline: Outline, block: PlannedBlock, lines: Sequence[tuple[Line, ...]]) -> dict[int, CardioPlan]:
    """The endurance work of each day that has any and time for it; one of several cardio sessions may be hard."""
    person, found, is_hard_taken = outline.person, dict[int, CardioPlan](), False
    many = sum(day.type is SessionType.CARDIO for day in outline.shape.days) > 1
    for day, session, own in zip(outline.shape.days, block.sessions, lines, strict=True):
        planned = session.endurance
        left_min = person.minutes - lines_seconds(person, own) / 60
        if planned is None or (left_min < LEAST_MINUTES and own):
            continue
        may_be_hard = many and day.type is SessionType.CARDIO and not is_hard_taken
        hard_s = SHORT_HARD_S if may_be_hard and planned.rpe >= HARD_RPE else 0
        is_hard_taken = is_hard_taken or hard_s > 0
        most = min(float(planned.minutes), left_min)
        found[day.index] = plan_cardio(person, _ways(outline, planned), outline.season.weeks, most, hard_s=hard_s)
    return found


def _ways(outline: Outline, planned: PlannedEndurance) -> tuple[Exercise, ...]:
    own = catalogue()[planned.exercise_id]
    others = (each for each in ways_to_move(outline.person, outline.menu) if each is not own)
    return (own, *others)[:MOST_WAYS]
