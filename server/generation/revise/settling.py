"""What edits make of a program's request: one small function for each kind of edit. Pure.

Each writes into the draft what changes, or why nothing does; or asks back.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from schemas.request import Effort, Equipment, FitnessLevel
from server.generation.exercises import LEVELS
from server.generation.revise import weekdays
from server.generation.revise.draft import PIECES, Draft
from server.generation.revise.edits import (
    AddDays,
    AlsoOn,
    AwayFromGym,
    Days,
    DaysBy,
    Edit,
    Focus,
    Gets,
    Goal,
    Harder,
    Healed,
    HealthNote,
    Hurts,
    Lacks,
    Level,
    Minutes,
    MinutesBy,
    MoveDay,
    NotOn,
    OnlyHas,
    OnlyOn,
    Weeks,
    WeeksBy,
)
from server.generation.revise.exertion import EFFORTS, with_steps
from server.generation.revise.not_understood import NotUnderstood
from server.generation.revise.questions import asking_for, spoken_count, spoken_pieces
from server.generation.safety.injuries import joints_in

MOST_INJURY_CHARACTERS = 100
MOST_NOTES_CHARACTERS = 1000
MOST_GOAL_CHARACTERS = 500


def _days(draft: Draft, edit: Days) -> None:
    draft.put("days_per_week", edit.to, f"It has {spoken_count(edit.to, 'day')} a week already.")


def _days_by(draft: Draft, edit: DaysBy) -> None:
    draft.fields["days_per_week"] = draft.get("days_per_week") + edit.by


def _weeks(draft: Draft, edit: Weeks) -> None:
    draft.put("duration_weeks", edit.to, f"It has {spoken_count(edit.to, 'week')} already.")


def _weeks_by(draft: Draft, edit: WeeksBy) -> None:
    draft.fields["duration_weeks"] = draft.get("duration_weeks") + edit.by


def _minutes(draft: Draft, edit: Minutes) -> None:
    draft.put("session_minutes", edit.to, f"A session has {edit.to} minutes already.")


def _minutes_by(draft: Draft, edit: MinutesBy) -> None:
    draft.fields["session_minutes"] = draft.get("session_minutes") + edit.by


def _hurts(draft: Draft, edit: Hurts) -> None:
    known = {joint for injury in draft.get("injuries") for joint in joints_in(injury)}
    if edit.joints <= known:
        draft.idle.append("I spare that joint already.")
        return
    draft.fields["injuries"] = (*draft.get("injuries"), edit.words[:MOST_INJURY_CHARACTERS].strip())


def _healed(draft: Draft, edit: Healed) -> None:
    left: list[str] = []
    for injury in draft.get("injuries"):
        joints = frozenset(joints_in(injury))
        if joints.isdisjoint(edit.joints):
            left.append(injury)
        else:
            left += [joint.replace("_", " ") for joint in sorted(joints - edit.joints)]
    draft.put("injuries", tuple(left), f"I have no injury of your {edit.words} on my list.")


def _health_note(draft: Draft, edit: HealthNote) -> None:
    known = draft.get("notes") or ""
    if edit.words in known:
        draft.idle.append("I know that already.")
        return
    notes = f"{known} {edit.words}".strip() if known[-1:] in ".!?\n" else f"{known}. {edit.words}"
    if len(notes) > MOST_NOTES_CHARACTERS:
        raise asking_for("notes")
    draft.fields["notes"] = notes


def _lacks(draft: Draft, edit: Lacks) -> None:
    missing = edit.pieces - draft.pieces
    if missing == edit.pieces:
        draft.idle.append(f"It is made without {spoken_pieces(edit.pieces)} already.")
        return
    _equip(draft, draft.pieces - edit.pieces)


def _gets(draft: Draft, edit: Gets) -> None:
    if draft.has_gym and edit.pieces <= draft.pieces:
        pieces = spoken_pieces(edit.pieces)
        draft.idle.append(f"You told me of a full gym, so {pieces} may be used already. Shall I use only {pieces}?")
        return
    _equip(draft, draft.pieces | edit.pieces)


def _only_has(draft: Draft, edit: OnlyHas) -> None:
    if Equipment.GYM in edit.pieces:
        draft.put("equipment", (Equipment.GYM,), "It is made for a full gym already.")
    else:
        _equip(draft, edit.pieces)


def _equip(draft: Draft, pieces: frozenset[Equipment]) -> None:
    have = tuple(piece for piece in Equipment if piece in pieces) or (Equipment.BODYWEIGHT,)
    if pieces >= PIECES:
        have = (Equipment.GYM,)
    if {*have} - {Equipment.BODYWEIGHT} == {*draft.get("equipment")} - {Equipment.BODYWEIGHT}:
        draft.idle.append(f"It is made for {spoken_pieces(have)} already.")
    else:
        draft.fields["equipment"] = have


def _away_from_gym(draft: Draft, _: AwayFromGym) -> None:
    if draft.has_gym:
        raise NotUnderstood(
            "What equipment do you have there: dumbbells, bands, or just your body weight?",
            asking_for("equipment").accepted,
        )
    draft.idle.append("It is made to be done without a gym already.")


def _harder(draft: Draft, edit: Harder) -> None:
    if edit.by > 0 and draft.person().is_held_back:
        raise NotUnderstood("After what you told me of your health I keep it moderate. What else shall change?")
    effort = EFFORTS.index(draft.get("effort")) + edit.by
    has_room = with_steps(draft.program, draft.person(), edit.by) is not draft.program
    if 0 <= effort < len(EFFORTS) and has_room:
        draft.fields["effort"] = EFFORTS[effort]
        return
    level = LEVELS.index(draft.get("fitness_level")) + edit.by
    if not 0 <= level < len(LEVELS):
        hardest = "It is as hard as I make it. A day more, or longer sessions?"
        easiest = "It is as easy as I make it. A day less, or shorter sessions?"
        raise NotUnderstood(hardest if edit.by > 0 else easiest)
    draft.fields |= {"fitness_level": LEVELS[level], "effort": Effort.USUAL}


def _level(draft: Draft, edit: Level) -> None:
    draft.put("fitness_level", FitnessLevel(edit.to), f"It is made for the {edit.to} level already.")


def _goal(draft: Draft, edit: Goal) -> None:
    words = edit.words[:MOST_GOAL_CHARACTERS]
    if edit.to == draft.get("goal_category") and words.casefold() in draft.get("goal_raw").casefold():
        draft.idle.append("That is its goal already.")
        return
    draft.fields |= {"goal_category": edit.to, "goal_raw": words}


def _focus(draft: Draft, edit: Focus) -> None:
    before = draft.person()
    goal = f"{draft.get('goal_raw')}; focus on {edit.words}"
    if len(goal) > MOST_GOAL_CHARACTERS:
        raise asking_for("goal_raw")
    category, fields = draft.get("goal_category"), dict(draft.fields)
    draft.fields |= {"goal_raw": goal, "goal_category": category}
    if draft.person().focus == before.focus:
        draft.fields = fields
        draft.idle.append(f"I cannot put {edit.words} first in a program for this goal.")


SETTLERS: Mapping[type, Callable[[Draft, Any], None]] = MappingProxyType(
    {
        Days: _days,
        DaysBy: _days_by,
        OnlyOn: weekdays.only_on,
        MoveDay: weekdays.move_day,
        AddDays: weekdays.add_days,
        NotOn: weekdays.not_on,
        AlsoOn: weekdays.also_on,
        Weeks: _weeks,
        WeeksBy: _weeks_by,
        Minutes: _minutes,
        MinutesBy: _minutes_by,
        HealthNote: _health_note,
        Healed: _healed,
        Hurts: _hurts,
        OnlyHas: _only_has,
        Lacks: _lacks,
        Gets: _gets,
        AwayFromGym: _away_from_gym,
        Goal: _goal,
        Focus: _focus,
        Level: _level,
        Harder: _harder,
    }
)
"""In the order in which they are settled: what others go by comes before them. Exercises come behind all of these."""

ONE_OF: tuple[tuple[frozenset[type], str], ...] = (
    (frozenset({Days, DaysBy}), "days_per_week"),
    (frozenset({Weeks, WeeksBy}), "duration_weeks"),
    (frozenset({Minutes, MinutesBy}), "session_minutes"),
    (frozenset({Level}), "fitness_level"),
    (frozenset({Goal}), "goal_category"),
    (frozenset({Harder}), "effort"),
)
"""Of these nobody can want two that differ: what is asked for then."""


def check_consistent(edits: tuple[Edit, ...]) -> None:
    """Let only that pass which can be wanted at once.

    Raises:
        NotUnderstood: two edits contradict each other.
    """
    for kinds, name in ONE_OF:
        if len([edit for edit in edits if type(edit) in kinds]) > 1:
            raise asking_for(name)


def settle(draft: Draft, edits: tuple[Edit, ...]) -> None:
    """Write into the draft what the edits change, those of exercises left out.

    Raises:
        NotUnderstood: something is not possible, or has to be asked back.
    """
    present = {type(edit) for edit in edits}
    for kind, settler in SETTLERS.items():
        for edit in edits:
            if type(edit) is kind and not (kind is AwayFromGym and present & {OnlyHas, Gets}):
                settler(draft, edit)
    weekdays.check_days(draft)
