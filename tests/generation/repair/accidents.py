"""Accidents that happen to programs, for Hypothesis: each changes one thing that a model may get wrong."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from schemas.program import CardioItem, Item, Load, LoadType, Program, Session, SetType, StrengthItem, Week
from schemas.request import Weekday
from server.generation.exercises import catalogue

Accident = Callable[[Any], Any]
"""What happens to an item, a session, or a week."""

exercise_ids = st.sampled_from([*catalogue()]) | st.sampled_from(["moon_walk", "barbell_squats", "bench", ""])
percents = st.integers(0, 110)
loads = st.builds(
    lambda kind, low, high: Load(type=kind, min=low, max=high),
    st.sampled_from(LoadType),
    st.none() | percents,
    st.none() | percents,
)
set_fields = st.fixed_dictionaries(
    {},
    optional={
        "exercise_id": exercise_ids,
        "name": st.just("Something else"),
        "sets": st.sampled_from([1, 2, 9, 20]),
        "set_type": st.sampled_from(SetType),
        "reps_min": st.none() | st.integers(0, 120),
        "reps_max": st.none() | st.integers(0, 120),
        "duration_s": st.none() | st.sampled_from([0, 30, 4000]),
        "distance_m": st.none() | st.sampled_from([0, 40, 9000]),
        "rir_min": st.none() | st.integers(0, 10),
        "rir_max": st.none() | st.integers(0, 10),
        "load": loads,
        "rest_s": st.sampled_from([0, 60, 2000]),
        "substitutes": st.lists(exercise_ids, max_size=3).map(tuple),
        "progression_id": st.just("unknown"),
    },
)
cardio_fields = st.fixed_dictionaries(
    {},
    optional={
        "exercise_id": exercise_ids,
        "duration_min": st.sampled_from([0.5, 20.0, 90.0, 500.0]),
        "rpe_min": st.integers(0, 10),
        "rpe_max": st.integers(0, 10),
        "hrr_pct": st.none() | st.tuples(st.integers(-10, 120), st.integers(-10, 120)),
        "intervals": st.none() | st.just({"reps": 30, "work_s": 60, "recover_s": 60}),
        "substitutes": st.lists(exercise_ids, max_size=3).map(tuple),
    },
)


def _with(fields_of_sets: dict[str, Any], fields_of_cardio: dict[str, Any]) -> Accident:
    def happens(item: Item) -> Item:
        if isinstance(item, StrengthItem):
            return StrengthItem.model_validate({**dict(item), **fields_of_sets})
        return CardioItem.model_validate({**dict(item), **fields_of_cardio})

    return happens


item_accidents: st.SearchStrategy[Accident] = st.builds(_with, set_fields, cardio_fields)


def _session(fields: dict[str, Any]) -> Accident:
    return lambda session: Session.model_validate({**dict(session), **fields})


def _items(change: Callable[[tuple[Item, ...]], tuple[Item, ...]]) -> Accident:
    return lambda session: session.model_copy(update={"items": change(session.items)})


session_accidents: st.SearchStrategy[Accident] = st.one_of(
    st.builds(
        _session,
        st.fixed_dictionaries(
            {},
            optional={
                "day_index": st.integers(1, 7),
                "weekday": st.none() | st.sampled_from(Weekday),
                "est_minutes": st.sampled_from([1, 500]),
                "type": st.sampled_from(["resistance", "cardio", "recovery"]),
                "cooldown": st.just([{"exercise_id": "moon_walk", "name": "?", "duration_s": 30, "cue": ""}]),
            },
        ),
    ),
    st.just(_items(lambda items: items[:0])),
    st.just(_items(lambda items: items[1:])),
    st.just(_items(lambda items: items * 3)),
)
week_accidents: st.SearchStrategy[Accident] = st.one_of(
    st.just(lambda week: week.model_copy(update={"sessions": week.sessions[:-1]})),
    st.just(lambda week: week.model_copy(update={"sessions": (*week.sessions, *week.sessions[:1])})),
    st.just(lambda week: week.model_copy(update={"sessions": ()})),
    st.just(lambda week: week.model_copy(update={"is_deload": not week.is_deload})),
    st.just(lambda week: week.model_copy(update={"index": 1})),
    st.just(lambda week: week.model_copy(update={"block": "Elsewhere"})),
)


@st.composite
def accidents(draw: st.DrawFn) -> Callable[[Program], Program]:
    """What happens to a program: to all items of one exercise, to one item, to one session, to one week."""
    place, within, deepest = draw(st.integers(0, 51)), draw(st.integers(0, 6)), draw(st.integers(0, 9))
    everywhere = draw(st.booleans())
    kind = draw(st.sampled_from([*["item", "session", "week"] * 5, "weeks"]))
    happens = draw({"item": item_accidents, "session": session_accidents}.get(kind, week_accidents))

    def to_week(week: Week) -> Week:
        if kind == "week":
            return happens(week)  # type: ignore[no-any-return]  # an accident keeps the kind of what it happens to
        sessions = list(week.sessions)
        if not sessions:
            return week
        session = sessions[within % len(sessions)]
        if kind == "session":
            sessions[within % len(sessions)] = happens(session)
        elif session.items:
            items = list(session.items)
            items[deepest % len(items)] = happens(items[deepest % len(items)])
            sessions[within % len(sessions)] = session.model_copy(update={"items": tuple(items)})
        return week.model_copy(update={"sessions": tuple(sessions)})

    def to_program(program: Program) -> Program:
        weeks = list(program.weeks)
        if not weeks:
            return program
        if kind == "weeks":
            return program.model_copy(update={"weeks": tuple(weeks[: place % len(weeks)])})
        for number in range(len(weeks)):
            if everywhere or number == place % len(weeks):
                weeks[number] = to_week(weeks[number])
        return program.model_copy(update={"weeks": tuple(weeks)})

    return to_program
