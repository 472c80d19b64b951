"""Volume: hard sets of each muscle group in a week, between what the goal needs and what one recovers from. Pure.

A floor that ignored the time would ask for the impossible: it is the lower end of the band, or an eighth of the sets
that the week's sessions hold. Sets are the mean over the working weeks, since a block begins below its end; a
beginner's first week is an entry and owes two thirds [RHA]. One short session a week owes a squat or hinge, a push
and a pull instead [IVE]. The upper end of the band is asked of each muscle by itself, so that presses do not hide
what rows do to the shoulder. What other goals want is in `score_endurance` (minutes) and `score_drills` (joints).
"""

from collections import Counter

from schemas.request import GoalCategory
from server.generation.anatomy import Muscle, Pattern
from server.generation.counting import worth_of_a_set
from server.generation.validation.asked import ENTRY_SHARE, Asked, asked_of
from server.generation.validation.groups import MUSCLES_OF, Group, pattern_of, worth_for_groups
from server.generation.validation.marks import Graded, Marks, Place, graded
from server.generation.validation.score_drills import drills_marks
from server.generation.validation.score_endurance import endurance_marks
from server.generation.validation.sheet import Sheet, WeekSheet

RULE = "volume"
SHORT_DAY_MINUTES = 45
OF_THE_POINTS = {
    GoalCategory.CARDIO_ENDURANCE: (0.3, 0.7, 0),
    GoalCategory.FAT_LOSS: (0.5, 0.5, 0),
    GoalCategory.MOBILITY: (0.3, 0, 0.7),
}
"""What sets, minutes of endurance work, and drills are worth for a goal; sets are all, where it is not named [J]."""

SHORT_DAY_NEEDS: tuple[tuple[str, frozenset[Pattern]], ...] = (
    ("a squat or a hinge", frozenset({Pattern.SQUAT, Pattern.HINGE, Pattern.LUNGE, Pattern.BRIDGE})),
    ("a push", frozenset({Pattern.HORIZONTAL_PUSH, Pattern.VERTICAL_PUSH})),
    ("a pull", frozenset({Pattern.HORIZONTAL_PULL, Pattern.VERTICAL_PULL})),
)


def grade_volume(sheet: Sheet) -> Graded:
    """Sets, and minutes or drills where the goal wants them."""
    asked = asked_of(sheet.person)
    sets, minutes, drills = OF_THE_POINTS.get(sheet.person.goal, (1, 0, 0))
    return graded(
        (sets, _sets(sheet, asked)),
        (minutes, endurance_marks(sheet, asked, RULE) if minutes else Marks(RULE)),
        (drills, drills_marks(sheet, asked, RULE) if drills else Marks(RULE)),
    )


def resistance_days(week: WeekSheet) -> int:
    """Sessions of a week in which muscles are trained."""
    return sum(bool(session.work) for session in week.sessions)


def _sets(sheet: Sheet, asked: Asked) -> Marks:
    weeks = sheet.working_weeks or sheet.weeks
    days = max(asked.least_resistance_days, max(map(resistance_days, weeks), default=0))
    if not days:
        return Marks(RULE)
    if days == 1 and sheet.person.minutes <= SHORT_DAY_MINUTES:
        return _short_day(weeks, asked)
    done: Counter[str] = Counter()
    for week in weeks:
        for session in week.sessions:
            for item in session.work:
                done[item.exercise_id] += item.sets
    entry = sum(week.week.index == 1 for week in weeks) if sheet.person.is_beginner else 0
    floor = asked.floor_sets(days) * (len(weeks) - entry * (1 - ENTRY_SHARE)) / len(weeks)
    return _groups(done, len(weeks), floor, asked)


def _groups(done: Counter[str], weeks: int, floor: float, asked: Asked) -> Marks:
    groups: dict[Group, float] = dict.fromkeys(Group, 0.0)
    muscles: dict[Muscle, float] = dict.fromkeys(Muscle, 0.0)
    for exercise_id, sets in done.items():
        for group, share in worth_for_groups(exercise_id).items():
            groups[group] += share * sets / weeks
        for muscle, share in worth_of_a_set(exercise_id).items():
            muscles[muscle] += share * sets / weeks
    marks = Marks(RULE)
    high = asked.band.weekly_sets[1]
    for group in asked.possible.groups:
        fullest = max(MUSCLES_OF[group], key=muscles.__getitem__)
        if groups[group] < floor:
            message = f"{group.capitalize()} gets {groups[group]:.1f} sets a week, less than the {floor:.1f} it needs."
            at, bound = Place(muscle=group), f">= {floor:.1f} sets a week"
            marks.lose(message, value=groups[group], bound=bound, at=at, share=groups[group] / floor)
        elif (count := muscles[fullest]) > high:
            name = fullest.replace("_", " ")
            message = f"{name.capitalize()} gets {count:.1f} sets a week, more than the {high} that help."
            at, bound = Place(muscle=fullest), f"<= {high} sets a week"
            marks.lose(message, value=count, bound=bound, at=at, share=max(0, 2 - count / high))
        else:
            marks.earn()
    return marks


def _short_day(weeks: tuple[WeekSheet, ...], asked: Asked) -> Marks:
    """Of the key movements as many as the time holds, one place for each."""
    marks = Marks(RULE)
    needs = [need for need in SHORT_DAY_NEEDS if not need[1].isdisjoint(asked.possible.exercises)]
    wanted = min(len(needs), asked.movements_a_session)
    for week in weeks:
        patterns = {pattern_of(item.exercise_id) for session in week.sessions for item in session.work}
        lacking = [name for name, counting in needs if patterns.isdisjoint(counting)]
        missing = max(0, len(lacking) - (len(needs) - wanted))
        for name in lacking[:missing]:
            message = f"The one session of week {week.week.index} lacks {name}."
            marks.lose(message, value="none", bound=name, at=Place(week.week.index))
        marks.earn(wanted - missing)
    return marks
