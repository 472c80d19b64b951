"""A program written by hand that earns all points, and what a change of it costs."""

from collections.abc import Callable, Iterable
from typing import Any

from schemas.model import JsonObject
from schemas.program import Finding, Item, Program, ProgressionRule, RuleReport, Safety, Session, StrengthItem, Week
from schemas.request import parse_program_request
from server.generation.exercises import catalogue
from server.generation.person import understand
from server.generation.timing import estimated_minutes
from server.generation.validation.score import RULES, report_of_rule
from server.generation.validation.sheet import sheet_of
from tests.generation.validation.handwritten import MINUTES, lift, pct, program, session, week

DOUBLE = ProgressionRule(
    id="double",
    name="Reps first, then load",
    rule="Add reps until each set reaches the top. Then add the smallest step of load.",
    on_failure="Stuck for two weeks? Take a tenth off and build up again.",
)
SAFETY: JsonObject = {
    "status": "clear",
    "notices": ["This is general fitness information, not medical advice.", "If pain goes above 5 of 10, stop."],
    "stop_signs": ["chest pain", "feeling faint", "unusual shortness of breath", "sharp pain", "dark urine"],
}
SUMMARY = "Your plan is ready. You train three days a week. Start easy, and stop if something hurts sharply."
BIG: JsonObject = {"role": "main", "reps_min": 8, "reps_max": 10, "rest_s": 120}
NEXT: JsonObject = {**BIG, "role": "secondary", "rest_s": 90}
SMALL: JsonObject = {"role": "accessory", "reps_min": 10, "reps_max": 12, "rest_s": 75}
RIR = (3, 3, 2, 2, 2)
DELOAD_RIR = 4

Exercises = tuple[tuple[str, JsonObject], ...]
DAYS: tuple[Exercises, ...] = (
    (
        ("barbell_back_squat", BIG),
        ("barbell_bench_press", {**BIG, "load": pct(66, 74)}),
        ("seated_cable_row", NEXT),
        ("machine_leg_curl", SMALL),
        ("cable_lateral_raise", SMALL),
        ("cable_curl", SMALL),
    ),
    (
        ("barbell_romanian_deadlift", BIG),
        ("barbell_overhead_press", BIG),
        ("lat_pulldown", NEXT),
        ("leg_extension", SMALL),
        ("face_pull", SMALL),
        ("cable_pushdown", SMALL),
    ),
    (
        ("leg_press", BIG),
        ("barbell_incline_press", BIG),
        ("seated_cable_row", NEXT),
        ("barbell_hip_thrust", SMALL),
        ("cable_lateral_raise", SMALL),
        ("cable_curl", SMALL),
    ),
)
"""Full body on three days: nine sets each to push, to pull, for the front and for the back of the thigh."""
SWAPS = ("goblet_squat", "push_up")


def good(days: tuple[Exercises, ...] = DAYS, **request: Any) -> Program:
    """Five weeks in which less and less is kept in reserve, and a deload."""
    asked = {"goal_category": "general_fitness", "goal_raw": "get fit", "fitness_level": "intermediate", **request}
    working = [_week(days, rir) for rir in RIR]
    return scored(*working, _week(days, DELOAD_RIR, is_deload=True), **asked)


def scored(*weeks: Week, **request: Any) -> Program:
    """A program of these weeks in which nothing is lacking beside them."""
    made = program(*weeks, **request)
    return made.model_copy(
        update={
            "progression_rules": (DOUBLE, DOUBLE.model_copy(update={"id": "cardio"})),
            "safety": Safety.model_validate(SAFETY),
            "spoken_summary": SUMMARY,
        }
    )


def _week(days: tuple[Exercises, ...], rir: int, *, is_deload: bool = False) -> Week:
    effort = {"rir_min": rir, "rir_max": rir + 1, "substitutes": SWAPS}
    sets = {True: {"main": 2, "secondary": 2, "accessory": 1}, False: {}}[is_deload]
    sessions = [
        session(*(lift(id_, **{"sets": sets.get(dose["role"], 3), **effort, **dose}) for id_, dose in exercises))
        for exercises in days
    ]
    return week(*sessions, is_deload=is_deload)


def reports(made: Program, avoided: Iterable[str] = ()) -> dict[str, RuleReport]:
    """What each rule says, if the person may not do some exercises."""
    person = understand(parse_program_request(made.request), avoided=frozenset(avoided))
    sheet = sheet_of(made, person)
    return {rule.id: report_of_rule(rule, sheet) for rule in RULES}


def lost(made: Program) -> dict[str, float]:
    """Points by rule, of those that cost any; each of them has a finding."""
    costly = {id_: report for id_, report in reports(made).items() if report.points < report.max_points}
    assert all(report.findings for report in costly.values())
    assert all(finding.rule == id_ for id_, report in costly.items() for finding in report.findings or ())
    return {id_: round(report.max_points - report.points, 2) for id_, report in costly.items()}


def only(rule: str, made: Program) -> tuple[float, Finding]:
    """The points that the one rule costs which a program falls short of, and its first finding."""
    assert lost(made).keys() == {rule}
    return one(rule, made)


def one(rule: str, made: Program, avoided: Iterable[str] = ()) -> tuple[float, Finding]:
    """The points that a rule costs, whatever others say, and its first finding."""
    report = reports(made, avoided)[rule]
    assert report.findings
    return round(report.max_points - report.points, 2), report.findings[0]


def earns_all(rule: str, made: Program, avoided: Iterable[str] = ()) -> bool:
    """Whether a rule costs nothing, whatever others say."""
    report = reports(made, avoided)[rule]
    return report.points == report.max_points and report.findings is None


def ids_of(*patterns: str) -> frozenset[str]:
    """All exercises of some movements."""
    return frozenset(exercise.id for exercise in catalogue().values() if exercise.pattern in patterns)


def all_items(made: Program, change: Callable[[StrengthItem, Week], JsonObject]) -> Program:
    """A program with each of its lifts changed; sessions take as long as their items do."""
    return all_sessions(made, lambda one, week: {"items": tuple(_changed(item, week, change) for item in one.items)})


def all_sessions(made: Program, change: Callable[[Session, Week], JsonObject]) -> Program:
    """A program with each of its sessions changed; with other items they take as long as those do."""
    weeks = [
        week.model_copy(update={"sessions": tuple(_timed(one, change(one, week)) for one in week.sessions)})
        for week in made.weeks
    ]
    return made.model_copy(update={"weeks": tuple(weeks)})


def swapped(made: Program, old: str, new: str) -> Program:
    """A program with one exercise for another, wherever it stands."""
    exercise = lift(new)
    return all_items(
        made, lambda item, _: {"exercise_id": new, "name": exercise.name} if item.exercise_id == old else {}
    )


def sets_of(made: Program, sets: dict[str, int]) -> Program:
    """A program with other sets of some exercises in its working weeks."""
    return all_items(made, lambda item, week: {} if week.is_deload else {"sets": sets.get(item.exercise_id, item.sets)})


def _changed(item: Item, week: Week, change: Callable[[StrengthItem, Week], JsonObject]) -> Item:
    if not isinstance(item, StrengthItem):
        return item
    return item.model_copy(update=change(item, week))


def _timed(one: Session, changes: JsonObject) -> Session:
    if "items" in changes:
        changes = {"est_minutes": max(1, estimated_minutes(changes["items"], MINUTES)), **changes}
    return one.model_copy(update=changes)
